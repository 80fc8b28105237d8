/** The sample workspace: given once, at the first start. */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../e2e/start-app.js';
import { send, sendJson } from './http-client.js';
import { graphData } from './import-zip.js';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

interface Graph {
  id: string;
  name: string;
  connection_kind: string;
}
const graphs = async () => (await sendJson<{ graphs: Graph[] }>(app.url, '/api/v1/graphs')).graphs;
const restart = async () => {
  await app.kill();
  app = await startApp({ data_dir: app.data_dir });
};

it('is there when the server says that it is ready', async () => {
  const [sample, ...others] = await graphs();
  expect(others).toEqual([]);
  expect(sample).toMatchObject({ connection_kind: 'sample', is_default: true, version: 1 });
  const { nodes, links } = await graphData(app.url, sample?.id ?? '');
  expect(nodes.length).toBeGreaterThan(40);
  expect(nodes.every(({ x, y }) => x !== null && y !== null)).toBe(true);
  // Every kind of link that an export can carry, at least.
  const kinds = new Set(links.flatMap((link) => link.kinds));
  for (const kind of ['child', 'link', 'mention', 'relation']) expect([...kinds]).toContain(kind);
});

it('is given once, also where the first start broke off after it was given and before that was noted', async () => {
  await app.kill();
  const file = join(app.data_dir, 'store', 'users.db');
  const last = (await readFile(file, 'utf8')).trimEnd().split('\n').at(-1) ?? '';
  await appendFile(file, `${JSON.stringify({ ...(JSON.parse(last) as object), sample_offered_at: null })}\n`);
  app = await startApp({ data_dir: app.data_dir });
  expect((await graphs()).map(({ connection_kind }) => connection_kind)).toEqual(['sample']);
});

it('does not come back once it is deleted', async () => {
  for (const { id } of await graphs()) await send(app.url, `/api/v1/graphs/${id}`, { method: 'DELETE' });
  await restart();
  expect(await graphs()).toEqual([]);
});
