/** What holds for every answer. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../e2e/start-app.js';
import { writeExport } from '../export/write-export.js';
import { documentedRoutes } from './documented-routes.js';
import { send, sendJson, upload } from './http-client.js';
import { rawRequest } from './raw-request.js';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe('an error', () => {
  it.each([
    ['GET', '/nothing', {}, '', 404, 'not_found'],
    ['GET', '/api/v1/nothing', {}, '', 404, 'not_found'],
    ['POST', '/api/v1/graphs', { 'content-type': 'application/json' }, '{bad', 400, 'malformed_request'],
    ['POST', '/api/v1/graphs', { 'content-type': 'application/xml' }, '<x/>', 415, 'unsupported_media_type'],
    [
      'POST',
      '/api/v1/graphs',
      { 'content-type': 'application/json' },
      `"${'x'.repeat(1_100_000)}"`,
      413,
      'upload_too_large',
    ],
    ['POST', '/api/v1/graphs', { 'content-type': 'application/json' }, '{}', 400, 'validation_failed'],
    ['GET', '/api/v1/graphs?limit=1000', {}, '', 400, 'validation_failed'],
    ['GET', '/api/v1/graphs?cursor=nonsense', {}, '', 400, 'malformed_request'],
    ['GET', '/assets/../../package.json', {}, '', 404, 'not_found'],
    ['GET', '/..%2f..%2fpackage.json', {}, '', 404, 'not_found'],
    ['POST', '/health/live', {}, '', 404, 'not_found'],
    ['DELETE', '/api/v1/me', {}, '', 404, 'not_found'],
    ['PUT', '/', {}, '', 404, 'not_found'],
    ['GET', '/api/v1/graphs/no-uuid', {}, '', 400, 'validation_failed'],
    ['GET', '/api/v1/graphs/00000000-0000-4000-8000-000000000000', {}, '', 404, 'not_found'],
    ['GET', `/api/v1/embeds/${'x'.repeat(65)}`, {}, '', 400, 'validation_failed'],
  ] as const)('%s %s is a problem document', async (method, path, headers, body, status, code) => {
    const answer = await send(app.url, path, { method, headers, ...(body === '' ? {} : { body }) });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.parse(answer.text)).toMatchObject({
      type: expect.any(String),
      title: expect.any(String),
      status,
      code,
      detail: expect.any(String),
    });
  });

  it.each([
    ['an address that cannot be decoded', 'GET /api/v1/graphs/%E0%A4%A HTTP/1.1', [400]],
    ['half an escape', 'GET /%zz HTTP/1.1', [400]],
    ['a very long parameter', `GET /api/v1/embeds/${'x'.repeat(1_000)} HTTP/1.1`, [400, 404, 414]],
  ])('is a problem document, with the headers of every answer, for %s', async (_what, line, statuses) => {
    const { host } = new URL(app.url);
    const answer = await rawRequest(app.url, `${line}\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(statuses).toContain(Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]));
    expect(head.toLowerCase()).toContain('content-type: application/problem+json; charset=utf-8');
    for (const name of ['x-request-id', 'x-content-type-options', 'content-security-policy', 'referrer-policy'])
      expect(head.toLowerCase()).toContain(`\r\n${name}: `);
    expect(JSON.parse(body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1))).toMatchObject({
      code: expect.any(String),
      detail: expect.any(String),
    });
  });

  it('says nothing of the server’s inside', async () => {
    for (const path of ['/nothing', '/api/v1/graphs?cursor=eyJ4Ijox', '/api/v1/graphs/x']) {
      const { text } = await send(app.url, path);
      expect(text).not.toMatch(/node_modules|\.js\b|\bat \w+ \(|Nest|Fastify|stack/);
    }
  });

  it('does not let a body reach into prototypes', async () => {
    const body = '{"name":"x","connection_id":"00000000-0000-4000-8000-000000000000","__proto__":{"admin":true}}';
    const answer = await send(app.url, '/api/v1/graphs', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect([400, 404]).toContain(answer.status);
  });
});

it('says what pages may do, on every answer', async () => {
  const { etag = '' } = (await send(app.url, '/')).headers;
  for (const [path, options] of [
    ['/', {}],
    ['/', { method: 'HEAD' }],
    ['/', { headers: { 'if-none-match': etag } }],
    ['/', { headers: { host: 'evil.example' } }],
    ['/api/v1/me', {}],
    ['/api/v1/auth/logout', { method: 'POST' }],
    ['/nothing', {}],
    ['/health/live', {}],
    ['/health/ready', {}],
    ['/metrics', {}],
    ['/api/docs-json', {}],
  ] as const) {
    const { headers } = await send(app.url, path, options);
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['x-powered-by'] ?? headers.server).toBeUndefined();
    const styles = path.startsWith('/api/docs') ? "'self' 'unsafe-inline'" : "'self'";
    expect(headers['content-security-policy']).toContain(`default-src 'none'; script-src 'self'; style-src ${styles};`);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  }
});

it('tells its health, naming each dependency', async () => {
  expect(await sendJson(app.url, '/health/live')).toMatchObject({ status_code: 200, status: 'ok' });
  expect(await sendJson(app.url, '/health/ready')).toMatchObject({ status_code: 200, dependencies: { store: 'ok' } });
});

it('gives metrics by route pattern, behind METRICS_TOKEN where one is set', async () => {
  const { text } = await send(app.url, '/metrics');
  expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/api/v1/me",status="200"}');
  const guarded = await startApp({ env: { METRICS_TOKEN: 'a-token-of-the-operator', SAMPLE: 'off' } });
  try {
    expect((await send(guarded.url, '/metrics')).status).toBe(401);
    expect(
      (await send(guarded.url, '/metrics', { headers: { authorization: 'Bearer wrong-token-wrong-token' } })).status,
    ).toBe(401);
    expect(
      (await send(guarded.url, '/metrics', { headers: { authorization: 'Bearer a-token-of-the-operator' } })).status,
    ).toBe(200);
  } finally {
    await guarded.stop();
  }
});

describe('the documentation', () => {
  it('has every route', async () => {
    const documented = (await documentedRoutes(app.url)).map(({ method, pattern }) => `${method} ${pattern}`);
    expect(documented).toEqual(
      expect.arrayContaining([
        'POST /api/v1/auth/password',
        'POST /api/v1/auth/logout',
        'GET /api/v1/me',
        'GET /api/v1/connections',
        'DELETE /api/v1/connections/{id}',
        'POST /api/v1/imports',
        'GET /api/v1/imports',
        'GET /api/v1/imports/{id}',
        'GET /api/v1/imports/{id}/events',
        'DELETE /api/v1/imports/{id}',
        'GET /api/v1/graphs',
        'POST /api/v1/graphs',
        'GET /api/v1/graphs/{id}',
        'PATCH /api/v1/graphs/{id}',
        'DELETE /api/v1/graphs/{id}',
        'GET /api/v1/graphs/{id}/data',
        'GET /api/v1/graphs/{id}/nodes/{node_id}/neighbourhood',
        'GET /api/v1/graphs/{id}/search',
        'GET /api/v1/graphs/{id}/links/{source}/{target}',
        'GET /api/v1/graphs/{id}/pages/{node_id}',
        'GET /api/v1/graphs/{id}/pages/{node_id}/backlinks',
        'POST /api/v1/graphs/{id}/embeds',
        'GET /api/v1/graphs/{id}/embeds',
        'DELETE /api/v1/graphs/{id}/embeds/{embed_id}',
        'GET /health/live',
        'GET /health/ready',
        'GET /metrics',
      ]),
    );
  });

  it('says of every route what it answers, as a schema where that is JSON', async () => {
    // Server-sent events and Prometheus text; no content and redirections: there is no JSON to describe.
    const plain = /^(?:GET \/metrics|GET \/api\/v1\/imports\/\{id\}\/events)/;
    const empty = (responses: object) => Object.keys(responses).some((status) => status === '204' || status === '302');
    const bare = (await documentedRoutes(app.url))
      .filter(({ method, pattern, responses }) => !plain.test(`${method} ${pattern}`) && !empty(responses))
      .filter(({ responses }) => {
        const good = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
        return Object.keys(good?.content?.['application/json']?.schema ?? {}).length === 0;
      });
    expect(bare.map(({ method, pattern }) => `${method} ${pattern}`)).toEqual([]);
  });

  it('is a page that loads what it needs from here alone', async () => {
    const page = await send(app.url, '/api/docs');
    expect(page.status).toBe(200);
    const loaded = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
    expect(loaded.length).toBeGreaterThan(2);
    for (const path of loaded) {
      expect(path).not.toMatch(/^(?:https?:)?\/\//);
      const url = new URL(path, `${app.url}/api/docs`);
      expect({ path, status: (await send(app.url, url.pathname)).status }).toEqual({ path, status: 200 });
    }
  });
});

it('stops at once when asked, though somebody is following a running import', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'notion-graph-stop-'));
  await writeExport(join(folder, 'export.zip'), { seed: 4, pages: 2_000 });
  const stopping = await startApp({ env: { SAMPLE: 'off' } });
  const { id } = JSON.parse((await upload(stopping.url, await readFile(join(folder, 'export.zip')))).text) as {
    id: string;
  };
  let ended = false;
  await new Promise<void>((resolve) => {
    get(`${stopping.url}/api/v1/imports/${id}/events`, (response) => {
      response.once('data', () => resolve());
      response.on('close', () => (ended = true));
    });
  });
  expect(ended).toBe(false);
  expect(await stopping.stop()).toBe(0);
  expect(ended).toBe(true);
  await rm(folder, { recursive: true, force: true });
}, 60_000);
