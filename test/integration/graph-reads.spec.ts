/** The reads of a graph, to its owner and through an embed. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { Parser } from 'htmlparser2';
import { type RunningApp, startApp } from '../e2e/start-app.js';
import { followImport } from './follow-import.js';
import { send, sendJson, upload } from './http-client.js';
import { HEX, ID, teaExport, zipOf } from './zip-of.js';

let app: RunningApp;
let graph: string;
let connection_id: string;

beforeAll(async () => {
  app = await startApp({ env: { SAMPLE: 'off', LOG_LEVEL: 'trace' } });
  const answer = await upload(app.url, await teaExport());
  const accepted = JSON.parse(answer.text) as { id: string; graph_id: string; connection_id: string };
  await followImport(app.url, accepted.id);
  graph = `/api/v1/graphs/${accepted.graph_id}`;
  ({ connection_id } = accepted);
});
afterAll(() => app.stop());

describe('caching', () => {
  it('a read that names its version never changes', async () => {
    const answer = await send(app.url, `${graph}/data?v=1`);
    expect(answer.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    const { etag = '' } = answer.headers;
    expect(etag).toMatch(/^"[^"]+"$/);
    const again = await send(app.url, `${graph}/data?v=1`, { headers: { 'if-none-match': `"other", ${etag}` } });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('a read that does not is asked for again, cheaply', async () => {
    const answer = await send(app.url, `${graph}/search?q=tea`);
    expect(answer.headers['cache-control']).toBe('private, no-cache');
    expect((await send(app.url, `${graph}/search?q=pot`)).headers.etag).not.toBe(answer.headers.etag);
    expect(
      (await send(app.url, `${graph}/search?q=tea`, { headers: { 'if-none-match': answer.headers.etag ?? '' } }))
        .status,
    ).toBe(304);
  });

  it('a version that never was is 404', async () => {
    expect(await sendJson(app.url, `${graph}/data?v=99`)).toMatchObject({ status_code: 404, code: 'version_gone' });
  });
});

describe('formats', () => {
  const get = (format: string) => send(app.url, `${graph}/data?format=${format}`);

  it('d3 has what d3-force takes, with stats', async () => {
    const data = JSON.parse((await get('d3')).text) as {
      nodes: Record<string, unknown>[];
      links: unknown[];
      stats: unknown;
    };
    expect(Object.keys(data.nodes[0] ?? {})).toEqual([
      'id',
      'page_id',
      'name',
      'kind',
      'group',
      'url',
      'icon',
      'degree',
      'x',
      'y',
      'database_id',
      'created_time',
      'last_edited_time',
    ]);
    expect(data.links[0]).toEqual({
      source: ID.tea,
      target: ID.pot,
      kind: 'child',
      kinds: ['child'],
      value: 1,
      directed: true,
    });
    expect(data.stats).toEqual({ nodes: 3, links: 3, communities: expect.any(Number), shown_nodes: 3, shown_links: 3 });
  });

  it.each(['gexf', 'graphml'])('%s is well-formed XML with every node and link', async (format) => {
    const answer = await get(format);
    expect(answer.headers['content-type']).toContain('xml');
    expect(answer.headers['content-disposition']).toBe(`attachment; filename="graph.${format}"`);
    const counts = { node: 0, edge: 0 };
    const open: string[] = [];
    const parser = new Parser(
      {
        onopentag: (name) => {
          open.push(name);
          if (name === 'node' || name === 'edge') counts[name]++;
        },
        onclosetag: (name, implied) =>
          expect([open.pop(), implied && !answer.text.includes('/>')]).toEqual([name, false]),
      },
      { xmlMode: true },
    );
    parser.end(answer.text);
    expect(counts).toEqual({ node: 3, edge: 3 });
  });

  it('csv has the links, csv-nodes the pages', async () => {
    expect(parse((await get('csv')).text, { columns: true })).toHaveLength(3);
    expect(parse((await get('csv-nodes')).text, { columns: true })).toHaveLength(3);
  });

  it('html asks nobody else for anything', async () => {
    const { text } = await get('html');
    expect(text).toContain('Content-Security-Policy');
    expect(text.match(/(?:src|href)=["']?https?:/g)).toBeNull();
  });

  it('an unknown one is named in the error', async () => {
    expect(await sendJson(app.url, `${graph}/data?format=png`)).toMatchObject({
      status_code: 400,
      code: 'validation_failed',
      errors: [expect.objectContaining({ path: 'format' })],
    });
  });
});

it('cells that a spreadsheet would run are neutralised', async () => {
  const zip = await zipOf({
    [`x ${HEX.tea}.md`]: '# =HYPERLINK("http://evil.example")\n',
    [`y ${HEX.pot}.md`]: '# @SUM(1)\n',
  });
  const accepted = JSON.parse((await upload(app.url, zip)).text) as { id: string; graph_id: string };
  await followImport(app.url, accepted.id);
  const { text } = await send(app.url, `/api/v1/graphs/${accepted.graph_id}/data?format=csv-nodes`);
  const rows: string[][] = parse(text);
  const cells = rows.flat();
  expect(cells.filter((cell) => /^[=+@\t\r]|^-(?!\d)/.test(cell))).toEqual([]);
  expect(cells).toContain(`'=HYPERLINK("http://evil.example")`);
});

it('narrows by kind, by root, by importance', async () => {
  const shown = async (query: string) => {
    const { nodes, links } = await sendJson<{ nodes: { id: string }[]; links: { kind: string }[] }>(
      app.url,
      `${graph}/data?${query}`,
    );
    return [nodes.map(({ id }) => id), links.map(({ kind }) => kind)];
  };
  expect(await shown('kinds=child')).toEqual([[ID.tea, ID.pot, ID.cup], ['child']]);
  expect(await shown(`root_ids=${HEX.tea}`)).toEqual([[ID.tea, ID.pot], ['child']]);
  const [nodes] = await shown('limit=1&order=importance');
  expect(nodes).toHaveLength(1);
});

it('finds a page, its surroundings, and what points at it', async () => {
  expect(await sendJson(app.url, `${graph}/search?q=po`)).toMatchObject({
    results: [{ node_id: ID.pot, title: 'Pot' }],
  });
  const around = await sendJson<{ nodes: { id: string }[] }>(
    app.url,
    `${graph}/nodes/${HEX.pot}/neighbourhood?depth=1000000`,
  );
  expect(around.nodes.map(({ id }) => id)).toEqual([ID.pot, expect.any(String), expect.any(String)]);
  const page = await sendJson<{ links: unknown[] }>(app.url, `${graph}/pages/${ID.pot}`);
  expect(page).toMatchObject({ title: 'Pot', links: [], backlinks_total: 2 });
  const first = await sendJson<{ backlinks: { node_id: string }[]; next_cursor: string }>(
    app.url,
    `${graph}/pages/${ID.pot}/backlinks?limit=1`,
  );
  const second = await sendJson<{ backlinks: { node_id: string }[]; next_cursor: null }>(
    app.url,
    `${graph}/pages/${ID.pot}/backlinks?limit=1&cursor=${first.next_cursor}`,
  );
  expect([...first.backlinks, ...second.backlinks].map(({ node_id }) => node_id).sort()).toEqual([ID.tea, ID.cup]);
  expect(second.next_cursor).toBeNull();
  expect((await send(app.url, `${graph}/pages/${ID.pot}/backlinks?cursor=nonsense`)).status).toBe(400);
  expect((await send(app.url, `${graph}/pages/00000000-0000-4000-8000-000000000000`)).status).toBe(404);
});

describe('a saved graph', () => {
  it('shows its selection, changes with it, and is deleted alone', async () => {
    const made = await sendJson<{ id: string; version: number }>(app.url, '/api/v1/graphs', {
      method: 'POST',
      json: { name: 'Only Tea', connection_id, root_ids: [HEX.tea] },
    });
    expect(made).toMatchObject({ status_code: 201, version: 0, root_ids: [ID.tea] });
    const nodesAt = async (version: number): Promise<string[]> => {
      for (;;) {
        const data = await sendJson<{ version: number; nodes: { id: string }[] }>(
          app.url,
          `/api/v1/graphs/${made.id}/data`,
        );
        if (data.version >= version) return data.nodes.map(({ id }) => id);
      }
    };
    expect(await nodesAt(1)).toEqual([ID.tea, ID.pot]);
    const changed = await sendJson(app.url, `/api/v1/graphs/${made.id}`, {
      method: 'PATCH',
      json: { root_ids: [HEX.cup] },
    });
    expect(changed).toMatchObject({ status_code: 200, root_ids: [ID.cup] });
    expect(await nodesAt(2)).toEqual([ID.cup]);
    expect((await send(app.url, `/api/v1/graphs/${made.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await send(app.url, `${graph}/data`)).status).toBe(200);
  });

  it('of a whole workspace cannot be narrowed', async () => {
    const answer = await sendJson(app.url, graph, { method: 'PATCH', json: { kinds: ['link'] } });
    expect(answer).toMatchObject({ status_code: 422, code: 'unprocessable' });
  });

  it('keeps pinned pages where they were put', async () => {
    await sendJson(app.url, graph, { method: 'PATCH', json: { pins: [{ node_id: ID.cup, x: 123, y: -45 }] } });
    for (;;) {
      const data = await sendJson<{ version: number; nodes: { id: string; x: number; y: number }[] }>(
        app.url,
        `${graph}/data`,
      );
      if (data.version < 2) continue;
      expect(data.nodes.find(({ id }) => id === ID.cup)).toMatchObject({ x: 123, y: -45 });
      return;
    }
  });
});

describe('an embed', () => {
  const create = async (options?: object) => {
    const made = await sendJson<{ id: string; url: string }>(app.url, `${graph}/embeds`, {
      method: 'POST',
      ...(options ? { json: options } : {}),
    });
    const token = new URL(made.url).pathname.split('/').at(-1) ?? '';
    return { ...made, token, api: `/api/v1/embeds/${token}` };
  };
  const READS = [
    '',
    '/data',
    '/search?q=t',
    `/pages/${ID.pot}`,
    `/pages/${ID.pot}/backlinks`,
    `/links/${ID.cup}/${ID.pot}`,
    `/nodes/${ID.pot}/neighbourhood`,
  ];

  it('shows no sentence, and stores nothing, unless its owner says so', async () => {
    const closed = await create();
    expect(closed.token).toMatch(/^[\w-]{22}$/);
    for (const read of READS) {
      const answer = await send(app.url, closed.api + read);
      expect({ read, status: answer.status }).toEqual({ read, status: 200 });
      expect(answer.text).not.toContain('Fill it');
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.headers['cache-control']).toBe('private, no-cache');
    }
    const open = await create({ evidence: true });
    expect((await send(app.url, `${open.api}/links/${ID.cup}/${ID.pot}`)).text).toContain('Fill it from the pot');
    expect((await send(app.url, `${closed.api}/data?v=1`)).headers['cache-control']).toBe('private, no-cache');
  });

  it('shows no address where its owner hides them', async () => {
    const { api } = await create({ urls: false, evidence: true });
    for (const read of READS) expect((await send(app.url, api + read)).text).not.toContain('notion.so');
  });

  it('is a map, not a file, unless its owner says so', async () => {
    const { api } = await create();
    expect((await send(app.url, `${api}/data?format=gexf`)).status).toBe(403);
    const open = await create({ download: true });
    expect((await send(app.url, `${open.api}/data?format=gexf`)).status).toBe(200);
  });

  it('may be framed by Notion and by the domains it names, and no other page may be framed', async () => {
    const { token } = await create({ domains: ['wiki.example.com'] });
    const { headers } = await send(app.url, `/embed/${token}`);
    expect(headers['content-security-policy']).toContain(
      'frame-ancestors https://www.notion.so https://*.notion.so https://*.notion.site https://app.notion.com https://*.notion.com https://wiki.example.com',
    );
    expect(headers['x-frame-options']).toBeUndefined();
    for (const path of ['/', '/api/v1/graphs', '/nothing']) {
      const other = await send(app.url, path);
      expect(other.headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(other.headers['x-frame-options']).toBe('DENY');
    }
    expect(
      (await sendJson(app.url, `${graph}/embeds`, { method: 'POST', json: { domains: ['x; script-src *'] } }))
        .status_code,
    ).toBe(400);
  });

  it('ends when it is revoked, and when it expires', async () => {
    const { id, api, token } = await create();
    const listed = await send(app.url, `${graph}/embeds`);
    expect(listed.text).toContain(id);
    expect(listed.text).not.toContain(token);
    expect((await send(app.url, `${graph}/embeds/${id}`, { method: 'DELETE' })).status).toBe(204);
    for (const path of [`${api}/data`, `/embed/${token}`]) expect((await send(app.url, path)).status).toBe(410);
    const old = await create({ expires_at: '2020-01-01T00:00:00Z' });
    expect(await sendJson(app.url, `${old.api}/data`)).toMatchObject({ status_code: 410, code: 'embed_ended' });
    expect((await send(app.url, '/api/v1/embeds/AAAAAAAAAAAAAAAAAAAAAA/data')).status).toBe(404);
  });

  it('leaves neither token nor title in the log', async () => {
    const { token, api } = await create();
    await send(app.url, `${api}/search?q=Cup`);
    expect(app.output()).toContain('/api/v1/embeds/:token/search');
    for (const secret of [token, 'Fill it', 'Warm it', '"Cup"', 'q=Cup']) expect(app.output()).not.toContain(secret);
  });
});
