/** A killed process loses no accepted import, whenever it dies. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../e2e/start-app.js';
import { writeExport } from '../export/write-export.js';
import { followImport, type ImportNews } from './follow-import.js';
import { send, sendJson, upload } from './http-client.js';

const env = { SAMPLE: 'off' };
const PAGES = 600;

let folder: string;
let zip: Buffer;
let undisturbed: string;

interface Accepted {
  id: string;
  graph_id: string;
}

/** What a graph says, without what differs between two servers: our own ids. */
async function contentOf(app: RunningApp, graph_id: string): Promise<string> {
  const answer = await send(app.url, `/api/v1/graphs/${graph_id}/data`);
  return answer.text.replace(/"page_id":"[^"]*"/g, '"page_id":""');
}

async function accept(app: RunningApp): Promise<Accepted> {
  const answer = await upload(app.url, zip);
  expect(answer.status).toBe(202);
  return JSON.parse(answer.text) as Accepted;
}

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

describe.each<[moment: string, until: ((news: ImportNews) => boolean) | null]>([
  ['right after its acceptance', null],
  ['at its first news', () => true],
  ['while it is stored', (news) => news.data.phase === 'storing'],
  ['while its graph is compiled', (news) => news.data.phase === 'compiling'],
])('an import whose process is killed %s', (_moment, until) => {
  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'finishes in the next one, with the same graph (%s)',
    async (signal) => {
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
      } finally {
        await second.stop();
      }
    },
    60_000,
  );
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
