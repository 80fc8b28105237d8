/** What Notion tells of changes: signed, repeated, out of order; believed only so far as to look again. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../e2e/start-app.js';
import { generateWorkspace } from '../fake-notion/generate.js';
import { FakeNotion } from '../fake-notion/server.js';
import { followImport } from './follow-import.js';
import { send, sendJson } from './http-client.js';

const SECRET = 'secret_of-the-subscription';

let fake: FakeNotion;
let app: RunningApp;

beforeAll(async () => {
  fake = await FakeNotion.start({ workspace: generateWorkspace({ pages: 30, seed: 5 }), rate: null });
  app = await startApp({
    env: {
      SAMPLE: 'off',
      NOTION_API_URL: fake.url,
      NOTION_REQUESTS_PER_MINUTE: '100000',
      NOTION_WEBHOOK_SECRET: SECRET,
    },
  });
  await sendJson(app.url, '/api/v1/connections', { method: 'POST', json: { token: fake.token } });
  await followImport(app.url, (await imports())[0]?.id ?? '');
});
afterAll(async () => {
  await app.stop();
  await fake.stop();
});

interface Row {
  id: string;
  state: string;
  requests: { total: number; by_reason: Record<string, number> };
}
const imports = async (): Promise<Row[]> => (await sendJson<{ imports: Row[] }>(app.url, '/api/v1/imports')).imports;

const aPage = (): string => [...fake.workspace.pages.values()].find((page) => fake.workspace.isListed(page))?.id ?? '';

function deliver(event: object, options: { secret?: string; signature?: string } = {}) {
  const body = JSON.stringify(event);
  const signature =
    options.signature ??
    `sha256=${createHmac('sha256', options.secret ?? SECRET)
      .update(body)
      .digest('hex')}`;
  return send(app.url, '/api/v1/webhooks/notion', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(signature === '' ? {} : { 'x-notion-signature': signature }) },
    body,
  });
}

const event = (id: string, page_id: string, type = 'page.content_updated') => ({
  id,
  timestamp: new Date().toISOString(),
  workspace_id: fake.workspace.id,
  type,
  entity: { id: page_id, type: 'page' },
  attempt_number: 1,
});

describe('a delivery', () => {
  it('whose signature does not fit is refused', async () => {
    const page = aPage();
    for (const options of [
      { secret: 'another' },
      { signature: '' },
      { signature: 'sha256=00' },
      { signature: 'nonsense' },
    ]) {
      expect((await deliver(event('e0', page), options)).status).toBe(401);
    }
  });

  it('of an unknown kind or workspace, or of a form we do not know, is taken and left alone', async () => {
    expect((await deliver({ ...event('e1', 'x'), workspace_id: '00000000-0000-4000-8000-000000000000' })).status).toBe(
      204,
    );
    expect((await deliver({ hello: 'world' })).status).toBe(204);
    expect((await deliver({ ...event('e2', 'not an id'), type: 'page.invented' })).status).toBe(204);
  });

  it('and its repetitions, out of order, become one small import that reads the page again', async () => {
    const before = (await imports()).length;
    const id = aPage();
    fake.workspace.rename(id, 'Renamed by a colleague');
    const deliveries = ['e9', 'e7', 'e9', 'e8', 'e7'].map((name) => deliver(event(name, id)));
    expect((await Promise.all(deliveries)).map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
    // It is gathered for a while, so that a burst of edits costs one import.
    let rows = await imports();
    while (rows.length === before) rows = await imports();
    const [newest] = rows;
    await followImport(app.url, newest?.id ?? '');
    const done = (await imports())[0];
    expect(done?.state).toBe('done');
    expect(done?.requests.total).toBeLessThan(10);
    const { graphs } = await sendJson<{ graphs: { id: string }[] }>(app.url, '/api/v1/graphs');
    const found = await sendJson(app.url, `/api/v1/graphs/${graphs[0]?.id ?? ''}/search?q=renamed+by+a+colleague`);
    expect(found).toMatchObject({ results: [{ node_id: id, title: 'Renamed by a colleague' }] });
    expect((await imports()).length).toBe(before + 1);
  }, 60_000);
});

describe('a handshake', () => {
  it('is refused where a secret is set', async () => {
    expect((await deliver({ verification_token: 'secret_new' }, { signature: '' })).status).toBe(403);
  });

  it('is kept for an admin where none is', async () => {
    const fresh = await startApp({ env: { SAMPLE: 'off' } });
    try {
      const body = JSON.stringify({ verification_token: 'secret_from-notion' });
      const headers = { 'content-type': 'application/json' };
      expect((await send(fresh.url, '/api/v1/webhooks/notion', { method: 'POST', headers, body })).status).toBe(204);
      expect(await sendJson(fresh.url, '/api/v1/webhooks/notion/handshake')).toMatchObject({
        handshake: { verification_token: 'secret_from-notion' },
      });
      expect(
        (await send(fresh.url, '/api/v1/webhooks/notion', { method: 'POST', headers, body: '{"id":"x"}' })).status,
      ).toBe(403);
      expect(fresh.output()).not.toContain('secret_from-notion');
    } finally {
      await fresh.stop();
    }
  });
});
