/** OAuth's `state`: signed, for ten minutes, for one use, in one browser. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type OpenAuth, openAuth } from './open-auth.js';

let auth: OpenAuth;
beforeEach(async () => {
  auth = await openAuth();
});
afterEach(() => auth.close());

const code = (expected: string) => expect.objectContaining({ code: expected });

it('comes back to who began: nobody yet, or a user who adds a workspace', async () => {
  const visitor = await auth.states.issue(null, null);
  const user = await auth.states.issue('ann', null);
  expect(await auth.states.use(visitor.state, visitor.nonce)).toBeNull();
  expect(await auth.states.use(user.state, user.nonce)).toBe('ann');
});

it('serves once', async () => {
  const { state, nonce } = await auth.states.issue(null, null);
  const uses = await Promise.allSettled(Array.from({ length: 10 }, () => auth.states.use(state, nonce)));
  expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(auth.states.use(state, nonce)).rejects.toEqual(code('oauth_state_reused'));
  auth.clock.pass(9 * 60_000);
  // Others that were used since have swept the old ones away, but not this one.
  const other = await auth.states.issue(null, null);
  await auth.states.use(other.state, other.nonce);
  await expect(auth.states.use(state, nonce)).rejects.toEqual(code('oauth_state_reused'));
});

it('serves for ten minutes', async () => {
  const { state, nonce } = await auth.states.issue(null, null);
  auth.clock.pass(10 * 60_000 + 1_000);
  await expect(auth.states.use(state, nonce)).rejects.toEqual(code('oauth_state_expired'));
});

it('serves in the browser that began, and is not used up by another one', async () => {
  const { state, nonce } = await auth.states.issue(null, null);
  const other = await auth.states.issue(null, null);
  for (const wrong of [null, '', other.nonce, `${nonce}x`]) {
    await expect(auth.states.use(state, wrong)).rejects.toEqual(code('oauth_state_foreign'));
  }
  expect(await auth.states.use(state, nonce)).toBeNull();
});

it('serves in two tabs of one browser', async () => {
  const one = await auth.states.issue(null, null);
  const two = await auth.states.issue(null, one.nonce);
  expect(two.nonce).toBe(one.nonce);
  expect(await auth.states.use(one.state, two.nonce)).toBeNull();
  expect(await auth.states.use(two.state, two.nonce)).toBeNull();
});

it('takes no nonce that it cannot have made', async () => {
  for (const nonce of ['', 'short', 'x'.repeat(44), `${'x'.repeat(42)};`]) {
    expect((await auth.states.issue(null, nonce)).nonce).toMatch(/^[\w-]{43}$/);
  }
});

it('is refused once it was altered, and so is any other token of ours', async () => {
  const { state, nonce } = await auth.states.issue('ann', null);
  const [head, body = '', signature] = state.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
  const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'bob' })).toString('base64url');
  const { access_token } = await auth.sessions.open('ann');
  const { access_token: stolen } = await auth.sessions.open('bob');
  for (const wrong of [`${head}.${forged}.${signature}`, state.slice(0, -5), '', 'x.y.z', access_token, stolen]) {
    await expect(auth.states.use(wrong, nonce)).rejects.toEqual(code('oauth_state_invalid'));
  }
  expect(await auth.states.use(state, nonce)).toBe('ann');
});

it('does not carry the nonce, and only used ones are stored, as a hash', async () => {
  const { state, nonce } = await auth.states.issue(null, null);
  const claims = Buffer.from(state.split('.')[1] ?? '', 'base64url').toString();
  expect(claims).not.toContain(nonce);
  const rows = () => auth.store.collection('oauth_states').find({});
  expect(await rows()).toEqual([]);
  await auth.states.use(state, nonce);
  const { jti } = JSON.parse(claims) as { jti: string };
  expect(JSON.stringify(await rows())).not.toContain(jti);
  expect(await rows()).toHaveLength(1);
});
