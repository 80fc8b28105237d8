import { describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Clock, randomIds, systemClock } from '../../src/platform/clock.js';
import { FileBlobStore } from '../../src/platform/store/file-blob-store.js';
import { NedbStore } from '../../src/platform/store/nedb-store.js';
import { blobStoreContract, type OpenBlobStore } from './blob-store.contract.js';

interface OpenFiles extends OpenBlobStore {
  blobs: FileBlobStore;
  directory: string;
}

async function openFiles(clock: Clock): Promise<OpenFiles> {
  const data_dir = await mkdtemp(join(tmpdir(), 'blobs-'));
  const store = await NedbStore.open(data_dir);
  const blobs = new FileBlobStore(data_dir, store, clock, randomIds);
  await blobs.sweep();
  const directory = join(data_dir, 'blobs');
  return {
    blobs,
    directory,
    stored: async () => (await readdir(directory)).length,
    close: async () => {
      await store.close();
      await rm(data_dir, { recursive: true });
    },
  };
}

blobStoreContract('files', openFiles);

describe('the blob store on files, at its start', () => {
  it('removes what a crash left half written or undescribed, and keeps the rest', async () => {
    const { blobs, directory, close } = await openFiles(systemClock);
    const kept = await blobs.write('owner', 'upload', Readable.from([Buffer.from('kept')]));
    await writeFile(join(directory, 'half.part'), 'ha');
    await writeFile(join(directory, 'undescribed'), 'whole, but its row was never written');
    await blobs.sweep();
    expect(await readdir(directory)).toEqual([kept._id]);
    await close();
  });
});

describe('the blob store on a full disk', () => {
  it('keeps nothing and says what to do', async () => {
    const { blobs, stored, close } = await openFiles(systemClock);
    const source = Readable.from(
      (async function* () {
        yield Buffer.alloc(100_000);
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
      })(),
    );
    await expect(blobs.write('owner', 'upload', source)).rejects.toMatchObject({
      code: 'store_unavailable',
      detail: expect.stringContaining('full'),
    });
    expect(await stored()).toBe(0);
    await close();
  });
});
