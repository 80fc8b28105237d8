/** AUTH=local, exactly as interface.md has it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../e2e/start-app.js';
import { documentedRoutes } from './documented-routes.js';
import { send, sendJson } from './http-client.js';
import { rawRequest } from './raw-request.js';

let app: RunningApp;
let graph_id: string;
let port: string;

beforeAll(async () => {
  app = await startApp();
  port = new URL(app.url).port;
  const { graphs } = await sendJson<{ graphs: { id: string }[] }>(app.url, '/api/v1/graphs');
  graph_id = graphs[0]?.id ?? '';
});
afterAll(() => app.stop());

const codeOf = (text: string): unknown => (JSON.parse(text) as { code: unknown }).code;

describe('a request that was not made to loopback', () => {
  it.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example', '10.0.0.1:3000', ''])(
    'is refused: Host "%s"',
    async (host) => {
      const answer = await send(app.url, '/api/v1/me', { headers: { host } });
      // Without any Host an HTTP/1.1 server may refuse before we do.
      expect([400, 403]).toContain(answer.status);
      if (host !== '') expect(codeOf(answer.text)).toBe('foreign_host');
    },
  );

  it('is refused without any Host, as HTTP/1.0 allows', async () => {
    const answer = await rawRequest(app.url, 'GET /api/v1/me HTTP/1.0\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.[01] 403 /);
    expect(answer).toContain('"code":"foreign_host"');
  });

  it.each([
    'http://evil.example/embed/x',
    'http://evil.example/api/v1/me',
    '//evil.example/embed/x',
    '/embed/../api/v1/me',
  ])('is refused, or finds nothing, whatever address it names: %s', async (target) => {
    const answer = await rawRequest(
      app.url,
      `GET ${target} HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 40[034] /);
    expect(answer).not.toContain('"role"');
  });

  it('is refused on every route but those of embeds and health', async () => {
    const open: string[] = [];
    for (const { method, path, pattern } of await documentedRoutes(app.url)) {
      const answer = await send(app.url, path, { method, headers: { host: 'evil.example' } });
      if (answer.status !== 403) open.push(pattern);
      else expect(codeOf(answer.text)).toBe('foreign_host');
    }
    expect(open.length).toBeGreaterThan(5);
    expect(open.filter((pattern) => !/^\/(?:health|api\/v1\/embeds)\//.test(pattern))).toEqual([]);
  });

  it('is refused on pages too', async () => {
    expect((await send(app.url, '/', { headers: { host: 'evil.example' } })).status).toBe(403);
  });

  it.each(['127.0.0.1', 'localhost', '[::1]', '127.9.9.9'])('passes for %s', async (host) => {
    expect((await send(app.url, '/api/v1/me', { headers: { host: `${host}:${port}` } })).status).toBe(200);
    expect((await send(app.url, '/api/v1/me', { headers: { host } })).status).toBe(200);
  });
});

describe('a request that was forwarded', () => {
  it.each(['forwarded', 'x-forwarded-for', 'x-forwarded-proto', 'X-Forwarded-Host', 'x-forwarded-anything'])(
    'is refused: %s',
    async (name) => {
      const answer = await send(app.url, '/api/v1/me', { headers: { [name]: 'for=1.2.3.4' } });
      expect(answer.status).toBe(403);
      expect(codeOf(answer.text)).toBe('forwarded_request');
    },
  );
});

it('leaves embeds and health open to any host and any proxy', async () => {
  const { url } = await sendJson<{ url: string }>(app.url, `/api/v1/graphs/${graph_id}/embeds`, { method: 'POST' });
  const token = new URL(url).pathname.split('/').at(-1) ?? '';
  const headers = { host: 'graph.example.com', 'x-forwarded-for': '1.2.3.4' };
  for (const path of [
    `/embed/${token}`,
    `/api/v1/embeds/${token}`,
    `/api/v1/embeds/${token}/data`,
    '/health/live',
    '/health/ready',
  ]) {
    expect({ path, status: (await send(app.url, path, { headers })).status }).toEqual({ path, status: 200 });
  }
});

describe('a write from another site', () => {
  const WRITES: [method: string, path: () => string][] = [
    ['POST', () => `/api/v1/graphs/${graph_id}/embeds`],
    ['PATCH', () => `/api/v1/graphs/${graph_id}`],
    ['DELETE', () => `/api/v1/graphs/00000000-0000-4000-8000-000000000000`],
    ['POST', () => '/api/v1/imports'],
    ['POST', () => '/api/v1/auth/logout'],
  ];
  const refused = async (headers: Record<string, string>) => {
    const statuses = [];
    for (const [method, path] of WRITES) statuses.push((await send(app.url, path(), { method, headers })).status);
    return statuses.every((status) => status === 403);
  };
  const passes = async (headers: Record<string, string>) => {
    for (const [method, path] of WRITES)
      if ((await send(app.url, path(), { method, headers })).status === 403) return false;
    return true;
  };

  it.each(['cross-site', 'same-site', 'nonsense'])('is refused by Sec-Fetch-Site: %s', async (site) => {
    expect(await refused({ 'sec-fetch-site': site })).toBe(true);
    // The browser's own word counts, whatever the Origin says.
    expect(await refused({ 'sec-fetch-site': site, origin: app.url })).toBe(true);
  });

  it.each(['same-origin', 'none'])('passes with Sec-Fetch-Site: %s', async (site) => {
    expect(await passes({ 'sec-fetch-site': site })).toBe(true);
  });

  it.each(['https://evil.example', 'null', 'http://localhost:1', 'not an origin'])(
    'is refused by Origin: %s',
    async (origin) => {
      expect(await refused({ origin })).toBe(true);
    },
  );

  it('passes with its own origin, and with neither header', async () => {
    expect(await passes({ origin: app.url })).toBe(true);
    expect(await passes({})).toBe(true);
  });

  it('is refused on every route that writes', async () => {
    const writes = (await documentedRoutes(app.url)).filter(({ method }) => method !== 'GET');
    expect(writes.length).toBeGreaterThan(8);
    for (const { method, path, pattern } of writes) {
      const answer = await send(app.url, path, { method, headers: { 'sec-fetch-site': 'cross-site' } });
      expect({ method, pattern, code: codeOf(answer.text) }).toEqual({ method, pattern, code: 'cross_site_write' });
    }
  });

  it('is refused whatever Authorization it carries: there is no login here that it could be', async () => {
    for (const authorization of ['Bearer x', 'Basic eDp5'])
      expect(await refused({ authorization, 'sec-fetch-site': 'cross-site' })).toBe(true);
  });

  it('is about writes alone', async () => {
    const answer = await send(app.url, '/api/v1/me', {
      headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    });
    expect(answer.status).toBe(200);
  });
});

function hasIPv6(): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(0, '::1', () => probe.close(() => resolve(true)));
  });
}

describe('at start', () => {
  const start = (env: Record<string, string>) => {
    const data_dir = mkdtempSync(join(tmpdir(), 'notion-graph-test-'));
    try {
      return spawnSync(process.execPath, [fileURLToPath(new URL('../../dist/main.js', import.meta.url))], {
        cwd: data_dir,
        env: { PATH: process.env['PATH'] ?? '', DATA_DIR: data_dir, PORT: '0', ...env },
        encoding: 'utf8',
        timeout: 20_000,
      });
    } finally {
      rmSync(data_dir, { recursive: true, force: true });
    }
  };

  it('refuses a HOST that is not loopback', () => {
    const { status, stderr } = start({ HOST: '0.0.0.0' });
    expect(status).toBe(1);
    expect(stderr).toContain('HOST: AUTH=local');
  });

  it.each(['::1', '[::1]'])('takes HOST=%s, which is loopback too', async (HOST) => {
    // Where the machine has no IPv6 there is nothing to see.
    if (!(await hasIPv6())) return;
    const v6 = await startApp({ env: { HOST, SAMPLE: 'off' } });
    try {
      expect(v6.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    } finally {
      await v6.stop();
    }
  });

  it('names everything that is wrong at once', () => {
    const { status, stderr } = start({ HOST: '0.0.0.0', PORT: 'many', LOG_LEVEL: 'loud', SAMPLE: 'maybe' });
    expect(status).toBe(1);
    for (const name of ['HOST', 'PORT', 'LOG_LEVEL', 'SAMPLE']) expect(stderr).toContain(`- ${name}: `);
  });
});
