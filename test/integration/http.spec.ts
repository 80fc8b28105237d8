/** What holds for every answer. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../e2e/start-app.js';
import { writeExport } from '../export/write-export.js';
import { send, sendJson, upload } from './http-client.js';

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
  for (const path of ['/', '/api/v1/me', '/nothing', '/health/live']) {
    const { headers } = await send(app.url, path);
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
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

it('documents every route, with an answer', async () => {
  const { paths } = await sendJson<{ paths: Record<string, Record<string, { responses: object }>> }>(
    app.url,
    '/api/docs-json',
  );
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining([
      '/api/v1/imports',
      '/api/v1/graphs/{id}/data',
      '/api/v1/embeds/{token}/data',
      '/health/ready',
    ]),
  );
  expect((await send(app.url, '/api/docs')).status).toBe(200);
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
