/** What an import shows of itself, and what is shown of it when it does not end well. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../e2e/start-app.js';
import { eventually } from './eventually.js';
import { followImport } from './follow-import.js';
import { send, sendJson, upload } from './http-client.js';
import { type Accepted, acceptZip, graphData, importZip, largeExport } from './import-zip.js';
import { HEX, ID, teaExport, zipOf } from './zip-of.js';

const env = { SAMPLE: 'off' };
let app: RunningApp;
let large: Buffer;

beforeAll(async () => {
  app = await startApp({ env });
  large = await largeExport({ seed: 6, pages: 1_500, links_per_page: 1 });
});
afterAll(() => app.stop());

const blobs = () => readdir(join(app.data_dir, 'blobs'));
const graphs = async () => (await sendJson<{ graphs: { id: string }[] }>(app.url, '/api/v1/graphs')).graphs;
const namesOf = async (graph_id: string) => (await graphData(app.url, graph_id)).nodes.map(({ name }) => name).sort();
const onePage = (title: string) => zipOf({ [`${title} ${HEX.tea}.md`]: `# ${title}\n` });

afterEach(async () => {
  for (const { id } of await graphs()) await send(app.url, `/api/v1/graphs/${id}`, { method: 'DELETE' });
  expect(await graphs()).toEqual([]);
  // What a thread was in the middle of may take a moment longer to go.
  await eventually(blobs, (names) => names.length === 0);
});

describe('a finished import', () => {
  it('is shown in full, and in lists without its ledger', async () => {
    const gone = 'dddddddddddddddddddddddddddddd04';
    const { id, graph_id, connection_id } = await importZip(
      app.url,
      await zipOf({
        [`Tea ${HEX.tea}.md`]: `# Tea\n\nSee [the lost one](Lost%20${gone}.md) and [myself](Tea%20${HEX.tea}.md).\n`,
      }),
    );
    const shown = await sendJson<Record<string, unknown>>(app.url, `/api/v1/imports/${id}`);
    expect(shown).toEqual({
      status_code: 200,
      id,
      graph_id,
      connection_id,
      state: 'done',
      phase: 'finished',
      pages_found: 1,
      pages_read: 1,
      pages_failed: 0,
      links_found: expect.any(Number),
      requests: { total: 0, by_reason: {} },
      started_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      finished_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      eta_seconds: null,
      code: null,
      message: null,
      ledger: expect.any(Array),
    });
    const ledger = shown['ledger'] as { subject: string; reason: string; count: number; examples: unknown[] }[];
    // A link to what is not in the export, and one to the page itself.
    expect(ledger.filter(({ subject }) => subject === 'link').map(({ count }) => count)).toEqual([1, 1]);
    expect(ledger.every(({ examples }) => examples.length > 0)).toBe(true);

    const { imports } = await sendJson<{ imports: object[] }>(app.url, '/api/v1/imports');
    expect(imports[0]).toMatchObject({ id, state: 'done' });
    expect(imports.every((row) => !('ledger' in row))).toBe(true);
  });

  it('has one event left to tell', async () => {
    const { id } = await importZip(app.url, await onePage('Over'));
    const answer = await send(app.url, `/api/v1/imports/${id}/events`);
    expect(answer.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(answer.text.match(/^event: .*$/gm)).toEqual(['event: done']);
    expect(answer.text.endsWith('\n\n')).toBe(true);
  });

  it('stays done when it is cancelled, and its graph stays', async () => {
    const { id, graph_id } = await importZip(app.url, await onePage('Kept'));
    expect((await send(app.url, `/api/v1/imports/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await sendJson(app.url, `/api/v1/imports/${id}`)).toMatchObject({ state: 'done' });
    expect(await namesOf(graph_id)).toEqual(['Kept']);
  });
});

it('lists page through everything once, newest first', async () => {
  const made: Accepted[] = [];
  for (const title of ['A', 'B', 'C', 'D', 'E']) made.push(await importZip(app.url, await onePage(title)));
  for (const [list, expected] of [
    ['imports', made.map(({ id }) => id)],
    ['graphs', made.map(({ graph_id }) => graph_id)],
  ] as const) {
    const seen: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page: Record<string, unknown> = await sendJson(app.url, `/api/v1/${list}?limit=2${query}`);
      const rows = page[list] as { id: string }[];
      expect(rows.length).toBeLessThanOrEqual(2);
      seen.push(...rows.map(({ id }) => id));
      cursor = page['next_cursor'] as string | null;
      pages++;
    } while (cursor !== null && pages < 20);
    // Imports of graphs that are gone may be listed behind them.
    expect(seen.slice(0, 5)).toEqual([...expected].reverse());
    expect(new Set(seen).size).toBe(seen.length);
  }
});

describe('an upload', () => {
  const CRLF = '\r\n';
  const part = (name: string, value: string, file_name?: string) =>
    `--b${CRLF}content-disposition: form-data; name="${name}"${file_name === undefined ? '' : `; filename="${file_name}"`}${CRLF}${CRLF}${value}${CRLF}`;
  const post = (...parts: string[]) =>
    send(app.url, '/api/v1/imports', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: Buffer.from(`${parts.join('')}--b--${CRLF}`, 'latin1'),
    });

  it('may name the connection before its file or behind it', async () => {
    const { connection_id, graph_id } = await importZip(app.url, await onePage('First'));
    for (const [title, order] of [
      ['Before', (file: string, field: string) => [field, file]],
      ['Behind', (file: string, field: string) => [file, field]],
    ] as const) {
      const file = part('file', (await onePage(title)).toString('latin1'), 'a.zip');
      const answer = await post(...order(file, part('connection_id', connection_id)));
      expect([answer.status, JSON.parse(answer.text)]).toEqual([
        202,
        expect.objectContaining({ connection_id, graph_id }),
      ]);
      await followImport(app.url, (JSON.parse(answer.text) as Accepted).id);
      expect(await namesOf(graph_id)).toEqual([title]);
    }
  });

  it('holds one file', async () => {
    const file = part('file', (await onePage('Twice')).toString('latin1'), 'a.zip');
    const answer = await post(file, file);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      400,
      expect.objectContaining({ code: 'malformed_request' }),
    ]);
    expect(await blobs()).toEqual([]);
  });
});

describe('an update in place', () => {
  it('drops the pages that are gone, with everything that named them', async () => {
    const { connection_id, graph_id } = await importZip(app.url, await teaExport());
    const before = await graphData(app.url, graph_id);
    await importZip(app.url, await zipOf({ [`Cup ${HEX.cup}.md`]: '# Cup\n', [`Jug ${HEX.pot}.md`]: '# Jug\n' }), {
      connection_id,
    });
    const after = await graphData(app.url, graph_id);
    expect(after.nodes.map(({ name }) => name).sort()).toEqual(['Cup', 'Jug']);
    expect(after.links).toEqual([]);
    const pageId = (data: typeof before, id: string) => data.nodes.find((node) => node.id === id)?.page_id;
    for (const id of [ID.cup, ID.pot]) expect(pageId(after, id)).toBe(pageId(before, id));
    expect((await send(app.url, `/api/v1/graphs/${graph_id}/pages/${ID.tea}`)).status).toBe(404);
    expect((await sendJson<{ results: [] }>(app.url, `/api/v1/graphs/${graph_id}/search?q=Tea`)).results).toEqual([]);
  });

  it('is refused for a connection that is being imported, by its import’s id', async () => {
    const { id, connection_id } = await acceptZip(app.url, large);
    const answer = await upload(app.url, await onePage('Impatient'), { connection_id });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      409,
      expect.objectContaining({ code: 'import_running', import_id: id }),
    ]);
    await send(app.url, `/api/v1/imports/${id}`, { method: 'DELETE' });
  });

  it('shows nothing of itself once it is cancelled, not even to what is compiled later', async () => {
    const { connection_id, graph_id } = await importZip(app.url, await teaExport());
    const update = await acceptZip(app.url, large, { connection_id });
    await followImport(app.url, update.id, ({ data }) => data.phase === 'storing');
    await send(app.url, `/api/v1/imports/${update.id}`, { method: 'DELETE' });
    expect(await sendJson(app.url, `/api/v1/imports/${update.id}`)).toMatchObject({ state: 'cancelled' });
    expect(await namesOf(graph_id)).toEqual(['Cup', 'Pot', 'Tea']);

    // Pinning makes a new version from the pages that are stored.
    const pins = [{ node_id: ID.cup, x: 5, y: 6 }];
    await sendJson(app.url, `/api/v1/graphs/${graph_id}`, { method: 'PATCH', json: { pins } });
    const later = await eventually(
      () => graphData(app.url, graph_id),
      ({ version }) => version >= 2,
    );
    // Counted, not listed: of the update there would be 1,500.
    expect(later.stats.nodes).toBe(3);
  });
});

describe('an update that runs', () => {
  it('shows nothing of itself before it is done, though its graph is compiled meanwhile', async () => {
    const { connection_id, graph_id } = await importZip(app.url, await teaExport());
    const update = await acceptZip(app.url, large, { connection_id });
    await followImport(app.url, update.id, ({ data }) => data.phase === 'storing');
    const pins = [{ node_id: ID.cup, x: 5, y: 6 }];
    await sendJson(app.url, `/api/v1/graphs/${graph_id}`, { method: 'PATCH', json: { pins } });
    const saved = await sendJson<{ id: string }>(app.url, '/api/v1/graphs', {
      method: 'POST',
      json: { name: 'Meanwhile', connection_id },
    });
    await followImport(app.url, update.id);
    await eventually(
      () => graphData(app.url, saved.id),
      ({ stats }) => stats.nodes > 3,
    );
    const complete = (await graphData(app.url, graph_id)).stats.nodes;
    expect(complete).toBeGreaterThan(1_000);
    // Every version that was published is the one or the other, never a part of either.
    for (const id of [graph_id, saved.id]) {
      const { version: newest } = await graphData(app.url, id);
      for (let version = 1; version <= newest; version++) {
        const { status_code, stats } = await graphData(app.url, id, `?v=${version}`);
        if (status_code === 200) expect([3, complete]).toContain(stats.nodes);
      }
    }
  });
});

describe('a graph whose first import runs', () => {
  it('is version 0 and empty, in every format and every read', async () => {
    const { id, graph_id } = await acceptZip(app.url, large);
    expect(await graphData(app.url, graph_id)).toEqual({
      status_code: 200,
      version: 0,
      nodes: [],
      links: [],
      stats: { nodes: 0, links: 0, communities: 0, shown_nodes: 0, shown_links: 0 },
    });
    for (const format of ['columns', 'gexf', 'graphml', 'csv', 'csv-nodes', 'html']) {
      expect((await send(app.url, `/api/v1/graphs/${graph_id}/data?format=${format}`)).status).toBe(200);
    }
    expect(await sendJson(app.url, `/api/v1/graphs/${graph_id}/search?q=a`)).toMatchObject({ version: 0, results: [] });
    expect((await send(app.url, `/api/v1/graphs/${graph_id}/pages/${ID.tea}`)).status).toBe(404);
    expect(await sendJson(app.url, `/api/v1/graphs/${graph_id}`)).toMatchObject({ version: 0, running_import_id: id });
    await send(app.url, `/api/v1/imports/${id}`, { method: 'DELETE' });
  });

  it.each([
    ['graph', ({ graph_id }: Accepted) => `/api/v1/graphs/${graph_id}`],
    ['connection', ({ connection_id }: Accepted) => `/api/v1/connections/${connection_id}`],
  ])('is gone with all of it when its %s is deleted meanwhile', async (_what, path) => {
    const accepted = await acceptZip(app.url, large);
    await followImport(app.url, accepted.id, ({ data }) => data.phase === 'storing');
    expect((await send(app.url, path(accepted), { method: 'DELETE' })).status).toBe(204);
    expect(await sendJson(app.url, `/api/v1/imports/${accepted.id}`)).toMatchObject({ state: 'cancelled' });
    expect((await sendJson<{ connections: [] }>(app.url, '/api/v1/connections')).connections).toEqual([]);
    await eventually(blobs, (names) => names.length === 0);
    // The same file is welcome again, though a thread may still be at the old import.
    const again = await importZip(app.url, large);
    expect((await graphData(app.url, again.graph_id)).nodes.length).toBeGreaterThan(1_000);
  });
});

it('a page whose bytes are damaged is counted and listed, and the others are shown', async () => {
  const zip = await zipOf({
    [`Whole ${HEX.tea}.md`]: '# Whole\n',
    [`Broken ${HEX.pot}.md`]: `# Broken\n\n${'to be damaged '.repeat(50)}\n`,
  });
  // Past its local header (30 bytes) and name, in its packed bytes.
  const name = Buffer.from(`Broken ${HEX.pot}.md`);
  zip.fill(0xff, zip.indexOf(name) + name.length + 4, zip.indexOf(name) + name.length + 12);
  const { id, graph_id } = await importZip(app.url, zip);
  const shown = await sendJson<{ ledger: { subject: string; reason: string; count: number }[] }>(
    app.url,
    `/api/v1/imports/${id}`,
  );
  expect(shown).toMatchObject({ state: 'done', pages_failed: 1 });
  expect(shown.ledger).toEqual([expect.objectContaining({ subject: 'page', count: 1 })]);
  expect(await namesOf(graph_id)).toContain('Whole');
});

it('an import that fails later says why, and leaves nothing to look at', async () => {
  const { id, graph_id } = await acceptZip(app.url, large);
  // The process dies, and the disk gives back something else.
  const { data_dir } = app;
  await app.kill();
  const [upload_blob, ...others] = await blobs();
  expect(others).toEqual([]);
  await writeFile(join(data_dir, 'blobs', upload_blob ?? ''), 'This was a zip once.');
  app = await startApp({ env, data_dir });
  const news = await followImport(app.url, id);
  expect(news.at(-1)).toMatchObject({ event: 'failed', data: { state: 'failed', code: 'export_not_zip' } });
  expect(news.at(-1)?.data.message?.length).toBeGreaterThan(10);
  expect((await send(app.url, `/api/v1/graphs/${graph_id}`)).status).toBe(404);
  expect(await blobs()).toEqual([]);
});
