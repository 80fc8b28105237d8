import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Clock } from '../../src/platform/clock.js';
import type { BlobStore } from '../../src/platform/store/blob-store.js';

export interface OpenBlobStore {
  blobs: BlobStore;
  /** How many blobs' bytes there are, whether described or not. */
  stored: () => Promise<number>;
  close: () => Promise<void>;
}

/** What every driver of the blob store's port does. */
export function blobStoreContract(name: string, open: (clock: Clock) => Promise<OpenBlobStore>): void {
  describe(`the blob store: ${name}`, () => {
    let opened: OpenBlobStore;
    let blobs: BlobStore;
    let now: Date;

    beforeEach(async () => {
      now = new Date('2026-01-01T00:00:00Z');
      opened = await open({ now: () => now });
      blobs = opened.blobs;
    });
    afterEach(() => opened.close());

    const text = (content: string): Readable => Readable.from([Buffer.from(content)]);
    const failing = (error: Error): Readable =>
      Readable.from(
        (async function* () {
          yield randomBytes(100_000);
          throw error;
        })(),
      );

    it('gives back the bytes, their number and their hash', async () => {
      const bytes = randomBytes(1_500_000);
      const chunks = Array.from({ length: 15 }, (_, n) => bytes.subarray(n * 100_000, (n + 1) * 100_000));
      const blob = await blobs.write('owner', 'upload', Readable.from(chunks));
      expect(blob).toEqual({
        _id: expect.any(String),
        owner_id: 'owner',
        kind: 'upload',
        bytes: 1_500_000,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        created_at: '2026-01-01T00:00:00.000Z',
      });
      expect((await buffer(await blobs.read(blob._id))).equals(bytes)).toBe(true);
    });

    it('keeps an empty blob, and two of the same bytes apart', async () => {
      const [a, b] = [await blobs.write('owner', 'upload', text('')), await blobs.write('owner', 'upload', text(''))];
      expect(a._id).not.toBe(b._id);
      expect(a.bytes).toBe(0);
      expect(await buffer(await blobs.read(a._id))).toHaveLength(0);
    });

    it('lends a local file for as long as it is held', async () => {
      const { _id } = await blobs.write('owner', 'upload', text('bytes'));
      const { path, release } = await blobs.localFile(_id);
      expect(await readFile(path, 'utf8')).toBe('bytes');
      await release();
      expect((await buffer(await blobs.read(_id))).toString()).toBe('bytes');
    });

    it('keeps nothing of a stream that fails, and passes its error on', async () => {
      const error = new Error('the browser went away');
      await expect(blobs.write('owner', 'upload', failing(error))).rejects.toBe(error);
      expect(await opened.stored()).toBe(0);
      expect(await blobs.olderThan('upload', new Date('2027-01-01'))).toEqual([]);
    });

    it.each(['unknown', '../store/users.db', ''])('does not find %j', async (blob_id) => {
      await expect(blobs.read(blob_id)).rejects.toMatchObject({ code: 'not_found' });
      await expect(blobs.localFile(blob_id)).rejects.toMatchObject({ code: 'not_found' });
      await expect(blobs.remove(blob_id)).resolves.toBeUndefined();
    });

    it('removes a blob once and for all, and again without complaint', async () => {
      const { _id } = await blobs.write('owner', 'upload', text('bytes'));
      await blobs.remove(_id);
      await blobs.remove(_id);
      await expect(blobs.read(_id)).rejects.toMatchObject({ code: 'not_found' });
      expect(await opened.stored()).toBe(0);
    });

    it("removes an owner's blobs of every kind and nobody else's", async () => {
      await blobs.write('leaving', 'upload', text('1'));
      await blobs.write('leaving', 'snapshot', text('2'));
      const other = await blobs.write('staying', 'upload', text('3'));
      await blobs.removeOwnedBy('leaving');
      await blobs.removeOwnedBy('leaving');
      expect(await opened.stored()).toBe(1);
      expect((await buffer(await blobs.read(other._id))).toString()).toBe('3');
    });

    it('lists what is older than a moment, by kind, oldest first', async () => {
      const made: string[] = [];
      for (const kind of ['upload', 'snapshot', 'upload', 'upload'] as const) {
        made.push((await blobs.write('owner', kind, text(kind)))._id);
        now = new Date(now.getTime() + 3_600_000);
      }
      const old = await blobs.olderThan('upload', new Date('2026-01-01T03:00:00Z'));
      expect(old.map(({ _id }) => _id)).toEqual([made[0], made[2]]);
    });
  });
}
