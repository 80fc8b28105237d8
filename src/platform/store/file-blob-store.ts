import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock, Ids } from '../clock.js';
import { AppError } from '../errors/app-error.js';
import type { Blob, BlobKind, BlobStore } from './blob-store.js';
import { diskUnavailable, isDiskFull } from './disk-error.js';
import type { Collection, Store } from './store.js';

/**
 * Blobs as files in `DATA_DIR/blobs`, described by rows of the store. A blob is there once its row is: the bytes are
 * written and forced to the disk first, and go last, so that a crash leaves files without a row and never the reverse.
 */
export class FileBlobStore implements BlobStore {
  private readonly directory: string;
  private readonly blobs: Collection<Blob>;

  constructor(
    data_dir: string,
    store: Store,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {
    this.directory = join(resolve(data_dir), 'blobs');
    this.blobs = store.collection<Blob>('blobs', [{ fields: ['owner_id'] }, { fields: ['kind', 'created_at'] }]);
  }

  /** Removes what a crash left behind: files that no row describes. Call it at the start, before any write. */
  async sweep(): Promise<void> {
    await this.makeDirectory();
    const described = new Set<string>();
    for await (const { _id } of this.blobs.each({})) described.add(_id);
    for (const name of await readdir(this.directory)) {
      if (!described.has(name)) await rm(join(this.directory, name), { force: true });
    }
  }

  async write(owner_id: string, kind: BlobKind, source: Readable): Promise<Blob> {
    const _id = this.ids.next();
    const part = `${this.pathOf(_id)}.part`;
    try {
      await this.makeDirectory();
      const measured = await this.writeFile(part, source);
      await rename(part, this.pathOf(_id));
      const blob: Blob = { _id, owner_id, kind, ...measured, created_at: this.clock.now().toISOString() };
      await this.blobs.insert(blob);
      return blob;
    } catch (error) {
      await rm(part, { force: true });
      await rm(this.pathOf(_id), { force: true });
      // Other errors may be the source's, such as a connection that broke.
      throw isDiskFull(error) ? diskUnavailable(error) : error;
    }
  }

  async read(blob_id: string): Promise<Readable> {
    await this.find(blob_id);
    try {
      // Opened before it is returned: a blob removed meanwhile can still be read to its end.
      return (await open(this.pathOf(blob_id))).createReadStream();
    } catch (error) {
      if (isMissing(error)) throw new AppError('not_found', { cause: error });
      throw error;
    }
  }

  /** The file itself, there until the blob is removed. */
  async localFile(blob_id: string): Promise<{ path: string; release: () => Promise<void> }> {
    await this.find(blob_id);
    return { path: this.pathOf(blob_id), release: () => Promise.resolve() };
  }

  async remove(blob_id: string): Promise<void> {
    // Only an id that a row has becomes a path, so that no text from outside can name another file.
    const removed = await this.blobs.remove({ _id: blob_id });
    if (removed > 0) await rm(this.pathOf(blob_id), { force: true });
  }

  async removeOwnedBy(owner_id: string): Promise<void> {
    for await (const { _id } of this.blobs.each({ owner_id })) await this.remove(_id);
  }

  olderThan(kind: BlobKind, before: Date): Promise<Blob[]> {
    return this.blobs.find(
      { kind, created_at: { $lt: before.toISOString() } },
      { sort: { created_at: 1 }, limit: 100 },
    );
  }

  private async find(blob_id: string): Promise<Blob> {
    const blob = await this.blobs.findOne({ _id: blob_id });
    if (!blob) throw new AppError('not_found');
    return blob;
  }

  private async writeFile(path: string, source: Readable): Promise<Pick<Blob, 'bytes' | 'sha256'>> {
    const hash = createHash('sha256');
    let bytes = 0;
    await pipeline(
      source,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          bytes += chunk.length;
          yield chunk;
        }
      },
      createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }),
    );
    return { bytes, sha256: hash.digest('hex') };
  }

  private async makeDirectory(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
  }

  private pathOf(blob_id: string): string {
    return join(this.directory, blob_id);
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
