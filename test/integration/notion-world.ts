/** A workspace behind the fake Notion, and the built server that reads it: what the tests of syncs stand on. */
import { expect } from '@jest/globals';
import { type AppOptions, type RunningApp, startApp } from '../e2e/start-app.js';
import { type ExpectedOptions, expectedGraph } from '../fake-notion/expected.js';
import { FakeNotion, type FakeNotionOptions } from '../fake-notion/server.js';
import type { Workspace } from '../fake-notion/workspace.js';
import { followImport, type ImportNews } from './follow-import.js';
import { sendJson } from './http-client.js';

export interface ImportRow {
  id: string;
  graph_id: string;
  connection_id: string;
  state: string;
  phase: string;
  pages_found: number;
  pages_read: number;
  pages_failed: number;
  requests: { total: number; by_reason: Record<string, number> };
  code: string | null;
  message: string | null;
  ledger: { subject: string; reason: string; count: number; examples: { node_id: string | null; text: string }[] }[];
}

export interface Data {
  version: number;
  nodes: { id: string; kind: string; name: string }[];
  links: { source: string; target: string; kinds: string[]; value: number; directed: boolean }[];
}

export interface Graph {
  nodes: string[];
  links: string[];
}

export interface World {
  fake: FakeNotion;
  app: RunningApp;
  connection_id: string;
  graph_id: string;
}

const running: { stop(): Promise<unknown> }[] = [];

/** For `afterEach`. */
export async function stopAll(): Promise<void> {
  for (const server of running.splice(0).reverse()) await server.stop();
}

export async function fakeNotion(options: FakeNotionOptions): Promise<FakeNotion> {
  const fake = await FakeNotion.start({ rate: null, ...options });
  running.push(fake);
  return fake;
}

export async function appOf(fake: FakeNotion, options: AppOptions = {}): Promise<RunningApp> {
  const app = await startApp({
    ...options,
    env: { SAMPLE: 'off', NOTION_API_URL: fake.url, NOTION_REQUESTS_PER_MINUTE: '100000', ...options.env },
  });
  running.push(app);
  return app;
}

/** Connects the fake's workspace by its token, which starts a first import. */
export async function connect(fake: FakeNotion, app: RunningApp): Promise<World & { first: ImportRow }> {
  const { id } = await sendJson<{ id: string }>(app.url, '/api/v1/connections', {
    method: 'POST',
    json: { token: fake.token },
  });
  const first = await newest(app);
  return { fake, app, connection_id: id, graph_id: first.graph_id, first };
}

export async function connected(options: FakeNotionOptions): Promise<World & { first: ImportRow }> {
  const fake = await fakeNotion(options);
  return connect(fake, await appOf(fake));
}

export async function newest(app: RunningApp): Promise<ImportRow> {
  const { imports } = await sendJson<{ imports: ImportRow[] }>(app.url, '/api/v1/imports');
  const [row] = imports;
  if (!row) throw new Error('There is no import.');
  return row;
}

export function show(app: RunningApp, id: string): Promise<ImportRow> {
  return sendJson<ImportRow>(app.url, `/api/v1/imports/${id}`);
}

/** Follows an import to its end, and gives it. */
export async function finished(app: RunningApp, id: string): Promise<ImportRow> {
  await followImport(app.url, id);
  return show(app, id);
}

export async function done(app: RunningApp, id: string): Promise<ImportRow> {
  const row = await finished(app, id);
  expect(row).toMatchObject({ state: 'done', code: null, message: null });
  return row;
}

export async function sync(world: World, order: object = { mode: 'incremental' }): Promise<ImportRow> {
  const accepted = await sendJson<ImportRow>(world.app.url, '/api/v1/imports', {
    method: 'POST',
    json: { connection_id: world.connection_id, ...order },
  });
  expect(accepted.status_code).toBe(202);
  return done(world.app, accepted.id);
}

/** Follows an import until it says something. */
export async function until(app: RunningApp, id: string, said: (row: ImportNews['data']) => boolean): Promise<void> {
  const news = await followImport(app.url, id, ({ data }) => said(data));
  const last = news.at(-1)?.data;
  if (!last || !said(last)) throw new Error(`The import ended before that: ${JSON.stringify(last)}`);
}

/** Resolves once the fake was asked so often for a page's markdown, while the import goes on. */
export async function markdownAsked(fake: FakeNotion, times: number): Promise<void> {
  while (markdownReads(fake).length < times) await new Promise((resolve) => setTimeout(resolve, 2));
}

export async function dataOf({ app, graph_id }: Pick<World, 'app' | 'graph_id'>): Promise<Data> {
  return sendJson<Data>(app.url, `/api/v1/graphs/${graph_id}/data`);
}

/** A line a node and a line a link, in a certain order: differences are read at a glance. */
export async function graphOf(world: Pick<World, 'app' | 'graph_id'>): Promise<Graph> {
  const { nodes, links } = await dataOf(world);
  return {
    nodes: nodes.map(({ id, kind, name }) => `${id} ${kind} ${name}`).sort(),
    links: links.map(lineOf).sort(),
  };
}

export function expected(workspace: Workspace, options: ExpectedOptions = {}): Graph {
  const { nodes, links } = expectedGraph(workspace, options);
  return {
    nodes: nodes.map(({ id, kind, title }) => `${id} ${kind} ${title === '' ? 'Untitled' : title}`).sort(),
    links: links.map(lineOf).sort(),
  };
}

/** Id of the page that each request for markdown named, in order. */
export function markdownReads(fake: Pick<FakeNotion, 'requests'>): string[] {
  return fake.requests
    .filter(({ route }) => route === 'GET /v1/pages/:page_id/markdown')
    .map(({ url }) => url.split('/')[3] ?? '');
}

function lineOf({ source, target, kinds, value, directed }: Data['links'][number]): string {
  return `${source} -> ${target} ${kinds.join('+')} ${value}${directed ? '' : ' undirected'}`;
}
