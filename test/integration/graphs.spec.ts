/** Saved graphs: what they select, how they change, and what is left when they go. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../e2e/start-app.js';
import { eventually } from './eventually.js';
import { send, sendJson } from './http-client.js';
import { type GraphData, graphData, importZip } from './import-zip.js';
import { PAGE, smallWorkspace } from './small-workspace.js';

interface Saved {
  id: string;
  version: number;
  status_code: number;
}

const NOBODY = '00000000-0000-4000-8000-000000000000';

let app: RunningApp;
let connection_id: string;
let whole: string;

beforeAll(async () => {
  app = await startApp({ env: { SAMPLE: 'off' } });
  const accepted = await importZip(app.url, await smallWorkspace());
  ({ connection_id, graph_id: whole } = accepted);
});
afterAll(() => app.stop());

const create = (selection: object) =>
  sendJson<Saved>(app.url, '/api/v1/graphs', { method: 'POST', json: { name: 'Saved', connection_id, ...selection } });
const change = (id: string, selection: object) =>
  sendJson<Saved & { errors: { path: string; message: string }[] }>(app.url, `/api/v1/graphs/${id}`, {
    method: 'PATCH',
    json: selection,
  });
const compiled = (id: string, version = 1) =>
  eventually(
    () => graphData(app.url, id),
    (data) => data.version >= version,
  );
const names = ({ nodes }: GraphData) => nodes.map(({ name }) => name).sort();
const pairs = ({ nodes, links }: GraphData) => {
  const name = (id: string) => nodes.find((node) => node.id === id)?.name ?? '?';
  return links.map(({ source, target, kinds }) => `${name(source)} ${kinds.join('+')} ${name(target)}`).sort();
};

it('the workspace is what its export says', async () => {
  const data = await graphData(app.url, whole);
  expect(names(data)).toEqual(['Boil', 'Home', 'Lonely', 'Notes', 'Pour', 'Tasks']);
  expect(pairs(data)).toEqual([
    'Home child Notes',
    'Home child Tasks',
    'Notes link Pour',
    'Pour link Boil',
    'Tasks child Boil',
    'Tasks child Pour',
  ]);
});

describe('a saved graph', () => {
  it.each<[what: string, selection: () => object, pages: string[], links: string[]]>([
    ['all', () => ({}), ['Boil', 'Home', 'Lonely', 'Notes', 'Pour', 'Tasks'], []],
    [
      'a database, by Notion’s id',
      () => ({ database_ids: [PAGE.tasks.replaceAll('-', '').toUpperCase()] }),
      ['Boil', 'Pour', 'Tasks'],
      ['Pour link Boil', 'Tasks child Boil', 'Tasks child Pour'],
    ],
    ['what is beneath a page', () => ({ root_ids: [PAGE.notes] }), ['Notes'], []],
    [
      'a page and a database together',
      () => ({ root_ids: [PAGE.notes], database_ids: [PAGE.tasks] }),
      ['Boil', 'Notes', 'Pour', 'Tasks'],
      ['Notes link Pour', 'Pour link Boil', 'Tasks child Boil', 'Tasks child Pour'],
    ],
    [
      'links of one kind',
      () => ({ kinds: ['link'] }),
      ['Boil', 'Home', 'Lonely', 'Notes', 'Pour', 'Tasks'],
      ['Notes link Pour', 'Pour link Boil'],
    ],
    ['a page that is not there', () => ({ root_ids: [NOBODY] }), [], []],
  ])('of %s shows that', async (what, selection, pages, links) => {
    const saved = await create(selection());
    expect(saved).toMatchObject({ status_code: 201, version: 0 });
    const data = await compiled(saved.id);
    expect(names(data)).toEqual(pages);
    if (what !== 'all') expect(pairs(data)).toEqual(links);
    expect(data.stats).toMatchObject({
      nodes: pages.length,
      shown_nodes: pages.length,
      shown_links: data.links.length,
    });
    await send(app.url, `/api/v1/graphs/${saved.id}`, { method: 'DELETE' });
  });

  it('of one kind of link still knows what lies beneath a page', async () => {
    const saved = await create({ kinds: ['link'] });
    await compiled(saved.id);
    const beneath = await graphData(app.url, saved.id, `?root_ids=${PAGE.home}`);
    expect(names(beneath)).toEqual(['Boil', 'Home', 'Notes', 'Pour', 'Tasks']);
    await send(app.url, `/api/v1/graphs/${saved.id}`, { method: 'DELETE' });
  });

  it('takes a database by our id as well as by Notion’s', async () => {
    const ours = (await graphData(app.url, whole)).nodes.find(({ id }) => id === PAGE.tasks)?.page_id;
    const saved = await create({ database_ids: [ours] });
    expect(names(await compiled(saved.id))).toEqual(['Boil', 'Pour', 'Tasks']);
    await send(app.url, `/api/v1/graphs/${saved.id}`, { method: 'DELETE' });
  });

  it('is listed, renamed without a new version, and gone with its versions and embeds when it is deleted', async () => {
    const blobs_before = await readdir(join(app.data_dir, 'blobs'));
    const { id } = await create({ root_ids: [PAGE.home] });
    await compiled(id);
    const { url } = await sendJson<{ url: string }>(app.url, `/api/v1/graphs/${id}/embeds`, { method: 'POST' });
    expect(await change(id, { name: '  Renamed  ' })).toMatchObject({ status_code: 200, name: 'Renamed', version: 1 });
    const { graphs } = await sendJson<{ graphs: { id: string }[] }>(app.url, '/api/v1/graphs');
    expect(graphs[0]).toMatchObject({
      id,
      connection_id,
      name: 'Renamed',
      is_default: false,
      root_ids: [PAGE.home],
      database_ids: [],
      kinds: [],
      pins: [],
      stats: { nodes: 5, links: 6, communities: expect.any(Number) },
    });
    expect((await send(app.url, `/api/v1/graphs/${id}`, { method: 'DELETE' })).status).toBe(204);
    for (const path of ['', '/data', '/data?v=1', '/embeds', '/search?q=a'])
      expect((await send(app.url, `/api/v1/graphs/${id}${path}`)).status).toBe(404);
    const shared = new URL(url).pathname;
    for (const path of [shared, `/api/v1/embeds/${shared.split('/').at(-1) ?? ''}/data`])
      expect([404, 410]).toContain((await send(app.url, path)).status);
    expect((await readdir(join(app.data_dir, 'blobs'))).sort()).toEqual(blobs_before.sort());
    expect((await send(app.url, `/api/v1/graphs/${id}`, { method: 'DELETE' })).status).toBe(404);
  });

  it('ends up as its last change has it, however fast they come', async () => {
    const { id } = await create({});
    for (const page of [PAGE.home, PAGE.notes, PAGE.tasks, PAGE.lonely]) await change(id, { root_ids: [page] });
    const last = await eventually(
      () => graphData(app.url, id),
      (data) => data.version >= 1 && names(data).join() === 'Lonely',
    );
    // It stays so, too: one more change and nothing older comes after it.
    await change(id, { pins: [{ node_id: PAGE.lonely, x: 1, y: 2 }] });
    expect(await compiled(id, last.version + 1)).toMatchObject({ nodes: [{ name: 'Lonely', x: 1, y: 2 }] });
    await send(app.url, `/api/v1/graphs/${id}`, { method: 'DELETE' });
  });

  it('keeps its other pins where it is pinned again, and lets go where a pin is taken away', async () => {
    const { id } = await create({ pins: [{ node_id: PAGE.home, x: 100, y: 200 }] });
    const at = (data: GraphData, page: string) =>
      data.nodes.filter((node) => node.id === page).map(({ x, y }) => [x, y]);
    expect(at(await compiled(id), PAGE.home)).toEqual([[100, 200]]);
    await change(id, {
      pins: [
        { node_id: PAGE.home, x: 100, y: 200 },
        { node_id: PAGE.notes, x: -3.5, y: 0 },
      ],
    });
    const both = await compiled(id, 2);
    expect([...at(both, PAGE.home), ...at(both, PAGE.notes)]).toEqual([
      [100, 200],
      [-3.5, 0],
    ]);
    expect(await change(id, { pins: [] })).toMatchObject({ status_code: 200, pins: [] });
    await send(app.url, `/api/v1/graphs/${id}`, { method: 'DELETE' });
  });

  it.each<[wrong: string, body: object, paths: string[]]>([
    ['no name', { name: '  ' }, ['name']],
    ['a name that is no text', { name: 5 }, ['name']],
    ['a kind that there is not', { kinds: ['child', 'friendship'] }, ['kinds.1']],
    ['ids that are none', { root_ids: ['x'], database_ids: [PAGE.tasks, 'y'] }, ['database_ids.1', 'root_ids.0']],
    ['a pin off the map', { pins: [{ node_id: PAGE.home, x: 1e9, y: 0 }] }, ['pins.0.x']],
  ])('refuses %s, naming each', async (_what, body, paths) => {
    for (const answer of [await create(body), await change(whole, body)] as {
      status_code: number;
      errors?: { path: string; message: string }[];
    }[]) {
      expect(answer).toMatchObject({ status_code: 400, code: 'validation_failed' });
      expect(answer.errors?.map(({ path }) => path).sort()).toEqual(paths);
      expect(answer.errors?.every(({ message }) => message.length > 3)).toBe(true);
    }
  });

  it('is of a connection that is there', async () => {
    expect(await create({ connection_id: NOBODY })).toMatchObject({ status_code: 404, code: 'not_found' });
    expect(await create({ connection_id: 'x' })).toMatchObject({ status_code: 400 });
  });

  it.each([{ kinds: ['link'] }, { root_ids: [PAGE.home] }, { database_ids: [PAGE.tasks] }])(
    'that shows a whole workspace is not narrowed: %j',
    async (selection) => {
      expect(await change(whole, selection)).toMatchObject({ status_code: 422, code: 'unprocessable' });
      expect(await graphData(app.url, whole)).toMatchObject({ version: 1 });
    },
  );
});

describe('a read', () => {
  it('is narrowed by its query, to what is left of both where it says more than one thing', async () => {
    const shown = async (query: string) => {
      const data = await graphData(app.url, whole, query);
      expect(data.status_code).toBe(200);
      expect(data.stats).toMatchObject({
        nodes: 6,
        links: 6,
        shown_nodes: data.nodes.length,
        shown_links: data.links.length,
      });
      return [names(data), pairs(data)];
    };
    const tasks = [
      ['Boil', 'Pour', 'Tasks'],
      ['Pour link Boil', 'Tasks child Boil', 'Tasks child Pour'],
    ];
    expect(await shown(`?database_ids=${PAGE.tasks}`)).toEqual(tasks);
    expect(await shown(`?database_ids=${PAGE.tasks.replaceAll('-', '')}`)).toEqual(tasks);
    expect(await shown(`?database_ids=${PAGE.tasks}&kinds=link`)).toEqual([tasks[0], ['Pour link Boil']]);
    expect(await shown(`?root_ids=${PAGE.notes},${PAGE.lonely}`)).toEqual([['Lonely', 'Notes'], []]);
    expect(await shown(`?root_ids=${NOBODY}`)).toEqual([[], []]);
    expect((await shown('?kinds=child,link'))[1]).toHaveLength(6);
  });

  it('takes a database by our id as well', async () => {
    const ours = (await graphData(app.url, whole)).nodes.find(({ id }) => id === PAGE.tasks)?.page_id ?? '';
    expect(names(await graphData(app.url, whole, `?database_ids=${ours}`))).toEqual(['Boil', 'Pour', 'Tasks']);
  });

  it('cut by importance has the most important pages, with the links among them, and says so', async () => {
    for (const limit of [1, 2, 3, 6, 100]) {
      const data = await graphData(app.url, whole, `?limit=${limit}&order=importance`);
      const shown = Math.min(limit, 6);
      expect(data.stats).toMatchObject({ nodes: 6, links: 6, shown_nodes: shown, shown_links: data.links.length });
      expect(data.nodes).toHaveLength(shown);
      const inside = new Set(data.nodes.map(({ id }) => id));
      expect(data.links.every(({ source, target }) => inside.has(source) && inside.has(target))).toBe(true);
      if (limit < 6) expect(names(data)).not.toContain('Lonely');
    }
  });

  it.each(['limit=0', 'limit=x', 'order=name', 'kinds=friendship', 'root_ids=x', 'v=-1', 'v=x', 'v='])(
    'with a wrong parameter is refused: %s',
    async (query) => {
      const [name = ''] = query.split('=');
      expect(await graphData(app.url, whole, `?${query}`)).toMatchObject({
        status_code: 400,
        code: 'validation_failed',
        errors: [expect.objectContaining({ path: expect.stringMatching(new RegExp(`^${name}`)) })],
      });
    },
  );

  it.each([
    ['d3', 'application/json; charset=utf-8', null],
    ['columns', 'application/json; charset=utf-8', null],
    ['gexf', 'application/gexf+xml; charset=utf-8', 'graph.gexf'],
    ['graphml', 'application/graphml+xml; charset=utf-8', 'graph.graphml'],
    ['csv', 'text/csv; charset=utf-8', 'graph.csv'],
    ['csv-nodes', 'text/csv; charset=utf-8', 'graph.csv'],
    ['html', 'text/html; charset=utf-8', 'graph.html'],
  ])('as %s is of its type', async (format, content_type, file) => {
    const { status, headers, text } = await send(app.url, `/api/v1/graphs/${whole}/data?format=${format}`);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe(content_type);
    expect(headers['content-disposition']).toBe(file === null ? undefined : `attachment; filename="${file}"`);
    expect(text.length).toBeGreaterThan(100);
  });

  it('as columns says the same as d3', async () => {
    const d3 = await graphData(app.url, whole);
    const columns = await sendJson<{
      nodes: Record<string, unknown[]>;
      links: { source: number[]; target: number[]; kinds: number[]; value: number[] };
      link_kinds: string[];
      stats: object;
    }>(app.url, `/api/v1/graphs/${whole}/data?format=columns`);
    const ids = columns.nodes['id'] ?? [];
    expect(columns.stats).toEqual(d3.stats);
    expect(ids).toEqual(d3.nodes.map(({ id }) => id));
    expect(columns.nodes['name']).toEqual(d3.nodes.map(({ name }) => name));
    expect(columns.nodes['x']).toEqual(d3.nodes.map(({ x }) => x));
    const { source, target, kinds, value } = columns.links;
    expect(
      source.map((from, i) => ({
        source: ids[from],
        target: ids[target[i] ?? -1],
        kinds: columns.link_kinds.filter((_, bit) => ((kinds[i] ?? 0) & (1 << bit)) !== 0),
        value: value[i],
      })),
    ).toEqual(d3.links.map(({ source, target, kinds, value }) => ({ source, target, kinds, value })));
  });

  it('explains a link from either end, and none where there is none', async () => {
    const why = (from: string, to: string) =>
      sendJson<{ kinds: { kind: string; direction: string; count: number; evidence: string[] }[] }>(
        app.url,
        `/api/v1/graphs/${whole}/links/${from}/${to}`,
      );
    expect(await why(PAGE.pour, PAGE.boil)).toMatchObject({
      status_code: 200,
      kinds: [{ kind: 'link', direction: 'out', count: 1, evidence: ['Before pouring, boil it well.'] }],
    });
    expect(await why(PAGE.boil, PAGE.pour)).toMatchObject({ kinds: [{ kind: 'link', direction: 'in' }] });
    for (const [from, to] of [
      [PAGE.lonely, PAGE.home],
      [PAGE.home, PAGE.home],
      [PAGE.home, NOBODY],
    ] as const)
      expect(await why(from, to)).toMatchObject({ status_code: 404, code: 'not_found' });
  });

  it('of a neighbourhood goes as deep as it is told, says when it is cut, and has no more than 2,000 nodes', async () => {
    const around = (query: string) =>
      sendJson<GraphData & { root: string; truncated: boolean }>(
        app.url,
        `/api/v1/graphs/${whole}/nodes/${PAGE.boil}/neighbourhood${query}`,
      );
    expect(names(await around('?depth=0'))).toEqual(['Boil']);
    expect(names(await around(''))).toEqual(['Boil', 'Pour', 'Tasks']);
    expect(names(await around('?depth=1&kinds=link'))).toEqual(['Boil', 'Pour']);
    expect(names(await around('?depth=2'))).toEqual(['Boil', 'Home', 'Notes', 'Pour', 'Tasks']);
    const cut = await around('?depth=2&limit=2');
    expect(cut).toMatchObject({ root: PAGE.boil, truncated: true });
    expect(cut.nodes).toHaveLength(2);
    expect(names(cut)).toContain('Boil');
    expect(await around('?depth=2')).toMatchObject({ truncated: false });
    expect(await around('?limit=2001')).toMatchObject({ status_code: 400 });
  });

  it('that failed leaves nothing in a cache', async () => {
    for (const path of [`/pages/${NOBODY}`, `/pages/${NOBODY}?v=1`, '/data?v=77', '/data?format=png']) {
      const answer = await send(app.url, `/api/v1/graphs/${whole}${path}`);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      // An ETag would let the next one be answered 304, as if there were something.
      expect({ path, caching: answer.headers['cache-control'], etag: answer.headers.etag }).toEqual({
        path,
        caching: 'no-store',
        etag: undefined,
      });
    }
  });
});
