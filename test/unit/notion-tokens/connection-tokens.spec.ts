/** Refreshing a connection's tokens: one request however many ask, and never the same refresh token twice. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Connection, WITHOUT_NOTION } from '../../../src/modules/notion/connection.js';
import { ConnectionsRepository } from '../../../src/modules/notion/connections.repository.js';
import { ConnectionTokens, sealPair, type TokenRules } from '../../../src/modules/notion/tokens/connection-tokens.js';
import { NotionOAuth } from '../../../src/modules/notion/tokens/notion-oauth.js';
import { rotateTokens } from '../../../src/modules/notion/tokens/rotate-tokens.js';
import { TokenVault } from '../../../src/modules/notion/tokens/token-vault.js';
import { systemClock } from '../../../src/platform/clock.js';
import { Leases } from '../../../src/platform/store/leases.js';
import type { OpenStore } from '../../contract/store.contract.js';
import { openNedb } from '../../contract/open-nedb.js';
import { type OAuthServer, startOAuthServer } from './oauth-server.js';

const ID = '11111111-1111-5111-8111-111111111111';
const FAST: Partial<TokenRules> = { poll_ms: 10, save_pauses_ms: [5, 10] };
const KEY = { kid: 'k1', key: randomBytes(32).toString('base64') };
const revoked = expect.objectContaining({ code: 'connection_revoked', retryable: false });

let open: OpenStore;
let server: OAuthServer;
let connections: ConnectionsRepository;
let vault: TokenVault;

beforeEach(async () => {
  open = await openNedb();
  server = await startOAuthServer();
  connections = new ConnectionsRepository(open.store);
  vault = new TokenVault({ token_keys: [KEY], data_dir: '/nowhere' });
  await connections.insertOnce(await connectionWith({}));
});
afterEach(async () => {
  await server.close();
  await open.close();
});

async function connectionWith(change: Partial<Connection>): Promise<Connection> {
  const pair = sealPair(await vault.keyring(), ID, { access_token: 'access-0', refresh_token: 'refresh-0' });
  return {
    ...WITHOUT_NOTION,
    _id: ID,
    user_id: 'somebody',
    kind: 'oauth',
    bot_id: 'bot',
    workspace_name: 'Acme',
    state: 'active',
    ...pair,
    token_version: 1,
    content_sha256: null,
    running_import_id: null,
    last_import_id: null,
    shown_import_id: null,
    created_at: '2026-01-01T00:00:00.000Z',
    ...change,
  };
}

/** A process of its own, as far as tokens go. */
function instance(rules: Partial<TokenRules> = {}, token_ms = 2_000): ConnectionTokens {
  return new ConnectionTokens({
    connections,
    vault,
    oauth: new NotionOAuth({ base_url: server.url, client: { id: 'client', secret: 's3cret' }, token_ms }),
    leases: new Leases(open.store, systemClock),
    rules: { ...FAST, ...rules },
  });
}

const stored = async (): Promise<Connection> => (await connections.find(ID))!;
const refreshes = () => server.requests.filter(({ body }) => body['grant_type'] === 'refresh_token');

describe('a refresh', () => {
  it('is one request for a hundred callers in two processes, who all get the same new token', async () => {
    server.delay_ms = 60;
    const [one, two] = [instance(), instance()];
    const calls = Array.from({ length: 100 }, (_, at) => (at % 2 ? one : two).refresh(ID, 1));
    const tokens = await Promise.all(calls);
    expect(new Set(tokens.map((token) => JSON.stringify(token)))).toEqual(
      new Set([JSON.stringify({ access_token: 'access-1', token_version: 2 })]),
    );
    expect(refreshes()).toHaveLength(1);
  });

  it('stores both tokens sealed, in one version', async () => {
    await instance().refresh(ID, 1);
    const connection = await stored();
    expect(connection.token_version).toBe(2);
    expect(JSON.stringify(connection)).not.toMatch(/access-|refresh-/);
    const keyring = await vault.keyring();
    expect(keyring.open(connection.refresh_token!, { connection_id: ID, field: 'refresh_token' })).toBe('refresh-1');
    expect(await instance().current(ID)).toEqual({ access_token: 'access-1', token_version: 2 });
  });

  it('is not made for a caller whose token was replaced already', async () => {
    const tokens = instance();
    await tokens.refresh(ID, 1);
    expect(await tokens.refresh(ID, 1)).toEqual({ access_token: 'access-1', token_version: 2 });
    expect(refreshes()).toHaveLength(1);
  });

  it('goes on from pair to pair', async () => {
    const tokens = instance();
    for (let version = 1; version <= 5; version += 1) await tokens.refresh(ID, version);
    expect(await tokens.current(ID)).toEqual({ access_token: 'access-5', token_version: 6 });
  });

  it('identifies us by Basic, and sends what notion-api.md §2 asks for', async () => {
    await instance().refresh(ID, 1);
    expect(server.requests[0]).toEqual({
      path: '/v1/oauth/token',
      authorization: `Basic ${Buffer.from('client:s3cret').toString('base64')}`,
      body: { grant_type: 'refresh_token', refresh_token: 'refresh-0' },
    });
  });
});

describe('a connection that Notion has ended', () => {
  it('turns revoked on invalid_grant, once, and nothing of it is deleted', async () => {
    server.refresh_token = 'another';
    const tokens = instance();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => tokens.refresh(ID, 1)));
    for (const result of results) expect(result).toEqual({ status: 'rejected', reason: revoked });
    expect(refreshes()).toHaveLength(1);
    const connection = await stored();
    expect(connection.state).toBe('revoked');
    expect(connection.refresh_token).not.toBeNull();
    await expect(tokens.current(ID)).rejects.toEqual(revoked);
    await expect(tokens.refresh(ID, 1)).rejects.toEqual(revoked);
    expect(refreshes()).toHaveLength(1);
  });

  it('turns revoked at once where it is an internal integration: there is nothing to refresh', async () => {
    await connections.remove(ID);
    await connections.insertOnce(await connectionWith({ kind: 'token', refresh_token: null }));
    await expect(instance().refresh(ID, 1)).rejects.toEqual(revoked);
    expect((await stored()).state).toBe('revoked');
    expect(server.requests).toHaveLength(0);
  });

  it('stays active where it was connected again while Notion was asked', async () => {
    server.delay_ms = 100;
    server.refresh_token = 'that of the new pair';
    const refreshing = instance().refresh(ID, 1);
    await until(() => server.requests.length === 1);
    const keyring = await vault.keyring();
    const pair = sealPair(keyring, ID, { access_token: 'reconnected', refresh_token: 'that of the new pair' });
    await connections.replacePair(await stored(), { ...pair, state: 'active' });
    expect(await refreshing).toEqual({ access_token: 'reconnected', token_version: 2 });
    expect((await stored()).state).toBe('active');
  });

  it('that is none, or needs no token, is not found', async () => {
    const missing = expect.objectContaining({ code: 'not_found' });
    await expect(instance().current('22222222-2222-5222-8222-222222222222')).rejects.toEqual(missing);
    await connections.remove(ID);
    await connections.insertOnce(await connectionWith({ kind: 'export', access_token: null, refresh_token: null }));
    await expect(instance().refresh(ID, 1)).rejects.toEqual(missing);
  });
});

describe('trouble on the way', () => {
  const retryable = expect.objectContaining({ retryable: true });

  it.each([
    ['a 500', { status: 500 }],
    ['a 502 in HTML', { status: 502, body: '<html>bad gateway</html>' }],
    ['a 429', { status: 429, headers: { 'retry-after': '7' } }],
    ['an answer cut short', { status: 200, body: '{"access_token":"acc' }],
    ['an answer without tokens', { status: 200, body: '{}' }],
    ['a reset', { reset: true }],
    ['a hang', { hang: true }],
  ] as const)('%s leaves everything as it was, and the next refresh succeeds', async (_, what) => {
    server.trouble = { when: 'before', ...what };
    const tokens = instance({}, 150);
    await expect(tokens.refresh(ID, 1)).rejects.toEqual(retryable);
    expect(await stored()).toMatchObject({ state: 'active', token_version: 1 });
    server.trouble = null;
    expect(await tokens.refresh(ID, 1)).toEqual({ access_token: 'access-1', token_version: 2 });
  });

  it('tells how long Notion asks to wait', async () => {
    server.trouble = { when: 'before', status: 429, headers: { 'retry-after': '7' } };
    await expect(instance().refresh(ID, 1)).rejects.toMatchObject({ code: 'notion_rate_limited', retryAfter: 7 });
  });

  it('a redirect is not followed: nobody else is given the tokens', async () => {
    const elsewhere = await startOAuthServer();
    try {
      for (const status of [302, 307, 308]) {
        server.trouble = { when: 'before', status, headers: { location: `${elsewhere.url}/v1/oauth/token` } };
        await expect(instance().refresh(ID, 1)).rejects.toMatchObject({ code: 'notion_refused' });
      }
      expect(elsewhere.requests).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  it('a wrong client secret is the operator’s matter: no connection is revoked for it', async () => {
    server.trouble = { when: 'before', status: 401, body: '{"error":"invalid_client"}' };
    await expect(instance().refresh(ID, 1)).rejects.toMatchObject({ code: 'notion_client_invalid' });
    expect((await stored()).state).toBe('active');
  });

  it('an answer that is lost after the pair has rotated costs the pair, as documented: reconnect', async () => {
    server.trouble = { when: 'after', reset: true };
    const tokens = instance();
    await expect(tokens.refresh(ID, 1)).rejects.toEqual(retryable);
    server.trouble = null;
    await expect(tokens.refresh(ID, 1)).rejects.toEqual(revoked);
  });

  it('no error says anything of the tokens', async () => {
    for (const body of ['{"error":"invalid_request","error_description":"refresh-0"}', 'refresh-0 is bad']) {
      server.trouble = { when: 'before', status: 400, body };
      const failure: unknown = await instance()
        .refresh(ID, 1)
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Error);
      const { message, stack, cause } = failure as Error;
      expect(JSON.stringify([message, stack, cause, failure])).not.toMatch(/refresh-0|s3cret|access-/);
    }
  });
});

describe('processes that die or stand still', () => {
  const lease_name = `notion token ${ID}`;

  it('one that died with the lease is outwaited', async () => {
    await new Leases(open.store, systemClock).acquire(lease_name, 'the dead one', 200);
    expect(await instance().refresh(ID, 1)).toEqual({ access_token: 'access-1', token_version: 2 });
    expect(refreshes()).toHaveLength(1);
  });

  it('a waiting one gives up some time, and may try again', async () => {
    await new Leases(open.store, systemClock).acquire(lease_name, 'a slow one', 60_000);
    await expect(instance({ wait_ms: 50 }).refresh(ID, 1)).rejects.toMatchObject({ code: 'notion_unavailable' });
    expect(refreshes()).toHaveLength(0);
  });

  it('one that stood still before asking Notion sees that it has lost the lease, and does not ask', async () => {
    // The keys are read under the lease: there it stands still until another one is through.
    let go: () => void = () => undefined;
    const standstill = new Promise<void>((resolve) => (go = resolve));
    const keyring = await vault.keyring();
    const slow = new ConnectionTokens({
      connections,
      vault: { keyring: () => standstill.then(() => keyring) } as unknown as TokenVault,
      oauth: new NotionOAuth({ base_url: server.url, client: { id: 'client', secret: 's3cret' } }),
      leases: new Leases(open.store, systemClock),
      rules: { ...FAST, lease_ms: 80 },
    });
    const waking = slow.refresh(ID, 1);
    const other = await instance().refresh(ID, 1);
    go();
    expect(await waking).toEqual(other);
    expect(refreshes()).toHaveLength(1);
  });

  it('one that outlives its lease while it asks, and is taken for dead, still stores its pair', async () => {
    server.delay_ms = 150;
    const slow = instance({ lease_ms: 20 }).refresh(ID, 1);
    await until(() => server.requests.length === 1);
    // Against the rules (a lease is longer than a refresh), another one comes in between with the same token.
    const other = instance().refresh(ID, 1);
    expect(await slow).toEqual({ access_token: 'access-1', token_version: 2 });
    expect(await other).toEqual({ access_token: 'access-1', token_version: 2 });
    expect((await stored()).state).toBe('active');
  });

  it('a pair that came back to a connection marked revoked meanwhile makes it active again', async () => {
    server.delay_ms = 80;
    const slow = instance().refresh(ID, 1);
    await until(() => server.requests.length === 1);
    await connections.markRevoked(await stored());
    expect(await slow).toEqual({ access_token: 'access-1', token_version: 2 });
    expect((await stored()).state).toBe('active');
  });

  it('a refresh does not overwrite a connection that was deleted and made again', async () => {
    server.delay_ms = 80;
    const slow = instance().refresh(ID, 1);
    await until(() => server.requests.length === 1);
    await connections.remove(ID);
    const pair = sealPair(await vault.keyring(), ID, { access_token: 'made again', refresh_token: 'r' });
    await connections.insertOnce(await connectionWith({ ...pair, created_at: '2026-02-02T00:00:00.000Z' }));
    expect(await slow).toEqual({ access_token: 'made again', token_version: 1 });
  });

  it('a store that is away for a moment does not cost the pair; away for longer, the next refresh stores it', async () => {
    let failures = 1;
    const unsteady = Object.assign(Object.create(connections) as ConnectionsRepository, {
      replacePair: (...args: Parameters<ConnectionsRepository['replacePair']>) => {
        failures -= 1;
        if (failures >= 0) return Promise.reject(new Error('connection refused'));
        return connections.replacePair(...args);
      },
    });
    const tokens = new ConnectionTokens({
      connections: unsteady,
      vault,
      oauth: new NotionOAuth({ base_url: server.url, client: { id: 'client', secret: 's3cret' } }),
      leases: new Leases(open.store, systemClock),
      rules: FAST,
    });
    expect(await tokens.refresh(ID, 1)).toEqual({ access_token: 'access-1', token_version: 2 });
    failures = 5;
    await expect(tokens.refresh(ID, 2)).rejects.toThrow('connection refused');
    failures = 0;
    expect(await tokens.refresh(ID, 2)).toEqual({ access_token: 'access-2', token_version: 3 });
    expect(refreshes()).toHaveLength(2);
  });
});

describe('rotating the keys', () => {
  const NEW_KEY = { kid: 'k2', key: randomBytes(32).toString('base64') };

  it('seals every token with the first key, and the old one can go', async () => {
    await connections.insertOnce(
      await connectionWith({ _id: 'an export', kind: 'export', access_token: null, refresh_token: null }),
    );
    const both = new TokenVault({ token_keys: [NEW_KEY, KEY], data_dir: '/nowhere' });
    expect(await rotateTokens(connections, both)).toEqual({ rotated: 1, current: 0, unreadable: 0 });
    expect(await rotateTokens(connections, both)).toEqual({ rotated: 0, current: 1, unreadable: 0 });
    vault = new TokenVault({ token_keys: [NEW_KEY], data_dir: '/nowhere' });
    expect(await instance().current(ID)).toEqual({ access_token: 'access-0', token_version: 1 });
    expect(await instance().refresh(ID, 1)).toEqual({ access_token: 'access-1', token_version: 2 });
  });

  it('leaves what it cannot read as it is, and says so', async () => {
    const before = await stored();
    const wrong = new TokenVault({ token_keys: [NEW_KEY], data_dir: '/nowhere' });
    expect(await rotateTokens(connections, wrong)).toEqual({ rotated: 0, current: 0, unreadable: 1 });
    expect(await stored()).toEqual(before);
  });

  it('does not undo a refresh that happens meanwhile', async () => {
    const both = new TokenVault({ token_keys: [NEW_KEY, KEY], data_dir: '/nowhere' });
    server.delay_ms = 20;
    // Another process, which still seals with the old key but has the new one, as it must before anybody rotates.
    vault = new TokenVault({ token_keys: [KEY, NEW_KEY], data_dir: '/nowhere' });
    await Promise.all([instance().refresh(ID, 1), rotateTokens(connections, both), rotateTokens(connections, both)]);
    await rotateTokens(connections, both);
    vault = new TokenVault({ token_keys: [NEW_KEY], data_dir: '/nowhere' });
    expect(await instance().current(ID)).toEqual({ access_token: 'access-1', token_version: 2 });
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}
