/** What a later sync does: no more requests than it needs, and exactly what changed. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../e2e/start-app.js';
import { countWorkspace } from '../fake-notion/counts.js';
import { expectedGraph } from '../fake-notion/expected.js';
import { generateWorkspace } from '../fake-notion/generate.js';
import { FakeNotion } from '../fake-notion/server.js';
import { followImport } from './follow-import.js';
import { sendJson } from './http-client.js';

interface Row {
  id: string;
  graph_id: string;
  state: string;
  requests: { total: number; by_reason: Partial<Record<string, number>> };
  ledger: { reason: string; count: number }[];
}

// An hour ago: what is edited within two minutes of its reading is read again on purpose.
const HOUR = 3_600_000;
let now = Date.now() - HOUR;
const workspace = generateWorkspace({ pages: 400, seed: 21, clock: () => now });

let fake: FakeNotion;
let app: RunningApp;
let connection_id: string;
let graph_id: string;
let first: Row;

beforeAll(async () => {
  fake = await FakeNotion.start({ workspace, rate: null });
  app = await startApp({ env: { SAMPLE: 'off', NOTION_API_URL: fake.url, NOTION_REQUESTS_PER_MINUTE: '100000' } });
  const connection = await sendJson<{ id: string }>(app.url, '/api/v1/connections', {
    method: 'POST',
    json: { token: fake.token },
  });
  connection_id = connection.id;
  const { imports } = await sendJson<{ imports: Row[] }>(app.url, '/api/v1/imports');
  first = await finished(imports[0]?.id ?? '');
  graph_id = first.graph_id;
}, 90_000);
afterAll(async () => {
  await app.stop();
  await fake.stop();
});

async function finished(id: string): Promise<Row> {
  const news = await followImport(app.url, id);
  expect(news.at(-1)?.data).toMatchObject({ state: 'done', message: null });
  return sendJson<Row>(app.url, `/api/v1/imports/${id}`);
}

async function sync(order: object = {}): Promise<Row> {
  const { id } = await sendJson<{ id: string }>(app.url, '/api/v1/imports', {
    method: 'POST',
    json: { connection_id, ...order },
  });
  return finished(id);
}

async function expectSameGraph(): Promise<number> {
  const data = await sendJson<{
    version: number;
    nodes: { id: string; kind: string; name: string }[];
    links: { source: string; target: string; kinds: string[]; value: number; directed: boolean }[];
  }>(app.url, `/api/v1/graphs/${graph_id}/data`);
  const expected = expectedGraph(workspace);
  const by =
    <T>(key: (item: T) => string) =>
    (a: T, b: T) =>
      key(a) < key(b) ? -1 : 1;
  expect(data.nodes.map(({ id, kind, name }) => ({ id, kind, name })).sort(by(({ id }) => id))).toEqual(
    expected.nodes.map(({ id, kind, title }) => ({ id, kind, name: title })).sort(by(({ id }) => id)),
  );
  const links = (
    list: readonly { source: string; target: string; kinds: readonly string[]; value: number; directed: boolean }[],
  ) =>
    list
      .map(({ source, target, kinds, value, directed }) => ({ source, target, kinds: [...kinds], value, directed }))
      .sort(by(({ source, target }) => source + target));
  expect(links(data.links)).toEqual(links(expected.links));
  return data.version;
}

describe('the first sync', () => {
  it('gives the workspace, within its budget', async () => {
    await expectSameGraph();
    const counts = countWorkspace(workspace);
    const { total, by_reason } = first.requests;
    // design.md: 1.05 N + D + holes + extra property pages.
    expect(total).toBeLessThanOrEqual(
      1.05 * counts.pages + counts.data_sources + counts.holes + counts.extra_property_pages,
    );
    expect(by_reason['search']).toBeLessThanOrEqual(
      Math.ceil(counts.pages / 100) + Math.ceil(counts.data_sources / 100) + 1,
    );
    expect(by_reason['content']).toBeLessThanOrEqual(counts.pages);
    expect(by_reason['holes'] ?? 0).toBeLessThanOrEqual(counts.holes);
    expect(by_reason['relations'] ?? 0).toBeLessThanOrEqual(counts.extra_property_pages);
  });

  it('accounts for what is no link', () => {
    const reasons = Object.fromEntries(first.ledger.map(({ reason, count }) => [reason, count]));
    expect(reasons['self_link']).toBe(expectedGraph(workspace).self_links);
    expect(reasons['target_not_shared']).toBeGreaterThan(0);
  });
});

it('a sync of nothing new costs next to nothing, and shows nothing new', async () => {
  const version = await expectSameGraph();
  const { requests } = await sync();
  const counts = countWorkspace(workspace);
  // design.md: N/100 + D + 5, and a slice of what search does not list.
  const slice = Math.min(20, counts.unlisted_pages) + counts.unlisted_data_sources;
  expect(requests.total).toBeLessThanOrEqual(Math.ceil(counts.pages / 100) + counts.data_sources + 5 + slice);
  expect(requests.by_reason['content'] ?? 0).toBe(0);
  expect(await expectSameGraph()).toBe(version);
});

describe('after a change', () => {
  const nodes = () => [...workspace.pages.values()].filter((page) => workspace.isListed(page));
  const at = (index: number) => nodes()[index]?.id ?? '';

  it.each<[what: string, change: () => void, reads: number]>([
    ['an edit', () => workspace.edit(at(3)), 1],
    ['a new link', () => workspace.addLink(at(4), at(40), 'mention'), 1],
    ['a title', () => workspace.rename(at(5), 'Another title'), 1],
    ['a page in the trash', () => workspace.trash(at(6)), 0],
    ['a page that is deleted', () => workspace.delete(at(7)), 0],
    ['a page that is shared no more', () => workspace.unshare(at(8)), 0],
  ])('%s, the next sync gives the workspace again, reading little', async (_what, change, reads) => {
    now += 5 * 60_000;
    change();
    const { requests } = await sync();
    await expectSameGraph();
    // What a change touches beside itself (a parent's content, say) is read too; the rest is not.
    expect(requests.by_reason['content'] ?? 0).toBeLessThanOrEqual(reads + 5);
  });

  it('a page that was in the trash comes back', async () => {
    const id = at(9);
    now += 5 * 60_000;
    workspace.trash(id);
    await sync();
    now += 5 * 60_000;
    workspace.restore(id);
    await sync();
    await expectSameGraph();
  });
});

it('a second sync of one connection at the same time is refused with the id of the first', async () => {
  const post = () =>
    sendJson<{ id?: string; code?: string; import_id?: string }>(app.url, '/api/v1/imports', {
      method: 'POST',
      json: { connection_id, mode: 'full' },
    });
  const [one, two] = await Promise.all([post(), post()]);
  const accepted = one.status_code === 202 ? one : two;
  const refused = one.status_code === 202 ? two : one;
  expect(refused).toMatchObject({ status_code: 409, code: 'import_running', import_id: accepted.id });
  await finished(accepted.id ?? '');
  await expectSameGraph();
});
