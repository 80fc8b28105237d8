/** A workspace behind Notion's API becomes its graph: every kind of link, as the workspace's own list has it. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../e2e/start-app.js';
import { expectedGraph } from '../fake-notion/expected.js';
import { generateWorkspace } from '../fake-notion/generate.js';
import { FakeNotion } from '../fake-notion/server.js';
import { followImport } from './follow-import.js';
import { sendJson } from './http-client.js';

interface Data {
  version: number;
  nodes: { id: string; kind: string; name: string }[];
  links: { source: string; target: string; kinds: string[]; value: number; directed: boolean }[];
}

const running: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const server of running.splice(0).reverse()) await server.stop();
});

async function connected(
  fake: FakeNotion,
  env: Record<string, string> = {},
): Promise<{ app: RunningApp; connection_id: string }> {
  const app = await startApp({
    env: { SAMPLE: 'off', NOTION_API_URL: fake.url, NOTION_REQUESTS_PER_MINUTE: '100000', ...env },
  });
  running.push(app);
  const connection = await sendJson<{ id: string }>(app.url, '/api/v1/connections', {
    method: 'POST',
    json: { token: fake.token },
  });
  return { app, connection_id: connection.id };
}

async function finished(
  app: RunningApp,
): Promise<{ id: string; graph_id: string; requests: { total: number; by_reason: Record<string, number> } }> {
  const { imports } = await sendJson<{ imports: { id: string; graph_id: string }[] }>(app.url, '/api/v1/imports');
  const [newest] = imports;
  const news = await followImport(app.url, newest?.id ?? '');
  expect(news.at(-1)?.data).toMatchObject({ state: 'done', message: null });
  return sendJson(app.url, `/api/v1/imports/${newest?.id ?? ''}`);
}

const shape = (data: Data) => ({
  nodes: data.nodes.map(({ id, kind, name }) => ({ id, kind, name })).sort((a, b) => (a.id < b.id ? -1 : 1)),
  links: data.links
    .map(({ source, target, kinds, value, directed }) => ({ source, target, kinds, value, directed }))
    .sort((a, b) => (a.source + a.target < b.source + b.target ? -1 : 1)),
});

describe('a workspace', () => {
  it.each([1, 2, 3])(
    'gives exactly the links that it holds (seed %i)',
    async (seed) => {
      const workspace = generateWorkspace({ pages: 120, seed });
      const fake = await FakeNotion.start({ workspace, rate: null, seed });
      running.push(fake);
      const { app } = await connected(fake);
      const { graph_id } = await finished(app);
      const expected = expectedGraph(workspace);
      const data = shape(await sendJson<Data>(app.url, `/api/v1/graphs/${graph_id}/data`));
      expect(data.nodes).toEqual(
        shape({ version: 0, nodes: expected.nodes.map((node) => ({ ...node, name: node.title })), links: [] }).nodes,
      );
      expect(data.links).toEqual(shape({ version: 0, nodes: [], links: expected.links }).links);
    },
    60_000,
  );
});
