/** Uploads, from the zip to the graph. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../e2e/start-app.js';
import { writeExport } from '../export/write-export.js';
import { followImport } from './follow-import.js';
import { send, sendJson, upload } from './http-client.js';
import { HEX, ID, teaExport, zipOf } from './zip-of.js';

interface Accepted {
  id: string;
  graph_id: string;
  connection_id: string;
  state: string;
}
interface Data {
  version: number;
  nodes: { id: string; page_id: string; name: string }[];
  links: { source: string; target: string; kinds: string[]; value: number; directed: boolean }[];
}

let app: RunningApp;
let tmp: string;

beforeAll(async () => {
  tmp = await mkdtemp(join(tmpdir(), 'notion-graph-test-tmp-'));
  app = await startApp({ env: { SAMPLE: 'off', TMPDIR: tmp, UPLOAD_MAX_MB: '16' } });
});
afterAll(async () => {
  await app.stop();
  await rm(tmp, { recursive: true, force: true });
});

const dataOf = (graph_id: string) => sendJson<Data>(app.url, `/api/v1/graphs/${graph_id}/data`);
async function importZip(zip: Buffer, fields: Record<string, string> = {}): Promise<Accepted> {
  const answer = await upload(app.url, zip, fields);
  expect(answer.status).toBe(202);
  const accepted = JSON.parse(answer.text) as Accepted;
  await followImport(app.url, accepted.id);
  return accepted;
}
const uploads = async () => (await readdir(join(app.data_dir, 'blobs'))).length;

describe('an export', () => {
  let accepted: Accepted;

  it('is accepted, reported on, and becomes a graph', async () => {
    const answer = await upload(app.url, await teaExport(), {}, 'My tea.zip');
    expect(answer.status).toBe(202);
    accepted = JSON.parse(answer.text) as Accepted;
    expect(accepted).toEqual({
      id: expect.any(String),
      graph_id: expect.any(String),
      connection_id: expect.any(String),
      state: 'queued',
    });
    const news = await followImport(app.url, accepted.id);
    expect(news.at(-1)).toMatchObject({
      event: 'done',
      data: { state: 'done', pages_found: 3, pages_read: 3, code: null },
    });

    const data = await dataOf(accepted.graph_id);
    expect(data.nodes.map(({ id, name }) => [id, name])).toEqual([
      [ID.tea, 'Tea'],
      [ID.pot, 'Pot'],
      [ID.cup, 'Cup'],
    ]);
    expect(data.links.map(({ source, target, kinds, value }) => [source, target, kinds, value])).toEqual([
      [ID.tea, ID.pot, ['child'], 1],
      [ID.cup, ID.tea, ['link'], 1],
      [ID.cup, ID.pot, ['link'], 1],
    ]);
    const { graphs } = await sendJson<{ graphs: { id: string; name: string; last_import_id: string }[] }>(
      app.url,
      '/api/v1/graphs',
    );
    expect(graphs).toEqual([
      expect.objectContaining({ id: accepted.graph_id, name: 'My tea', last_import_id: accepted.id }),
    ]);
  });

  it('explains a link with its sentence', async () => {
    const why = await sendJson<{ kinds: { kind: string; evidence: string[] }[] }>(
      app.url,
      `/api/v1/graphs/${accepted.graph_id}/links/${HEX.cup}/${HEX.pot}`,
    );
    expect(why.kinds).toEqual([
      expect.objectContaining({ kind: 'link', direction: 'out', evidence: ['Fill it from the pot with tea.'] }),
    ]);
    const none = await send(app.url, `/api/v1/graphs/${accepted.graph_id}/links/${ID.cup}/${ID.cup}`);
    expect(none.status).toBe(404);
  });

  it('is not imported again when the same bytes come again', async () => {
    const again = await upload(app.url, await teaExport(), {}, 'renamed.zip');
    expect(JSON.parse(again.text)).toEqual({ ...accepted, state: 'done' });
    const { imports } = await sendJson<{ imports: unknown[] }>(app.url, '/api/v1/imports');
    expect(imports).toHaveLength(1);
  });

  it('is updated in place by a newer one: same graph, same page ids, same embed', async () => {
    const before = await dataOf(accepted.graph_id);
    const embed = await sendJson<{ url: string }>(app.url, `/api/v1/graphs/${accepted.graph_id}/embeds`, {
      method: 'POST',
    });
    const newer = await importZip(await teaExport(`# Cup, the big one\n\nNo links.\n`), {
      connection_id: accepted.connection_id,
    });
    expect(newer).toMatchObject({ graph_id: accepted.graph_id, connection_id: accepted.connection_id });
    const after = await dataOf(accepted.graph_id);
    expect(after.version).toBe(before.version + 1);
    expect(after.nodes.map(({ page_id }) => page_id)).toEqual(before.nodes.map(({ page_id }) => page_id));
    expect(after.nodes.map(({ name }) => name)).toEqual(['Tea', 'Pot', 'Cup, the big one']);
    expect(after.links).toHaveLength(1);
    const token = new URL(embed.url).pathname.split('/').at(-1) ?? '';
    expect((await sendJson<Data>(app.url, `/api/v1/embeds/${token}/data`)).version).toBe(after.version);
    // The version of before can still be read, as it was.
    expect(
      (await sendJson<Data>(app.url, `/api/v1/graphs/${accepted.graph_id}/data?v=${String(before.version)}`)).links,
    ).toHaveLength(3);
    // Nothing changed, so there is nothing new to show.
    await importZip(await teaExport(`# Cup, the big one\n\nNo links.\n`), { connection_id: accepted.connection_id });
    expect((await dataOf(accepted.graph_id)).version).toBe(after.version);
  });

  it('leaves no upload and no temporary file behind', async () => {
    // Snapshot, view and evidence of the two versions; no upload.
    expect(await uploads()).toBe(6);
    expect(await readdir(tmp)).toEqual([]);
    expect(await readdir(join(app.data_dir, 'tmp'))).toEqual([]);
  });

  it('is erased with its graph', async () => {
    expect((await send(app.url, `/api/v1/graphs/${accepted.graph_id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await send(app.url, `/api/v1/graphs/${accepted.graph_id}/data`)).status).toBe(404);
    expect(await sendJson(app.url, '/api/v1/connections')).toMatchObject({ connections: [] });
    expect(await sendJson(app.url, '/api/v1/imports')).toMatchObject({ imports: [] });
    expect(await uploads()).toBe(0);
  });
});

it('accepts one of two identical uploads made at once', async () => {
  const zip = await teaExport('# Cup at once\n');
  const answers = await Promise.all([upload(app.url, zip), upload(app.url, zip), upload(app.url, zip)]);
  const bodies = answers.map(
    ({ text }) => JSON.parse(text) as Partial<Accepted> & { code?: string; import_id?: string },
  );
  const graphs = new Set(bodies.flatMap(({ graph_id }) => graph_id ?? []));
  expect(graphs.size).toBe(1);
  const id = bodies.find(({ graph_id }) => graph_id !== undefined)?.id;
  for (const [index, answer] of answers.entries()) {
    if (answer.status === 409) expect(bodies[index]).toMatchObject({ code: 'import_running', import_id: id });
    else expect(answer.status).toBe(202);
  }
  await followImport(app.url, id ?? '');
  const { graphs: listed } = await sendJson<{ graphs: unknown[] }>(app.url, '/api/v1/graphs');
  expect(listed).toHaveLength(1);
});

it('answers 404 for an import that is not there, and names what is wrong with a request', async () => {
  expect((await send(app.url, '/api/v1/imports/00000000-0000-4000-8000-000000000000')).status).toBe(404);
  expect((await send(app.url, '/api/v1/imports/00000000-0000-4000-8000-000000000000/events')).status).toBe(404);
  expect((await upload(app.url, await teaExport(), { connection_id: 'nonsense' })).status).toBe(400);
  expect(
    (await upload(app.url, await teaExport(), { connection_id: '00000000-0000-4000-8000-000000000000' })).status,
  ).toBe(404);
  const json = await send(app.url, '/api/v1/imports', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(json.status).toBe(400);
  expect(json.text).toContain('"path":"connection_id"');
});

describe('a cancelled import', () => {
  it('ends as cancelled and leaves nothing to see', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'notion-graph-cancel-'));
    await writeExport(join(folder, 'export.zip'), { seed: 6, pages: 1_500, links_per_page: 1 });
    const answer = await upload(app.url, await readFile(join(folder, 'export.zip')));
    await rm(folder, { recursive: true });
    expect(answer.status).toBe(202);
    const { id, graph_id } = JSON.parse(answer.text) as Accepted;
    await followImport(app.url, id, (news) => news.data.state === 'running');
    expect((await send(app.url, `/api/v1/imports/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await sendJson(app.url, `/api/v1/imports/${id}`)).toMatchObject({ state: 'cancelled' });
    expect((await send(app.url, `/api/v1/graphs/${graph_id}`)).status).toBe(404);
    const left = () => readdir(join(app.data_dir, 'tmp'));
    for (let asked = 0; asked < 500 && (await left()).length > 0; asked++) await send(app.url, '/health/ready');
    expect(await left()).toEqual([]);
  });
});

describe('what must not come back', () => {
  it('a deleted graph’s content, when the same file is uploaded again', async () => {
    const secret = await zipOf({ [`Home ${HEX.tea}.md`]: '# Home\n', [`Secret ${HEX.pot}.md`]: '# Secret\n' });
    const plain = await zipOf({ [`Home ${HEX.tea}.md`]: '# Home\n' });
    const other = await zipOf({ [`Home ${HEX.tea}.md`]: '# Home\n', [`Other ${HEX.cup}.md`]: '# Other\n' });
    const before = await importZip(plain);
    await importZip(secret, { connection_id: before.connection_id });
    expect((await dataOf(before.graph_id)).nodes).toHaveLength(2);
    await send(app.url, `/api/v1/graphs/${before.graph_id}`, { method: 'DELETE' });
    const after = await importZip(plain);
    expect(after.graph_id).not.toBe(before.graph_id);
    await importZip(other, { connection_id: after.connection_id });
    expect((await dataOf(after.graph_id)).nodes.map(({ name }) => name)).toEqual(['Home', 'Other']);
    await send(app.url, `/api/v1/graphs/${after.graph_id}`, { method: 'DELETE' });
  });

  it('an older file, over a map that was updated in place', async () => {
    const old = await zipOf({ [`Old ${HEX.tea}.md`]: '# Old\n' });
    const fresh = await zipOf({ [`Fresh ${HEX.tea}.md`]: '# Fresh\n' });
    const first = await importZip(old);
    await importZip(fresh, { connection_id: first.connection_id });
    const again = await importZip(old);
    expect(again.connection_id).not.toBe(first.connection_id);
    expect((await dataOf(first.graph_id)).nodes.map(({ name }) => name)).toEqual(['Fresh']);
    for (const { graph_id } of [first, again]) await send(app.url, `/api/v1/graphs/${graph_id}`, { method: 'DELETE' });
  });

  it('a cancelled update, as if it had been imported', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'notion-graph-cancel-'));
    await writeExport(join(folder, 'export.zip'), { seed: 8, pages: 1_500, links_per_page: 1 });
    const large = await readFile(join(folder, 'export.zip'));
    await rm(folder, { recursive: true });
    const first = await importZip(await zipOf({ [`Small ${HEX.tea}.md`]: '# Small\n' }));
    const update = JSON.parse((await upload(app.url, large, { connection_id: first.connection_id })).text) as Accepted;
    await followImport(app.url, update.id, (news) => news.data.state === 'running');
    await send(app.url, `/api/v1/imports/${update.id}`, { method: 'DELETE' });
    // The only worker thread was just ended: the next upload must not wait for it.
    const again = await importZip(large);
    expect(again.connection_id).not.toBe(first.connection_id);
    expect((await dataOf(again.graph_id)).nodes.length).toBeGreaterThan(1_000);
    expect((await dataOf(first.graph_id)).nodes.map(({ name }) => name)).toEqual(['Small']);
    for (const { graph_id } of [first, again]) await send(app.url, `/api/v1/graphs/${graph_id}`, { method: 'DELETE' });
  });
});
