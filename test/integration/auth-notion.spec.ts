/** AUTH=notion: logging in, adding workspaces, sessions and API tokens, against a tiny Notion of this test's own. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../e2e/start-app.js';
import { type Answer, send } from './http-client.js';

const CLIENT = { id: 'client-id', secret: 'planted-client-secret' };
const ENV = {
  AUTH: 'notion',
  NOTION_CLIENT_ID: CLIENT.id,
  NOTION_CLIENT_SECRET: CLIENT.secret,
  ADMIN_EMAILS: 'boss@example.com',
  SAMPLE: 'off',
  LOG_LEVEL: 'trace',
};

interface Person {
  id: string;
  email?: string;
}

/** The token endpoint and `users/me`, as notion-api.md §2 has them. Every secret of it begins with `planted-`. */
class TinyNotion {
  /** What a code stands for; each serves once. */
  readonly codes = new Map<string, { bot_id: string; owner: object; workspace_name?: string; icon?: string }>();
  readonly exchanges: Record<string, string>[] = [];
  readonly revoked: string[] = [];
  readonly integrations = new Map<string, object>();
  failing: number | null = null;
  private readonly server = createServer((request, response) => {
    this.answer(request, response).catch(() => response.destroy());
  });
  private made = 0;

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  /** Somebody presses Allow. */
  allow(person: Person | 'workspace', bot_id: string, more: { workspace_name?: string; icon?: string } = {}): string {
    this.made += 1;
    const code = `planted-code-${this.made}`;
    const user = person === 'workspace' ? null : { object: 'user', id: person.id };
    const known =
      person !== 'workspace' && person.email !== undefined
        ? { type: 'person', name: 'planted-name', avatar_url: null, person: { email: person.email } }
        : {};
    const owner = user ? { type: 'user', user: { ...user, ...known } } : { type: 'workspace', workspace: true };
    this.codes.set(code, { bot_id, owner, ...more });
    return code;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [status, answer] = this.decide(request, await text(request));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  private decide({ url, headers }: IncomingMessage, body: string): [status: number, answer: object] {
    const { authorization } = headers;
    if (this.failing !== null) return [this.failing, { message: 'planted-failure' }];
    if (url === '/v1/users/me') {
      const me = this.integrations.get(authorization ?? '');
      const versioned = headers['notion-version'] === '2026-03-11';
      return me && versioned ? [200, me] : [401, { object: 'error', code: 'unauthorized' }];
    }
    // An empty workspace: what is imported of one is other tests' business.
    if (url === '/v1/search') {
      return [200, { object: 'list', type: 'page_or_data_source', results: [], has_more: false, next_cursor: null }];
    }
    if (authorization !== `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`) {
      return [401, { error: 'invalid_client' }];
    }
    const sent = JSON.parse(body) as Record<string, string>;
    if (url === '/v1/oauth/revoke') {
      this.revoked.push(sent['token'] ?? '');
      return [200, {}];
    }
    this.exchanges.push(sent);
    return this.exchange(sent['code'] ?? '');
  }

  private exchange(code: string): [status: number, answer: object] {
    const grant = this.codes.get(code);
    if (!grant) return [400, { error: 'invalid_grant', request_id: 'r' }];
    this.codes.delete(code);
    this.made += 1;
    const pair = {
      access_token: `planted-access-${this.made}`,
      refresh_token: `planted-refresh-${this.made}`,
      token_type: 'bearer',
    };
    return [
      200,
      {
        ...pair,
        bot_id: grant.bot_id,
        workspace_id: `w-${grant.bot_id}`,
        workspace_name: grant.workspace_name ?? null,
        workspace_icon: grant.icon ?? null,
        owner: grant.owner,
        duplicated_template_id: null,
      },
    ];
  }
}

/** Keeps cookies by name and path, and follows nothing by itself. */
class Browser {
  readonly jar = new Map<string, { value: string; path: string }>();
  /** All that this server ever answered this browser with. */
  readonly seen: string[] = [];

  constructor(private readonly base: string) {}

  async go(path: string, options: { method?: string; json?: unknown; headers?: Record<string, string> } = {}) {
    const { pathname } = new URL(path, this.base);
    const cookie = [...this.jar]
      .filter(([, { path: under }]) => pathname.startsWith(under))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const answer = await send(this.base, path, {
      method: options.method ?? 'GET',
      headers: {
        ...(cookie === '' ? {} : { cookie }),
        ...(options.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.json === undefined ? {} : { body: JSON.stringify(options.json) }),
    });
    this.keep(answer);
    this.seen.push(answer.text, JSON.stringify(answer.headers));
    return answer;
  }

  async json<T>(path: string, options: Parameters<Browser['go']>[1] = {}): Promise<T> {
    return JSON.parse((await this.go(path, options)).text) as T;
  }

  cookie(name: string): string {
    return this.jar.get(name)?.value ?? '';
  }

  private keep(answer: Answer): void {
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const path = /; Path=([^;]+)/.exec(line)?.[1] ?? '/';
      if (value === '') this.jar.delete(name);
      else this.jar.set(name, { value, path });
    }
  }
}

const notion = new TinyNotion();
let app: RunningApp;
let env: Record<string, string>;
/** Across all tests, for the last one: what no log and no answer may hold. */
const browsers: Browser[] = [];
let earlier_log = '';
const secrets = new Set<string>([CLIENT.secret]);

beforeAll(async () => {
  env = { ...ENV, NOTION_API_URL: await notion.start() };
  app = await startApp({ env });
});
afterAll(async () => {
  await app.stop();
  await notion.stop();
});
beforeEach(() => {
  notion.failing = null;
});

function browser(): Browser {
  const made = new Browser(app.url);
  browsers.push(made);
  return made;
}

/** Sets out for Notion. @returns the `state` that Notion is given */
async function setOut(from: Browser): Promise<string> {
  const answer = await from.go('/api/v1/auth/notion');
  expect(answer.status).toBe(302);
  return new URL(answer.headers.location ?? '').searchParams.get('state') ?? '';
}

const comeBack = (to: Browser, query: Record<string, string>) =>
  to.go(`/api/v1/auth/notion/callback?${new URLSearchParams(query).toString()}`);

async function logIn(person: Person, bot_id: string, in_browser = browser()): Promise<Browser> {
  const state = await setOut(in_browser);
  const answer = await comeBack(in_browser, { code: notion.allow(person, bot_id), state });
  expect([answer.status, answer.headers.location]).toEqual([302, '/']);
  return in_browser;
}

interface Me {
  id: string;
  email: string | null;
  role: string;
}
const me = (of: Browser) => of.json<Me>('/api/v1/me');
const workspaces = async (of: Browser) =>
  (await of.json<{ connections: Record<string, unknown>[] }>('/api/v1/connections')).connections;

function expectPage(answer: Answer, status: number, words: RegExp): void {
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  expect(answer.text).toMatch(words);
  expect(answer.text).toContain('<a href="/');
  expect(answer.text).not.toMatch(/<script|<style| style=| on\w+=/);
}

describe('logging in', () => {
  it('goes to Notion with what §2 asks for, and binds the state to this browser', async () => {
    const visitor = browser();
    const answer = await visitor.go('/api/v1/auth/notion');
    const to = new URL(answer.headers.location ?? '');
    expect(to.origin + to.pathname).toBe(`${env['NOTION_API_URL'] ?? ''}/v1/oauth/authorize`);
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      client_id: CLIENT.id,
      response_type: 'code',
      owner: 'user',
      redirect_uri: `${app.url}/api/v1/auth/notion/callback`,
    });
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^ng_oauth=[\w-]{43}; Max-Age=600; Path=\/api\/v1\/auth\/notion; HttpOnly; SameSite=Lax$/),
    ]);
  });

  it('ends in a session, with the user and the workspace', async () => {
    const ann = browser();
    const state = await setOut(ann);
    const code = notion.allow({ id: 'ann', email: 'Ann@Example.com' }, 'bot-ann', {
      workspace_name: 'Acme',
      icon: '🌲',
    });
    const answer = await comeBack(ann, { code, state });
    expect([answer.status, answer.headers.location]).toEqual([302, '/']);
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^ng_session=[\w.-]+; Max-Age=900; Path=\/; HttpOnly; SameSite=Lax$/),
      expect.stringMatching(/^ng_refresh=[\w.-]+; Max-Age=\d+; Path=\/api\/v1\/auth; HttpOnly; SameSite=Lax$/),
    ]);
    expect(await me(ann)).toMatchObject({ email: 'ann@example.com', role: 'user' });
    const [connection, ...more] = await workspaces(ann);
    expect(more).toEqual([]);
    expect(connection).toEqual({
      id: expect.any(String),
      kind: 'oauth',
      workspace_name: 'Acme',
      workspace_icon: '🌲',
      state: 'active',
      comments: false,
      refresh_minutes: 60,
      // What follows a connected workspace may be under way, or through.
      running_import_id: connection?.['running_import_id'],
      last_import_id: connection?.['last_import_id'],
      created_at: expect.any(String),
    });
    expect(notion.exchanges.at(-1)).toEqual({
      grant_type: 'authorization_code',
      code,
      redirect_uri: `${app.url}/api/v1/auth/notion/callback`,
    });
  });

  it('again is the same user and the same connection, with a new pair', async () => {
    const first = await logIn({ id: 'bea', email: 'bea@example.com' }, 'bot-bea');
    const [before] = await workspaces(first);
    const again = await logIn({ id: 'bea', email: 'bea@example.com' }, 'bot-bea');
    expect(await me(again)).toEqual(await me(first));
    const [after, ...more] = await workspaces(again);
    expect([after?.['id'], after?.['created_at'], more]).toEqual([before?.['id'], before?.['created_at'], []]);
  });

  it('works without an e-mail, which is then learned and never forgotten', async () => {
    expect((await me(await logIn({ id: 'cy' }, 'bot-cy'))).email).toBeNull();
    expect((await me(await logIn({ id: 'cy', email: 'cy@example.com' }, 'bot-cy'))).email).toBe('cy@example.com');
    expect((await me(await logIn({ id: 'cy' }, 'bot-cy'))).email).toBe('cy@example.com');
  });

  it('takes an e-mail from the user who had it before', async () => {
    const old = await logIn({ id: 'dan-1', email: 'dan@example.com' }, 'bot-dan-1');
    const young = await logIn({ id: 'dan-2', email: 'dan@example.com' }, 'bot-dan-2');
    expect((await me(young)).email).toBe('dan@example.com');
    expect((await me(old)).email).toBeNull();
    expect((await me(old)).id).not.toBe((await me(young)).id);
  });

  it('makes an admin of ADMIN_EMAILS at the first login alone', async () => {
    expect((await me(await logIn({ id: 'boss', email: 'BOSS@example.com' }, 'bot-boss'))).role).toBe('admin');
    const late = await logIn({ id: 'late' }, 'bot-late');
    expect((await me(late)).role).toBe('user');
    expect((await me(await logIn({ id: 'late', email: 'boss@example.com' }, 'bot-late'))).role).toBe('user');
    const audit = await readFile(join(app.data_dir, 'store', 'audit.db'), 'utf8');
    expect(audit.match(/user\.admin_granted/g)).toHaveLength(1);
    expect(audit).not.toContain('@');
  });

  it('shows an icon only where it is an emoji', async () => {
    const eve = browser();
    const state = await setOut(eve);
    const code = notion.allow({ id: 'eve' }, 'bot-eve', {
      icon: 'https://s3.example.com/icon.png',
      workspace_name: ' ',
    });
    await comeBack(eve, { code, state });
    expect(await workspaces(eve)).toMatchObject([{ workspace_icon: null, workspace_name: 'Notion workspace' }]);
  });
});

describe('adding a workspace', () => {
  it('gives the same user a second connection, whoever allowed it at Notion, and keeps the session', async () => {
    const fay = await logIn({ id: 'fay', email: 'fay@example.com' }, 'bot-fay-1');
    const before = { ...(await me(fay)), session: fay.cookie('ng_session') };
    for (const person of [{ id: 'fay' }, { id: 'fay-at-work', email: 'fay@work.example' }, 'workspace'] as const) {
      const state = await setOut(fay);
      await comeBack(fay, { code: notion.allow(person, `bot-fay-${JSON.stringify(person)}`), state });
    }
    expect(await workspaces(fay)).toHaveLength(4);
    expect({ ...(await me(fay)), session: fay.cookie('ng_session') }).toEqual(before);
  });

  it('works while the access token has run out, by the session behind it', async () => {
    const gil = await logIn({ id: 'gil' }, 'bot-gil-1');
    gil.jar.delete('ng_session');
    const state = await setOut(gil);
    await comeBack(gil, { code: notion.allow('workspace', 'bot-gil-2'), state });
    await gil.go('/api/v1/auth/refresh', { method: 'POST' });
    expect(await workspaces(gil)).toHaveLength(2);
  });

  it('is refused where somebody else is logged in by then', async () => {
    const shared = await logIn({ id: 'hal' }, 'bot-hal');
    const state = await setOut(shared);
    await logIn({ id: 'ida' }, 'bot-ida', await loggedOut(shared));
    const answer = await comeBack(shared, { code: notion.allow({ id: 'hal' }, 'bot-hal-2'), state });
    expectPage(answer, 403, /another browser/);
    expect(await workspaces(shared)).toHaveLength(1);
  });

  it('is refused where nobody is logged in any more', async () => {
    const jo = await logIn({ id: 'jo' }, 'bot-jo');
    const state = await setOut(jo);
    await loggedOut(jo);
    expectPage(await comeBack(jo, { code: notion.allow({ id: 'jo' }, 'bot-jo-2'), state }), 403, /Try again/);
  });

  async function loggedOut(who: Browser): Promise<Browser> {
    expect((await who.go('/api/v1/auth/logout', { method: 'POST' })).status).toBe(204);
    return who;
  }
});

describe('a login that fails', () => {
  it('because it was cancelled, says so, and its state is worth nothing any more', async () => {
    const visitor = browser();
    const state = await setOut(visitor);
    expectPage(await comeBack(visitor, { error: 'access_denied', state }), 400, /Nothing was connected/);
    const code = notion.allow({ id: 'kim' }, 'bot-kim');
    expectPage(await comeBack(visitor, { code, state }), 403, /finished already/);
    expectPage(await comeBack(browser(), { error: 'access_denied', state: '' }), 400, /Nothing was connected/);
    expect(visitor.cookie('ng_session')).toBe('');
  });

  it('because its state is missing, altered, foreign or used, exchanges no code', async () => {
    const visitor = browser();
    const state = await setOut(visitor);
    const code = notion.allow({ id: 'lou' }, 'bot-lou');
    const exchanged = notion.exchanges.length;
    expectPage(await comeBack(visitor, { code }), 400, /not started here/);
    expectPage(await comeBack(visitor, { code, state: `${state.slice(0, -4)}AAAA` }), 400, /not started here/);
    expectPage(await comeBack(browser(), { code, state }), 403, /another browser/);
    const other = browser();
    await setOut(other);
    expectPage(await comeBack(other, { code, state }), 403, /another browser/);
    expect(notion.exchanges.length).toBe(exchanged);
    // None of it has used the state up.
    expect((await comeBack(visitor, { code, state })).status).toBe(302);
    const again = notion.allow({ id: 'lou' }, 'bot-lou');
    expectPage(await comeBack(visitor, { code: again, state }), 403, /finished already/);
    expect(notion.exchanges.length).toBe(exchanged + 1);
  });

  it('because Notion refuses the code, or sends none', async () => {
    const visitor = browser();
    expectPage(await comeBack(visitor, { code: 'planted-wrong', state: await setOut(visitor) }), 400, /Try again/);
    expectPage(await comeBack(visitor, { state: await setOut(visitor) }), 400, /no code/);
    const error = { error: '<script>alert(1)</script>', state: await setOut(visitor) };
    expectPage(await comeBack(visitor, error), 400, /ended the login with an error/);
  });

  it('because Notion fails', async () => {
    const visitor = browser();
    for (const [status, expected] of [
      [500, 503],
      [502, 503],
      [429, 503],
      [403, 502],
    ] as const) {
      const state = await setOut(visitor);
      notion.failing = status;
      expectPage(await comeBack(visitor, { code: 'planted-any', state }), expected, /Try again/);
      notion.failing = null;
    }
    expect(visitor.cookie('ng_session')).toBe('');
  });

  it('because no person stands behind it', async () => {
    const visitor = browser();
    const state = await setOut(visitor);
    const answer = await comeBack(visitor, { code: notion.allow('workspace', 'bot-of-all'), state });
    expectPage(answer, 403, /not a person/);
    expect((await visitor.go('/api/v1/me')).status).toBe(401);
  });
});

describe('a session', () => {
  const refresh = (of: Browser, json?: unknown) =>
    of.go('/api/v1/auth/refresh', { method: 'POST', ...(json === undefined ? {} : { json }) });

  it('is renewed by its refresh cookie, which serves once', async () => {
    const mia = await logIn({ id: 'mia' }, 'bot-mia');
    const old = new Map(mia.jar);
    const answer = await refresh(mia);
    expect(answer.status).toBe(200);
    const body = JSON.parse(answer.text) as Record<string, unknown>;
    expect(body).toEqual({ access_token: expect.any(String), expires_in: 900 });
    expect(mia.cookie('ng_refresh')).not.toBe(old.get('ng_refresh')?.value);
    expect((await mia.go('/api/v1/me')).status).toBe(200);
    // Two generations on, the first one is a thief's.
    await refresh(mia);
    const thief = browser();
    for (const [name, cookie] of old) thief.jar.set(name, cookie);
    expect((await refresh(thief)).status).toBe(401);
    expect((await mia.go('/api/v1/me')).status).toBe(401);
    expect((await refresh(mia)).status).toBe(401);
  });

  it('survives two tabs that renew it at once', async () => {
    const ned = await logIn({ id: 'ned' }, 'bot-ned');
    const headers = { cookie: `ng_refresh=${ned.cookie('ng_refresh')}` };
    const tabs = await Promise.all(
      Array.from({ length: 5 }, () => send(app.url, '/api/v1/auth/refresh', { method: 'POST', headers })),
    );
    expect(tabs.map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect((await refresh(ned)).status).toBe(200);
    expect((await ned.go('/api/v1/me')).status).toBe(200);
  });

  it('of a client without cookies is renewed by the body', async () => {
    const ola = await logIn({ id: 'ola' }, 'bot-ola');
    const client = browser();
    const answer = await refresh(client, { refresh_token: ola.cookie('ng_refresh') });
    const tokens = JSON.parse(answer.text) as { access_token: string; refresh_token: string };
    expect(answer.headers['set-cookie']).toBeUndefined();
    const authorization = `Bearer ${tokens.access_token}`;
    expect((await client.go('/api/v1/me', { headers: { authorization } })).status).toBe(200);
    expect((await refresh(client, { refresh_token: tokens.refresh_token })).status).toBe(200);
    expect((await refresh(client, { refresh_token: 'nonsense' })).status).toBe(401);
    expect((await refresh(client)).status).toBe(401);
  });

  it('survives the server, and ends with a logout: the whole of it', async () => {
    const pat = await logIn({ id: 'pat' }, 'bot-pat');
    const { data_dir, url } = app;
    await app.kill();
    earlier_log = app.output();
    app = await startApp({ env: { ...env, PORT: new URL(url).port }, data_dir });
    expect((await pat.go('/api/v1/me')).status).toBe(200);
    expect((await refresh(pat)).status).toBe(200);
    const copy = browser();
    for (const [name, cookie] of pat.jar) copy.jar.set(name, cookie);
    // The access token has run out and is gone: the refresh token says which session it is.
    pat.jar.delete('ng_session');
    const answer = await pat.go('/api/v1/auth/logout', { method: 'POST' });
    expect(answer.status).toBe(204);
    expect([...pat.jar.keys()]).toEqual(['ng_oauth']);
    expect((await copy.go('/api/v1/me')).status).toBe(401);
    expect((await refresh(copy)).status).toBe(401);
  });

  it('is not renewed nor ended by another site', async () => {
    const quin = await logIn({ id: 'quin' }, 'bot-quin');
    for (const path of ['/api/v1/auth/refresh', '/api/v1/auth/logout']) {
      const answer = await quin.go(path, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } });
      expect(answer.status).toBe(403);
    }
    expect((await quin.go('/api/v1/me')).status).toBe(200);
  });
});

describe('an API token', () => {
  interface Made {
    id: string;
    token: string;
    scope: string;
  }
  const made = async (who: Browser, scope: string): Promise<Made> => {
    const token = await who.json<Made>('/api/v1/me/tokens', { method: 'POST', json: { name: 'script', scope } });
    secrets.add(token.token);
    return token;
  };

  it('is made, listed without itself, used and revoked', async () => {
    const ray = await logIn({ id: 'ray' }, 'bot-ray');
    const { id, token } = await made(ray, 'read');
    expect(token).toMatch(/^ngt_/);
    const listed = await ray.go('/api/v1/me/tokens');
    expect(JSON.parse(listed.text)).toMatchObject({
      tokens: [{ id, name: 'script', scope: 'read' }],
      next_cursor: null,
    });
    expect(listed.text).not.toContain(token);
    const headers = { authorization: `Bearer ${token}` };
    const script = browser();
    expect(await script.json('/api/v1/me', { headers })).toMatchObject({ id: (await me(ray)).id });
    expect((await ray.go(`/api/v1/me/tokens/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await script.go('/api/v1/me', { headers })).status).toBe(401);
  });

  it('never reaches tokens or sessions, and with `read` changes nothing', async () => {
    const sue = await logIn({ id: 'sue' }, 'bot-sue');
    const script = browser();
    const [connection] = await workspaces(sue);
    for (const scope of ['read', 'write']) {
      const { id, token } = await made(sue, scope);
      const headers = { authorization: `Bearer ${token}` };
      const routes: [method: string, path: string, json?: unknown][] = [
        ['POST', '/api/v1/me/tokens', { name: 'more', scope: 'write' }],
        ['GET', '/api/v1/me/tokens'],
        ['DELETE', `/api/v1/me/tokens/${id}`],
        ['POST', '/api/v1/auth/refresh', { refresh_token: sue.cookie('ng_refresh') }],
        ['POST', '/api/v1/auth/logout'],
        ['GET', '/api/v1/auth/notion'],
        ['GET', '/api/v1/auth/notion/callback?code=x&state=y'],
      ];
      for (const [method, path, json] of routes) {
        const answer = await script.go(path, { method, headers, ...(json === undefined ? {} : { json }) });
        expect({ path, status: answer.status }).toEqual({ path, status: 403 });
      }
      const path = `/api/v1/connections/${String(connection?.['id'])}`;
      const answer = await script.go(path, { method: 'PATCH', headers, json: { comments: true } });
      expect(answer.status).toBe(scope === 'read' ? 403 : 200);
    }
    expect((await sue.go('/api/v1/me')).status).toBe(200);
    expect((await sue.json<{ tokens: unknown[] }>('/api/v1/me/tokens')).tokens).toHaveLength(2);
  });

  it('is another user’s business only', async () => {
    const { id } = await made(await logIn({ id: 'tom' }, 'bot-tom'), 'read');
    const uma = await logIn({ id: 'uma' }, 'bot-uma');
    expect((await uma.go(`/api/v1/me/tokens/${id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await uma.json<{ tokens: unknown[] }>('/api/v1/me/tokens')).tokens).toEqual([]);
  });

  it.each([
    { name: '', scope: 'read' },
    { name: 'x', scope: 'admin' },
    { name: 'x' },
    { name: 'x', scope: 'read', expires_at: 'tomorrow' },
    { name: 'x', scope: 'read', expires_at: '2020-01-01T00:00:00Z' },
  ])('cannot be %j', async (json) => {
    const val = await logIn({ id: 'val' }, 'bot-val');
    expect((await val.go('/api/v1/me/tokens', { method: 'POST', json })).status).toBe(400);
  });
});

describe('a connection', () => {
  const TOKEN = 'planted-ntn-token';
  const bot = { object: 'user', id: 'bot-internal', type: 'bot', bot: { workspace_name: 'Inside', owner: {} } };
  const connect = (who: Browser, token: string) => who.go('/api/v1/connections', { method: 'POST', json: { token } });

  it('is made by the token of an internal integration, once', async () => {
    notion.integrations.set(`Bearer ${TOKEN}`, bot);
    const wes = await logIn({ id: 'wes' }, 'bot-wes');
    const answer = await connect(wes, ` ${TOKEN} `);
    expect(answer.status).toBe(201);
    expect(JSON.parse(answer.text)).toMatchObject({ kind: 'token', workspace_name: 'Inside', state: 'active' });
    await connect(wes, TOKEN);
    expect(await workspaces(wes)).toHaveLength(2);
  });

  it.each([
    ['planted-unknown', null, 422, 'notion_token_invalid'],
    ['planted-person', { object: 'user', id: 'p', type: 'person' }, 422, 'notion_token_invalid'],
    ['planted two', null, 400, 'validation_failed'],
    ['', null, 400, 'validation_failed'],
  ])('is not made by "%s"', async (token, identity, status, code) => {
    if (identity) notion.integrations.set(`Bearer ${token}`, identity);
    const xia = await logIn({ id: 'xia' }, 'bot-xia');
    const answer = await connect(xia, token);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ code });
    if (token !== '') expect(answer.text).not.toContain(token);
  });

  it('is not made while Notion does not answer', async () => {
    const yan = await logIn({ id: 'yan' }, 'bot-yan');
    notion.failing = 503;
    const answer = await connect(yan, TOKEN);
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'notion_unavailable' });
    expect(answer.headers['retry-after']).toBeDefined();
  });

  it('is deleted here even where Notion does not answer, and else given back to Notion', async () => {
    const zoe = await logIn({ id: 'zoe' }, 'bot-zoe-1');
    const state = await setOut(zoe);
    await comeBack(zoe, { code: notion.allow({ id: 'zoe' }, 'bot-zoe-2'), state });
    const [one, two] = await workspaces(zoe);
    const remove = (connection: Record<string, unknown> | undefined) =>
      zoe.go(`/api/v1/connections/${String(connection?.['id'])}`, { method: 'DELETE' });
    const revoked = notion.revoked.length;
    expect((await remove(one)).status).toBe(204);
    expect(notion.revoked.slice(revoked)).toEqual([expect.stringMatching(/^planted-access-/)]);
    notion.failing = 500;
    expect((await remove(two)).status).toBe(204);
    notion.failing = null;
    expect(await workspaces(zoe)).toEqual([]);
  });

  it('is not shown to others, nor changed by them', async () => {
    const owner = await logIn({ id: 'own' }, 'bot-own');
    const [connection] = await workspaces(owner);
    const other = await logIn({ id: 'oth' }, 'bot-oth');
    const path = `/api/v1/connections/${String(connection?.['id'])}`;
    expect((await other.go(path, { method: 'PATCH', json: { comments: true } })).status).toBe(404);
    expect((await other.go(path, { method: 'DELETE' })).status).toBe(404);
    const json = { comments: true, refresh_minutes: 15 };
    expect(await owner.json(path, { method: 'PATCH', json })).toMatchObject(json);
  });
});

describe('without AUTH=notion', () => {
  it('the one user of this machine adds workspaces by OAuth, and nobody logs in by it', async () => {
    const local = await startApp({ env: { ...env, AUTH: 'local' } });
    try {
      const owner = new Browser(local.url);
      const state = await setOut(owner);
      const answer = await comeBack(owner, { code: notion.allow({ id: 'abe' }, 'bot-abe'), state });
      expect([answer.status, answer.headers.location]).toEqual([302, '/']);
      expect([...owner.jar.keys()]).toEqual(['ng_oauth']);
      expect(await workspaces(owner)).toMatchObject([{ kind: 'oauth' }]);
      expect(await me(owner)).toMatchObject({ role: 'admin', email: null });
    } finally {
      await local.stop();
    }
  });

  it('nor with a client of Notion’s, a page says what else there is', async () => {
    const local = await startApp({ env: { SAMPLE: 'off' } });
    try {
      for (const path of ['/api/v1/auth/notion', '/api/v1/auth/notion/callback?code=x&state=y']) {
        expectPage(await send(local.url, path), 404, /internal integration/);
      }
    } finally {
      await local.stop();
    }
  });
});

// Last: it looks at what all of the others have left behind.
describe('what was secret', () => {
  it('is in no log line and no answer', () => {
    for (const one of browsers) {
      for (const name of ['ng_session', 'ng_refresh', 'ng_oauth']) if (one.cookie(name)) secrets.add(one.cookie(name));
    }
    const log = earlier_log + app.output();
    expect(log).toContain('/api/v1/auth/notion/callback');
    expect(log).not.toContain('planted-');
    expect(log).not.toMatch(/@example\.com/i);
    for (const secret of secrets) expect(log).not.toContain(secret);
    const answers = browsers.flatMap(({ seen }) => seen).join('\n');
    expect(answers).not.toContain('planted-');
  });

  it('is not to be read in the store', async () => {
    const folder = join(app.data_dir, 'store');
    for (const file of await readdir(folder)) {
      const rows = await readFile(join(folder, file), 'utf8');
      expect({ file, planted: rows.includes('planted-') }).toEqual({ file, planted: false });
      for (const secret of secrets) expect({ file, found: rows.includes(secret) }).toEqual({ file, found: false });
    }
  });
});
