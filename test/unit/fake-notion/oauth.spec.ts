import { afterEach, describe, expect, it } from '@jest/globals';
import { EditableWorkspace } from '../../fake-notion/workspace-editor.js';
import type { FakeNotion, FakeNotionOptions } from '../../fake-notion/server.js';
import type { Answer } from './asking.js';
import { ask, startFake, stopAll } from './asking.js';

const CALLBACK = 'http://127.0.0.1:3000/auth/notion/callback';

afterEach(stopAll);

const start = (oauth: FakeNotionOptions['oauth'] = {}): Promise<FakeNotion> =>
  startFake({
    workspace: new EditableWorkspace({ name: 'Acme' }),
    oauth: { client_id: 'id', client_secret: 'secret', ...oauth },
  });

const basic = `Basic ${Buffer.from('id:secret').toString('base64')}`;

const token = (fake: FakeNotion, body: object, authorization = basic): Promise<Answer> =>
  ask(fake, '/v1/oauth/token', body, { authorization, 'notion-version': '' });

const me = async (fake: FakeNotion, access_token: string): Promise<number> =>
  (await ask(fake, '/v1/users/me', undefined, { authorization: `Bearer ${access_token}` })).status;

describe('login', () => {
  const query = (more: Record<string, string> = {}): string =>
    new URLSearchParams({
      client_id: 'id',
      response_type: 'code',
      owner: 'user',
      redirect_uri: CALLBACK,
      state: 's&1',
      ...more,
    }).toString();

  it('shows a page with Allow and Cancel, each of which goes back with the state', async () => {
    const fake = await start();
    const shown = await ask(fake, `/v1/oauth/authorize?${query()}`);
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('<button type="submit" name="decision" value="allow">Allow access</button>');
    expect(shown.text).toContain('name="state" value="s&amp;1"');
    const allowed = await ask(fake, `/v1/oauth/authorize/decision?${query({ decision: 'allow' })}`);
    expect(allowed.status).toBe(302);
    const back = new URL(allowed.headers.get('location') ?? '');
    expect(back.origin + back.pathname).toBe(CALLBACK);
    expect(back.searchParams.get('state')).toBe('s&1');
    const code = back.searchParams.get('code');
    expect((await token(fake, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK })).status).toBe(200);
    const cancelled = await ask(fake, `/v1/oauth/authorize/decision?${query({ decision: 'cancel' })}`);
    const params = new URL(cancelled.headers.get('location') ?? '').searchParams;
    expect([params.get('error'), params.get('state'), params.get('code')]).toEqual(['access_denied', 's&1', null]);
  });

  it('refuses another client and addresses that are not registered', async () => {
    const fake = await start({ redirect_uris: [CALLBACK] });
    expect((await ask(fake, `/v1/oauth/authorize?${query({ client_id: 'other' })}`)).status).toBe(400);
    expect((await ask(fake, `/v1/oauth/authorize?${query({ redirect_uri: 'http://evil.example' })}`)).status).toBe(400);
    expect((await ask(fake, `/v1/oauth/authorize?${query()}`)).status).toBe(200);
  });
});

describe('tokens', () => {
  it('are answered with the bot, the workspace and the owner', async () => {
    const fake = await start();
    const { body } = await token(fake, { grant_type: 'authorization_code', code: fake.issueCode() });
    expect(body).toEqual({
      access_token: expect.stringMatching(/^ntn_/),
      refresh_token: expect.stringMatching(/^nrt_/),
      token_type: 'bearer',
      bot_id: expect.any(String),
      workspace_id: fake.workspace.id,
      workspace_name: 'Acme',
      workspace_icon: null,
      owner: {
        type: 'user',
        user: {
          object: 'user',
          id: fake.workspace.people[0]!.id,
          name: 'Ada Lovelace',
          avatar_url: null,
          type: 'person',
          person: { email: 'ada@example.com' },
        },
      },
      duplicated_template_id: null,
      request_id: expect.any(String),
    });
    const answer = await ask(fake, '/v1/users/me', undefined, { authorization: `Bearer ${body.access_token}` });
    expect(answer.body).toMatchObject({
      id: body.bot_id,
      type: 'bot',
      bot: { owner: { type: 'user' }, workspace_name: 'Acme' },
    });
  });

  it.each([
    ['user_without_email', { type: 'user', user: expect.objectContaining({ person: {} }) }],
    ['partial_user', { type: 'user', user: { object: 'user', id: expect.any(String) } }],
    ['workspace', { type: 'workspace', workspace: true }],
  ] as const)('may say less of the owner: %s', async (owner, expected) => {
    const fake = await start({ owner });
    const { body } = await token(fake, { grant_type: 'authorization_code', code: fake.issueCode() });
    expect(body.owner).toEqual(expected);
  });

  it('rotate: the old pair dies with the refresh, and a used refresh token is an invalid grant', async () => {
    const fake = await start();
    const first = fake.issuePair();
    const { body: second } = await token(fake, { grant_type: 'refresh_token', refresh_token: first.refresh_token });
    expect(second.bot_id).toBe(first.bot_id);
    expect(await me(fake, first.access_token)).toBe(401);
    expect(await me(fake, second.access_token)).toBe(200);
    const reused = await token(fake, { grant_type: 'refresh_token', refresh_token: first.refresh_token });
    expect(reused.status).toBe(400);
    expect(reused.body).toEqual({
      error: 'invalid_grant',
      error_description: expect.any(String),
      request_id: expect.any(String),
    });
    expect(await me(fake, second.access_token)).toBe(200);
  });

  it('refuse a code twice, a code for another address, unknown grants and wrong credentials', async () => {
    const fake = await start();
    const code = fake.issueCode();
    const exchange = { grant_type: 'authorization_code', code };
    expect((await token(fake, exchange)).status).toBe(200);
    expect((await token(fake, exchange)).body.error).toBe('invalid_grant');
    const other = {
      ...exchange,
      code: fake.issueCode({ redirect_uri: CALLBACK }),
      redirect_uri: 'http://other.example',
    };
    expect((await token(fake, other)).body.error).toBe('invalid_grant');
    expect((await token(fake, { grant_type: 'password' })).body.error).toBe('unsupported_grant_type');
    expect((await token(fake, exchange, 'Basic wrong')).body).toMatchObject({ error: 'invalid_client' });
  });

  it('of a bot that connects again replace the pair before, or not', async () => {
    const harsh = await start();
    const pair = harsh.issuePair();
    expect(harsh.issuePair().bot_id).toBe(pair.bot_id);
    expect(await me(harsh, pair.access_token)).toBe(401);
    const kind = await start({ reconnect: 'adds' });
    const kept = kind.issuePair();
    kind.issuePair();
    expect(await me(kind, kept.access_token)).toBe(200);
  });

  it('run out, and can be revoked and introspected', async () => {
    const fake = await start();
    const pair = fake.issuePair();
    const client = { authorization: basic, 'notion-version': '' };
    const introspect = async (): Promise<Answer> =>
      ask(fake, '/v1/oauth/introspect', { token: pair.refresh_token }, client);
    expect((await introspect()).body).toMatchObject({ active: true, iat: expect.any(Number) });
    fake.expireTokens();
    expect(await me(fake, pair.access_token)).toBe(401);
    const { body: next } = await token(fake, { grant_type: 'refresh_token', refresh_token: pair.refresh_token });
    expect((await introspect()).body).toMatchObject({ active: false });
    await ask(fake, '/v1/oauth/revoke', { token: next.access_token }, client);
    expect(await me(fake, next.access_token)).toBe(401);
    const again = fake.issuePair();
    fake.revokeToken(again.bot_id);
    expect((await token(fake, { grant_type: 'refresh_token', refresh_token: again.refresh_token })).body.error).toBe(
      'invalid_grant',
    );
    expect(await me(fake, fake.token)).toBe(200);
  });
});
