import { access, chmod, constants, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '../errors/app-error.js';
import { lockDataDir } from './data-dir-lock.js';
import { NedbCollection } from './nedb-collection.js';
import type { Collection, Document, Index, Store } from './store.js';

const COMPACT_EVERY_MS = 5 * 60_000;

/**
 * The store without a database: one NeDB file a collection in `DATA_DIR/store`, all of it in memory, for one process.
 *
 * An acknowledged write has been handed to the operating system, so it survives the death of this process. It has not
 * been forced to the disk: a crash of the machine can lose the last seconds, as with Redis' `appendfsync no`. Whoever
 * needs more has `MONGODB_URL`.
 */
export class NedbStore implements Store {
  readonly exclusive = true;
  private readonly collections = new Map<string, NedbCollection<Document>>();
  private readonly compaction: NodeJS.Timeout;
  private closed = false;

  private constructor(
    private readonly directory: string,
    private readonly lock: { release: () => Promise<void> },
  ) {
    this.compaction = setInterval(() => void this.compact(), COMPACT_EVERY_MS);
    this.compaction.unref();
  }

  /** @throws Error where another process uses the directory */
  static async open(data_dir: string): Promise<NedbStore> {
    const lock = await lockDataDir(resolve(data_dir));
    try {
      const directory = join(resolve(data_dir), 'store');
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await chmod(directory, 0o700);
      return new NedbStore(directory, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  collection<T extends Document>(name: string, indexes: readonly Index<T>[] = []): Collection<T> {
    if (!/^[a-z][a-z_]*$/.test(name)) throw new Error(`${name} cannot be a collection's name`);
    const known = this.collections.get(name);
    // A name stands for one type of document: which, is for the repository that owns the collection to know.
    const collection = known
      ? (known as unknown as NedbCollection<T>)
      : new NedbCollection<T>(name, join(this.directory, `${name}.db`));
    collection.declare(indexes);
    if (!known) this.collections.set(name, collection as unknown as NedbCollection<Document>);
    return collection;
  }

  async ping(): Promise<void> {
    if (this.closed) throw new AppError('shutting_down');
    await access(this.directory, constants.R_OK | constants.W_OK);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.compaction);
    try {
      for (const collection of this.collections.values()) await collection.close();
    } finally {
      await this.lock.release();
    }
  }

  /** A failure shows in the next write, which meets the same disk; until then the longer file is as good. */
  private async compact(): Promise<void> {
    for (const collection of this.collections.values()) await collection.compact().catch(() => undefined);
  }
}
