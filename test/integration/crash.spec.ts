/** A killed process loses no accepted import, whenever it dies. */
import { spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../e2e/start-app.js';
import { writeExport } from '../export/write-export.js';
import { eventually } from './eventually.js';
import { followImport, type ImportNews } from './follow-import.js';
import { send, sendJson } from './http-client.js';
import { type Accepted, acceptZip, graphData, importZip } from './import-zip.js';
import { HEX, teaExport } from './zip-of.js';

const env = { SAMPLE: 'off' };
const PAGES = 600;

let folder: string;
let zip: Buffer;
let undisturbed: string;

/** What a graph says, without what differs between two servers: our own ids. */
async function contentOf(app: RunningApp, graph_id: string): Promise<string> {
  const answer = await send(app.url, `/api/v1/graphs/${graph_id}/data`);
  return answer.text.replace(/"page_id":"[^"]*"/g, '"page_id":""');
}

const accept = (app: RunningApp): Promise<Accepted> => acceptZip(app.url, zip);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'notion-graph-crash-'));
  await writeExport(join(folder, 'export.zip'), { seed: 4, pages: PAGES });
  zip = await readFile(join(folder, 'export.zip'));
  const app = await startApp({ env });
  const { id, graph_id } = await accept(app);
  await followImport(app.url, id);
  undisturbed = await contentOf(app, graph_id);
  await app.stop();
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each<[moment: string, signal: 'SIGKILL' | 'SIGTERM', until: ((news: ImportNews) => boolean) | null]>([
  ['right after its acceptance', 'SIGKILL', null],
  ['at its first news', 'SIGKILL', () => true],
  ['while it is stored', 'SIGKILL', (news) => news.data.phase === 'storing'],
  ['while its graph is compiled', 'SIGKILL', (news) => news.data.phase === 'compiling'],
  ['right after its acceptance', 'SIGTERM', null],
  ['while its graph is compiled', 'SIGTERM', (news) => news.data.phase === 'compiling'],
])('an import whose process is stopped %s by %s', (_moment, signal, until) => {
  it('finishes in the next one, with the same graph', async () => {
    const first = await startApp({ env });
    const { data_dir } = first;
    const { id, graph_id } = await accept(first);
    if (until) await followImport(first.url, id, until);
    expect(await first.kill(signal)).toBe(signal === 'SIGKILL' ? null : 0);

    const second = await startApp({ env, data_dir });
    try {
      const news = await followImport(second.url, id);
      expect(news.at(-1)?.data.state).toBe('done');
      expect(await contentOf(second, graph_id)).toBe(undisturbed);
      const { graphs } = await sendJson<{ graphs: unknown[] }>(second.url, '/api/v1/graphs');
      expect(graphs).toHaveLength(1);
      expect(await readdir(join(data_dir, 'tmp')).catch(() => [])).toEqual([]);
      // Snapshot, view and evidence of the one version: the upload is gone, and what the dead process had half-written.
      expect(await readdir(join(data_dir, 'blobs'))).toHaveLength(3);
    } finally {
      await second.stop();
    }
  }, 60_000);
});

describe('a process that is killed', () => {
  let app: RunningApp;
  beforeEach(async () => {
    app = await startApp({ env });
  });
  afterEach(() => app.stop());

  const killAndRestart = async () => {
    await app.kill();
    app = await startApp({ env, data_dir: app.data_dir });
  };
  const saveGraph = (connection_id: string, root: string) =>
    sendJson<{ id: string }>(app.url, '/api/v1/graphs', {
      method: 'POST',
      json: { name: 'Saved', connection_id, root_ids: [root] },
    });
  const compiled = (graph_id: string, version: number) =>
    eventually(
      () => graphData(app.url, graph_id),
      (data) => data.version >= version,
    );

  it('leaves no graph uncompiled that was asked for', async () => {
    const { connection_id } = await importZip(app.url, await teaExport());
    const saved = [];
    for (const root of [HEX.tea, HEX.cup, HEX.pot]) saved.push((await saveGraph(connection_id, root)).id);
    await killAndRestart();
    const names = [];
    for (const id of saved) names.push((await compiled(id, 1)).nodes.map(({ name }) => name));
    expect(names).toEqual([['Tea', 'Pot'], ['Cup'], ['Pot']]);
  });

  it('leaves no saved graph behind what its workspace has become', async () => {
    const { connection_id } = await importZip(app.url, await teaExport());
    const saved = [];
    for (let n = 0; n < 4; n++) saved.push((await saveGraph(connection_id, HEX.cup)).id);
    for (const id of saved) await compiled(id, 1);
    const update = await acceptZip(app.url, await teaExport('# Beaker\n'), { connection_id });
    await followImport(app.url, update.id);
    await killAndRestart();
    for (const id of saved) expect((await compiled(id, 2)).nodes.map(({ name }) => name)).toEqual(['Beaker']);
  }, 60_000);

  it('does not keep a workspace to itself, though it died between the end of an import and what follows', async () => {
    const { id, connection_id, graph_id } = await importZip(app.url, await teaExport());
    await app.kill();
    // As the store is then: the import done, the claim on its connection not given up (NeDB: the last line of an id holds).
    const file = join(app.data_dir, 'store', 'connections.db');
    const last = (await readFile(file, 'utf8')).trimEnd().split('\n').at(-1) ?? '';
    const claimed = { ...(JSON.parse(last) as object), running_import_id: id, last_import_id: null };
    await appendFile(file, `${JSON.stringify(claimed)}\n`);
    app = await startApp({ env, data_dir: app.data_dir });
    const again = await importZip(app.url, await teaExport('# Beaker\n'), { connection_id });
    expect(again.graph_id).toBe(graph_id);
    expect((await graphData(app.url, graph_id)).nodes.map(({ name }) => name)).toContain('Beaker');
  });
});

it('a second process on the same DATA_DIR refuses to start, and says why', async () => {
  const app = await startApp({ env });
  try {
    const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [main], {
      cwd: app.data_dir,
      env: { PATH: process.env['PATH'] ?? '', DATA_DIR: app.data_dir, PORT: '0' },
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(status).toBe(1);
    expect(stderr).toContain('in use by process');
    expect((await send(app.url, '/health/ready')).status).toBe(200);
  } finally {
    await app.stop();
  }
});
