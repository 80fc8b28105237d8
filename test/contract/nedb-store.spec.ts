import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { NedbStore } from '../../src/platform/store/nedb-store.js';

interface Page {
  _id: string;
  text: string;
  state: string;
}

/** What only the driver on files has to be held to: its files, its lock, its death. */
describe('the NeDB store', () => {
  let data_dir: string;
  let store: NedbStore | null;

  const open = async () => (store = await NedbStore.open(data_dir));
  const close = async () => {
    await store?.close();
    store = null;
  };
  const pagesOf = (opened: NedbStore) => opened.collection<Page>('pages', [{ fields: ['state'] }]);
  const file = () => join(data_dir, 'store', 'pages.db');
  const page = (n: number): { insert: Page } => ({ insert: { _id: `p${n}`, text: 'text', state: 'new' } });

  beforeEach(async () => {
    data_dir = await mkdtemp(join(tmpdir(), 'nedb-'));
    store = null;
  });
  afterEach(async () => {
    await close();
    await rm(data_dir, { recursive: true });
  });

  describe('files', () => {
    it('are for the owner alone, and made when first used', async () => {
      const pages = pagesOf(await open());
      expect(await readdir(join(data_dir, 'store'))).toEqual([]);
      await pages.write([page(1)]);
      expect((await stat(join(data_dir, 'store'))).mode & 0o777).toBe(0o700);
      expect((await stat(file())).mode & 0o777).toBe(0o600);
      await close();
      expect((await stat(file())).mode & 0o777).toBe(0o600);
    });

    it('hold one line a document after the close', async () => {
      const pages = pagesOf(await open());
      await pages.write([page(1), page(2)]);
      for (let n = 0; n < 10; n += 1) await pages.update({ _id: 'p1' }, { $set: { text: `text ${n}` } });
      await pages.remove({ _id: 'p2' });
      await close();
      expect((await readFile(file(), 'utf8')).trim().split('\n')).toEqual([
        '{"_id":"p1","text":"text 9","state":"new"}',
      ]);
    });

    it.each([1, 2, 20])('cut short by %i bytes lose the row that was being written, and no other', async (bytes) => {
      await pagesOf(await open()).write([page(1), page(2), page(3)]);
      await close();
      await truncate(file(), (await stat(file())).size - bytes);

      const pages = pagesOf(await open());
      expect((await pages.find({}, { sort: { _id: 1 } })).map(({ _id }) => _id)).toEqual(['p1', 'p2']);
      await pages.write([page(3)]);
      await close();
      expect(await pagesOf(await open()).count({})).toBe(3);
    });

    it('that hold nothing but half a line open empty', async () => {
      await pagesOf(await open()).write([page(1)]);
      await close();
      await truncate(file(), 10);
      expect(await pagesOf(await open()).count({})).toBe(0);
    });

    it('damaged anywhere else are refused rather than read in part', async () => {
      await pagesOf(await open()).write([page(1)]);
      await close();
      await appendFile(file(), '{"_id":"p2","te\n{"_id":"p3","text":"","state":""}\n');
      await expect(pagesOf(await open()).count({})).rejects.toThrow(/pages.db.*damaged/);
      expect(await readFile(file(), 'utf8')).toContain('p3');
    });
  });

  it('takes indexes from the code, not from the file', async () => {
    const first = (await open()).collection<Page>('pages', [{ fields: ['state'], unique: true }]);
    await first.write([page(1)]);
    await close();
    const pages = pagesOf(await open());
    await expect(pages.write([page(2)])).resolves.toBeUndefined();
  });

  describe('the lock', () => {
    it('keeps DATA_DIR for one store at a time', async () => {
      await open();
      await expect(NedbStore.open(data_dir)).rejects.toThrow(
        `DATA_DIR ${data_dir} is in use by process ${process.pid}: stop it, or choose another DATA_DIR`,
      );
      await close();
      await expect(open()).resolves.toBeDefined();
    });

    it('of two that start at once lets one in', async () => {
      const starts = await Promise.allSettled([NedbStore.open(data_dir), NedbStore.open(data_dir)]);
      const open = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
      expect(open).toHaveLength(1);
      await open[0]!.close();
    });

    const leftBy = (holder: object): Promise<void> =>
      writeFile(
        join(data_dir, 'lock'),
        JSON.stringify({ started: null, token: 'theirs', host: hostname(), ...holder }),
      );

    it('of a process whose number another one has now is taken over', async () => {
      await leftBy({ pid: process.pid, started: 'an earlier boot 1' });
      await expect(open()).resolves.toBeDefined();
    });

    it('of another host is taken over once it has long been silent', async () => {
      await leftBy({ pid: 1, host: 'a-container-that-is-gone' });
      const long_ago = new Date(Date.now() - 60_000);
      await utimes(join(data_dir, 'lock'), long_ago, long_ago);
      await expect(open()).resolves.toBeDefined();
    });

    it('leaves nothing beside it', async () => {
      await open();
      await expect(NedbStore.open(data_dir)).rejects.toThrow();
      await close();
      expect(await readdir(data_dir)).toEqual(['store']);
    });
  });

  describe('a process killed while it writes', () => {
    const run = (): ChildProcess =>
      spawn(
        process.execPath,
        ['--import', 'tsx', join(import.meta.dirname, 'fixtures', 'write-until-killed.ts'), data_dir],
        { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
      );

    it('loses nothing that was acknowledged, and its DATA_DIR is free at once', async () => {
      const acknowledged: string[] = [];
      for (const enough of [200, 600]) {
        const child = run();
        const exit = once(child, 'exit');
        acknowledged.length = 0;
        for await (const id of createInterface({ input: child.stdout! })) {
          acknowledged.push(id);
          if (acknowledged.length === 20) {
            await expect(NedbStore.open(data_dir)).rejects.toThrow(`in use by process ${child.pid}`);
          }
          if (acknowledged.length === enough) child.kill('SIGKILL');
        }
        expect((await exit)[1]).toBe('SIGKILL');

        const pages = pagesOf(await open());
        expect(await pages.count({ _id: { $in: acknowledged } })).toBe(acknowledged.length);
        expect(await pages.findOne({ _id: acknowledged[0]! })).toMatchObject({ state: 'read' });
        await close();
      }
    });
  });
});
