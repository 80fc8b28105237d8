/** Sessions: a short access token, and a refresh token that serves once. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenAuth, openAuth } from './open-auth.js';

const MINUTE = 60_000;
const ended = expect.objectContaining({ code: 'unauthenticated' });

let auth: OpenAuth;
beforeEach(async () => {
  auth = await openAuth();
});
afterEach(() => auth.close());

describe('an access token', () => {
  it('names its session for 15 minutes', async () => {
    const { access_token, access_expires_in } = await auth.sessions.open('ann');
    expect(access_expires_in).toBe(900);
    auth.clock.pass(14 * MINUTE);
    expect(await auth.sessions.verify(access_token)).toMatchObject({ user_id: 'ann' });
    auth.clock.pass(2 * MINUTE);
    expect(await auth.sessions.verify(access_token)).toBeNull();
  });

  it('is good after a restart, and in another process', async () => {
    const { access_token } = await auth.sessions.open('ann');
    expect(await auth.restarted_sessions.verify(access_token)).toMatchObject({ user_id: 'ann' });
    expect(await auth.other_sessions.verify(access_token)).toMatchObject({ user_id: 'ann' });
  });

  it('ends with its session, at once', async () => {
    const { access_token, refresh_token } = await auth.sessions.open('ann');
    const session = await auth.sessions.verify(access_token);
    await auth.sessions.close(session!._id);
    expect(await auth.other_sessions.verify(access_token)).toBeNull();
    await expect(auth.sessions.renew(refresh_token)).rejects.toEqual(ended);
  });

  it('is not a refresh token, nor a refresh token one, nor a login’s state', async () => {
    const { access_token, refresh_token } = await auth.sessions.open('ann');
    const { state } = await auth.states.issue('ann', null);
    expect(await auth.sessions.verify(refresh_token)).toBeNull();
    expect(await auth.sessions.verify(state)).toBeNull();
    await expect(auth.sessions.renew(access_token)).rejects.toEqual(ended);
    await expect(auth.sessions.renew(state)).rejects.toEqual(ended);
  });

  it('of another secret, of no algorithm or altered is none', async () => {
    const { access_token } = await auth.sessions.open('ann');
    const [, body, signature] = access_token.split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const stranger = await openAuth();
    const { access_token: foreign } = await stranger.sessions.open('ann');
    await stranger.close();
    for (const token of [
      `${none}.${body}.`,
      `${none}.${body}.${signature}`,
      foreign,
      `${access_token}x`,
      '',
      'x.y.z',
    ]) {
      expect(await auth.sessions.verify(token)).toBeNull();
    }
  });
});

describe('a refresh token', () => {
  it('gives the next pair, again and again, until the login is over', async () => {
    let { refresh_token } = await auth.sessions.open('ann');
    for (let day = 0; day < 29; day += 1) {
      auth.clock.pass(24 * 60 * MINUTE);
      const renewed = await auth.sessions.renew(refresh_token);
      expect(await auth.sessions.verify(renewed.access_token)).toMatchObject({ user_id: 'ann' });
      ({ refresh_token } = renewed);
    }
    auth.clock.pass(25 * 60 * MINUTE);
    await expect(auth.sessions.renew(refresh_token)).rejects.toEqual(ended);
  });

  it('no access token outlives the login', async () => {
    const { refresh_token } = await auth.sessions.open('ann');
    auth.clock.pass(30 * 24 * 60 * MINUTE - 5 * MINUTE);
    expect((await auth.sessions.renew(refresh_token)).access_expires_in).toBe(300);
  });

  it('used twice, long after, ends the whole session: one of the two was a thief', async () => {
    const first = await auth.sessions.open('ann');
    const thief = await auth.sessions.renew(first.refresh_token);
    auth.clock.pass(MINUTE);
    await expect(auth.sessions.renew(first.refresh_token)).rejects.toEqual(ended);
    await expect(auth.sessions.renew(thief.refresh_token)).rejects.toEqual(ended);
    expect(await auth.sessions.verify(thief.access_token)).toBeNull();
    expect(await auth.audited()).toMatchObject([{ action: 'session.refresh_token_reused', actor_id: 'ann' }]);
  });

  it('used twice by a thief first and the owner later, does too; other sessions of the user stay', async () => {
    const other = await auth.sessions.open('ann');
    const first = await auth.sessions.open('ann');
    auth.clock.pass(20 * MINUTE);
    await auth.sessions.renew((await auth.sessions.renew(first.refresh_token)).refresh_token);
    auth.clock.pass(1_000);
    // Two generations old: no grace however soon.
    await expect(auth.sessions.renew(first.refresh_token)).rejects.toEqual(ended);
    await expect(auth.sessions.renew(other.refresh_token)).resolves.toBeDefined();
  });

  it('used by many tabs at once serves all, and whichever answer the browser keeps is the living one', async () => {
    const { refresh_token } = await auth.sessions.open('ann');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => (at % 2 ? auth.sessions : auth.other_sessions).renew(refresh_token)),
    );
    for (const answer of answers) expect(await auth.sessions.verify(answer.access_token)).not.toBeNull();
    auth.clock.pass(15 * MINUTE);
    const kept = answers[7]!;
    expect(await auth.sessions.renew(kept.refresh_token)).toBeDefined();
    expect(await auth.audited()).toEqual([]);
  });

  it('serves again where its answer was lost, for ten seconds', async () => {
    const { refresh_token } = await auth.sessions.open('ann');
    await auth.sessions.renew(refresh_token);
    auth.clock.pass(9_000);
    await expect(auth.sessions.renew(refresh_token)).resolves.toBeDefined();
    auth.clock.pass(2_000);
    await expect(auth.sessions.renew(refresh_token)).rejects.toEqual(ended);
  });

  it('is not used up by looking whose it is', async () => {
    const { refresh_token } = await auth.sessions.open('ann');
    expect(await auth.sessions.behind(refresh_token)).toMatchObject({ user_id: 'ann' });
    const next = await auth.sessions.renew(refresh_token);
    auth.clock.pass(MINUTE);
    expect(await auth.sessions.behind(refresh_token)).toBeNull();
    expect(await auth.sessions.behind(next.refresh_token)).toMatchObject({ user_id: 'ann' });
  });

  it('is not stored', async () => {
    const { refresh_token, access_token } = await auth.sessions.open('ann');
    const rows = JSON.stringify(await auth.store.collection('sessions').find({}));
    for (const token of [refresh_token, access_token]) expect(rows).not.toContain(token.split('.')[2]);
  });
});
