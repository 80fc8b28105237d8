/** AUTH=password: one user, on any HOST. */
import { spawnSync } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, SignJWT } from 'jose';
import { type RunningApp, startApp } from '../e2e/start-app.js';
import { type Answer, send, sendJson } from './http-client.js';

const PASSWORD = 'correct horse battery staple';
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

let app: RunningApp;
let env: Record<string, string>;

beforeAll(async () => {
  const made = spawnSync(process.execPath, [cli, 'admin', 'hash-password'], {
    input: `${PASSWORD}\n`,
    encoding: 'utf8',
  });
  expect(made.status).toBe(0);
  env = { AUTH: 'password', ADMIN_PASSWORD_HASH: made.stdout.trim(), HOST: '0.0.0.0', LOG_LEVEL: 'trace' };
  app = await startApp({ env });
});
afterAll(() => app.stop());

const login = (password: string, headers: Record<string, string> = {}) =>
  send(app.url, '/api/v1/auth/password', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ password }),
  });

const cookieOf = (answer: Answer): string => answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
const me = (headers: Record<string, string>) => send(app.url, '/api/v1/me', { headers });

it('answers no route without a session but those that are meant for everybody', async () => {
  const document = await sendJson<{ paths: Record<string, Record<string, unknown>> }>(app.url, '/api/docs-json');
  const open: string[] = [];
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of Object.keys(methods)) {
      const id = '00000000-0000-4000-8000-000000000000';
      const answer = await send(app.url, path.replace(/\{[^}]+\}/g, id), { method: method.toUpperCase() });
      if (answer.status !== 401) open.push(`${method} ${path}`);
    }
  }
  const expected =
    /^(get \/health\/|get \/metrics|get \/api\/v1\/auth\/|post \/api\/v1\/webhooks\/|post \/api\/v1\/auth\/|get \/api\/v1\/embeds\/)/;
  expect(open.filter((route) => !expected.test(route))).toEqual([]);
  expect(open.length).toBeLessThan(Object.keys(document.paths).length);
});

it('opens a session for the right password alone, in a cookie no script can read', async () => {
  expect((await login('wrong horse')).status).toBe(401);
  const answer = await login(PASSWORD);
  expect(answer.status).toBe(204);
  expect(answer.headers['set-cookie']?.[0]).toMatch(/^ng_session=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
  const cookie = cookieOf(answer);
  expect((await me({ cookie })).status).toBe(200);
  expect((await me({ authorization: `Bearer ${cookie.split('=')[1] ?? ''}` })).status).toBe(200);
  expect(JSON.parse((await me({ cookie })).text)).toMatchObject({ role: 'admin', email: null, plan: 'free' });
});

it('takes no forged or altered session', async () => {
  const cookie = cookieOf(await login(PASSWORD));
  const [head = '', body = ''] = cookie.split('=')[1]?.split('.') ?? [];
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  for (const token of [`${none}.${body}.`, `${head}.${body}.AAAA`, `${cookie.slice(0, -2)}xx`, 'nonsense', '']) {
    expect((await me({ cookie: `ng_session=${token}` })).status).toBe(401);
  }
});

it('takes no session that was signed elsewhere, for somebody else, or not at all', async () => {
  const token = cookieOf(await login(PASSWORD)).slice('ng_session='.length);
  const claims = decodeJwt(token);
  const secret = (await readFile(join(app.data_dir, 'secrets', 'session'), 'utf8')).trim();
  const signed = (key: string, change: object) =>
    new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(key));
  // The same as the server signs is a session; so what is refused below is refused for what was changed.
  expect((await me({ authorization: `Bearer ${await signed(secret, {})}` })).status).toBe(200);
  for (const forged of [
    await signed('another secret of thirty-two characters', {}),
    await signed(secret, { sub: '00000000-0000-4000-8000-000000000000' }),
    await signed(secret, { sid: '00000000-0000-4000-8000-000000000000' }),
    await signed(secret, { exp: 1_000_000_000 }),
  ]) {
    expect((await me({ authorization: `Bearer ${forged}` })).status).toBe(401);
    expect((await me({ cookie: `ng_session=${forged}` })).status).toBe(401);
  }
});

it('keeps its secret to itself', async () => {
  expect((await stat(join(app.data_dir, 'secrets', 'session'))).mode & 0o777).toBe(0o600);
});

it('tells a wrong password from a missing session, and takes a body of that form alone', async () => {
  const wrong = await login('wrong horse');
  expect(JSON.parse(wrong.text)).toMatchObject({ status: 401, code: 'wrong_password' });
  expect(wrong.headers['set-cookie']).toBeUndefined();
  expect(JSON.parse((await me({})).text)).toMatchObject({ status: 401, code: 'unauthenticated' });
  for (const body of ['{}', '{"password":""}', '{"password":5}', '[]']) {
    const answer = await send(app.url, '/api/v1/auth/password', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(JSON.parse(answer.text)).toMatchObject({ status: 400, code: 'validation_failed' });
  }
});

it('ends a session on the server, not in one browser', async () => {
  const cookie = cookieOf(await login(PASSWORD));
  expect((await send(app.url, '/api/v1/auth/logout', { method: 'POST', headers: { cookie } })).status).toBe(204);
  expect((await me({ cookie })).status).toBe(401);
  expect((await me({ authorization: `Bearer ${cookie.slice('ng_session='.length)}` })).status).toBe(401);
  // A logout of nobody is no error.
  expect((await send(app.url, '/api/v1/auth/logout', { method: 'POST' })).status).toBe(204);
});

it('refuses a write that another site makes with the cookie', async () => {
  const cookie = cookieOf(await login(PASSWORD));
  const write = (headers: Record<string, string>) =>
    send(app.url, '/api/v1/graphs/x', { method: 'DELETE', headers: { cookie, ...headers } });
  expect((await write({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await write({ origin: 'https://evil.example' })).status).toBe(403);
  expect((await write({ origin: app.url })).status).toBe(400);
  // A browser adds Basic credentials of its own accord, so they excuse nothing; a bearer token is added by a program.
  for (const authorization of ['Basic eDp5', 'nonsense'])
    expect((await write({ authorization, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  const bearer = await send(app.url, '/api/v1/graphs/x', {
    method: 'DELETE',
    headers: { authorization: `Bearer ${cookie.slice('ng_session='.length)}`, 'sec-fetch-site': 'cross-site' },
  });
  expect(bearer.status).toBe(400);
  // Neither does a wrong bearer token lend its excuse to the cookie.
  expect((await write({ authorization: 'Bearer x', 'sec-fetch-site': 'cross-site' })).status).toBe(401);
});

it('serves any host, and keeps sessions over a restart', async () => {
  const cookie = cookieOf(await login(PASSWORD));
  expect((await me({ cookie, host: 'graph.example.com', 'x-forwarded-for': '1.2.3.4' })).status).toBe(200);
  const { data_dir } = app;
  await app.kill();
  app = await startApp({ env, data_dir });
  expect((await me({ cookie })).status).toBe(200);
});

it('shows a login page of nothing but this origin, and no metrics', async () => {
  expect((await send(app.url, '/')).status).toBe(200);
  expect((await send(app.url, '/metrics')).status).toBe(403);
});

it('does not start without a password hash, or with one of another make', () => {
  for (const hash of [{}, { ADMIN_PASSWORD_HASH: PASSWORD }]) {
    const { status, stderr } = spawnSync(process.execPath, [main], {
      cwd: app.data_dir,
      env: { PATH: process.env['PATH'] ?? '', PORT: '0', AUTH: 'password', ...hash },
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(status).toBe(1);
    expect(stderr).toContain('- ADMIN_PASSWORD_HASH: ');
    expect(stderr).toContain('hash-password');
    expect(stderr).not.toContain(PASSWORD);
  }
});

it('marks the cookie Secure where the address is https', async () => {
  const secure = await startApp({ env: { ...env, PUBLIC_URL: 'https://graph.example.com' } });
  try {
    const answer = await send(secure.url, '/api/v1/auth/password', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password: PASSWORD }),
    });
    expect(answer.headers['set-cookie']?.[0]).toContain('; Secure');
  } finally {
    await secure.stop();
  }
});

// Last: it uses up this address's tries.
describe('guessing', () => {
  it('is slowed down', async () => {
    let answer = await login('guess');
    for (let tries = 0; tries < 12 && answer.status === 401; tries++) answer = await login('guess');
    expect(answer.status).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }, 60_000);

  it('leaves no password in the log', () => {
    expect(app.output()).not.toContain(PASSWORD);
    expect(app.output()).not.toContain('guess');
  });
});
