import { setImmediate } from 'node:timers/promises';
import nedb from '@seald-io/nedb';
import { AppError } from '../errors/app-error.js';
import { diskUnavailable, isDiskError } from './disk-error.js';
import { decodeKeys, encodeKeys } from './document-keys.js';
import { fixedValues, Lookup } from './lookup.js';
import { matcherOf } from './matcher.js';
import { cutTornLine, escapeLineBreaks, skipIndexLines } from './nedb-file.js';
import {
  type Collection,
  type Document,
  DuplicateKeyError,
  type Filter,
  type FindOptions,
  type Index,
  type Update,
  type Write,
} from './store.js';

/** A document as NeDB holds it: keys escaped. */
type Row = Record<string, unknown> & Document;

// NeDB's types describe an ES module's default export, but it is CommonJS: what Node imports is the class itself.
const Datastore = nedb as unknown as typeof nedb.default;
type Database = InstanceType<typeof Datastore<Row>>;
/** Through which NeDB appends to its file: not in its types. Were it renamed, writes would be slower, not wrong. */
interface Appender {
  persistNewStateAsync?: (rows: readonly Row[]) => Promise<void>;
}

/** NeDB compares each candidate with each id of an `$in`: with more ids, reading every row is quicker. */
const MAX_IDS = 1_000;
const EACH_AT_ONCE = 500;
const RUN = 500;
/** Lines in the file beyond one a document, before compaction is worth rewriting it. */
const STALE_LINES = 1_000;

/**
 * A collection in one file of NeDB. NeDB gives the append-only file, unique indexes and update operators; filters are
 * read by `matcherOf` and narrowed by `Lookup`. Every operation waits for the one before it, so that a conditional
 * update is atomic and the lookups always agree with the rows.
 */
export class NedbCollection<T extends Document> implements Collection<T> {
  private readonly indexes: Index<T>[] = [];
  private readonly lookups = new Map<string, Lookup>();
  private database: Database | null = null;
  private mustReload = false;
  private closed = false;
  private size = 0;
  private lines = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly name: string,
    private readonly file: string,
  ) {}

  declare(indexes: readonly Index<T>[]): void {
    for (const index of indexes) {
      if (this.indexes.some((known) => JSON.stringify(known) === JSON.stringify(index))) continue;
      if (this.database) throw new Error(`${this.name} is in use: declare its indexes before`);
      if (index.sparse && index.fields.length > 1) throw new Error(`${this.name}: a sparse index has one field`);
      this.indexes.push(index);
    }
  }

  findOne(filter: Filter<T>, options: Pick<FindOptions<T>, 'sort'> = {}): Promise<T | null> {
    return this.find(filter, { ...options, limit: 1 }).then(([first]) => first ?? null);
  }

  find(filter: Filter<T>, options: FindOptions<T> = {}): Promise<T[]> {
    return this.inTurn(async (database) => {
      // A cursor asks nothing before it is awaited; what sets it up returns the cursor itself.
      const cursor = database.findAsync<Row>(this.query(filter));
      if (options.sort) void cursor.sort({ ...options.sort, _id: options.sort._id ?? 1 });
      if (options.skip !== undefined) void cursor.skip(options.skip);
      if (options.limit !== undefined) void cursor.limit(options.limit);
      const rows: readonly Row[] = await cursor;
      return rows.map((row) => this.decode(row));
    });
  }

  async *each(filter: Filter<T>): AsyncIterable<T> {
    const ids = (await this.inTurn((database) => this.idsOf(database, filter))).sort();
    for (let at = 0; at < ids.length; at += EACH_AT_ONCE) {
      const chunk = { _id: { $in: ids.slice(at, at + EACH_AT_ONCE) } };
      const rows = await this.inTurn<Row[]>((database) =>
        database.findAsync<Row>({ ...this.query(filter), ...chunk }).sort({ _id: 1 }),
      );
      for (const row of rows) yield this.decode(row);
    }
  }

  count(filter: Filter<T>): Promise<number> {
    return this.inTurn(async (database) => (await this.idsOf(database, filter)).length);
  }

  insert(document: T): Promise<void> {
    return this.write([{ insert: document }]);
  }

  put(document: T): Promise<void> {
    return this.write([{ put: document }]);
  }

  update(filter: Filter<T>, change: Update<T>): Promise<T | null> {
    const modifiers = encodeChange(change);
    if (!modifiers) return this.findOne(filter);
    return this.inTurn(async (database) => {
      const [row] = await this.change(database, filter, modifiers, false);
      return row ? this.decode(row) : null;
    });
  }

  updateMany(filter: Filter<T>, change: Update<T>): Promise<number> {
    const modifiers = encodeChange(change);
    if (!modifiers) return this.count(filter);
    return this.inTurn(async (database) => (await this.change(database, filter, modifiers, true)).length);
  }

  remove(filter: Filter<T>): Promise<number> {
    return this.inTurn((database) => this.removeAll(database, filter));
  }

  write(writes: readonly Write<T>[]): Promise<void> {
    // Copied before the turn comes: the caller may go on changing its documents.
    const steps = inRuns(writes);
    return this.inTurn((database) =>
      inOneAppend(database, async () => {
        for (const step of steps) {
          if ('inserts' in step) await this.insertAll(database, step.inserts);
          else if ('puts' in step) await this.putAll(database, step.puts);
          else if ('remove' in step) await this.removeAll(database, step.remove);
          else if (step.modifiers) await this.change(database, step.update, step.modifiers, false);
          // Requests are served between two runs, however long the list.
          await setImmediate();
        }
      }),
    );
  }

  /** Rewrites the file where it holds many lines that later ones replaced. */
  async compact(): Promise<void> {
    if (!this.database || this.lines - this.size < STALE_LINES) return;
    await this.inTurn(async (database) => {
      await database.compactDatafileAsync();
      this.lines = this.size;
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.last;
    if (!this.database || this.mustReload || this.lines === this.size) return;
    // Only to save time at the next start: where the disk is full, the longer file holds the same.
    await this.database.compactDatafileAsync().catch(() => undefined);
  }

  /** @throws AppError `store_unavailable` where the disk refuses, `shutting_down` once closed */
  private inTurn<R>(operation: (database: Database) => Promise<R>): Promise<R> {
    if (this.closed) return Promise.reject(new AppError('shutting_down'));
    const result = this.last.then(async () => {
      try {
        return await operation(await this.load());
      } catch (error) {
        if (!isDiskError(error)) throw error;
        // What did not reach the file is in NeDB's memory all the same: back to what the file says.
        this.mustReload = true;
        throw diskUnavailable(error);
      }
    });
    this.last = result.catch(() => undefined);
    return result;
  }

  private async load(): Promise<Database> {
    if (this.database && !this.mustReload) return this.database;
    await cutTornLine(this.file);
    const database =
      this.database ??
      new Datastore<Row>({
        filename: this.file,
        modes: { fileMode: 0o600, dirMode: 0o700 },
        corruptAlertThreshold: 0,
        afterSerialization: escapeLineBreaks,
        beforeDeserialization: skipIndexLines,
      });
    try {
      await database.loadDatabaseAsync();
    } catch (error) {
      // Loading ends with rewriting the file. On a full disk that fails after the rows are in memory: they can be read.
      if (isDamage(error)) throw new Error(`${this.file} is damaged: put a backup in its place`, { cause: error });
      if (!this.database || !isDiskError(error)) throw error;
    }
    for (const { fields, unique, sparse } of this.indexes) {
      if (!unique) continue;
      await this.unlessDuplicate(
        database.ensureIndexAsync({ fieldName: [...fields], unique: true, sparse: sparse ?? false }),
      );
    }
    this.reindex(database);
    this.database = database;
    this.mustReload = false;
    return database;
  }

  private reindex(database: Database): void {
    this.lookups.clear();
    for (const { fields } of this.indexes) {
      for (let length = 1; length <= fields.length; length += 1) {
        const leading = fields.slice(0, length);
        this.lookups.set(leading.join(), new Lookup(leading));
      }
    }
    const rows = database.getAllData();
    for (const row of rows) for (const lookup of this.lookups.values()) lookup.set(row);
    this.size = this.lines = rows.length;
  }

  /**
   * NeDB's query: the filter itself, and the ids that can match where they are known to be few.
   * @param matched collects the ids of what matches
   */
  private query(filter: Filter<T>, matched?: string[]): object {
    const isMatch = matcherOf(filter);
    const $where = function (this: Row): boolean {
      const match = isMatch(this);
      if (match) matched?.push(this._id);
      return match;
    };
    const ids = fixedValues(filter._id) ?? this.candidates(filter);
    if (ids?.length === 1) return { _id: ids[0], $where };
    return ids && ids.length <= MAX_IDS ? { _id: { $in: ids }, $where } : { $where };
  }

  private candidates(filter: Filter<T>): string[] | null {
    let fewest = MAX_IDS;
    let best: ReadonlySet<string>[] | null = null;
    for (const lookup of this.lookups.values()) {
      const sets = lookup.find(filter);
      const count = sets?.reduce((sum, set) => sum + set.size, 0) ?? Infinity;
      if (sets && count <= fewest) [fewest, best] = [count, sets];
    }
    return best && [...new Set(best.flatMap((set) => [...set]))];
  }

  /** Ids alone, without the copy that NeDB makes of each row it returns. */
  private async idsOf(database: Database, filter: Filter<T>): Promise<string[]> {
    const ids: string[] = [];
    await database.countAsync(this.query(filter, ids));
    return ids;
  }

  private async change(database: Database, filter: Filter<T>, modifiers: object, multi: boolean): Promise<Row[]> {
    const { affectedDocuments } = await this.unlessDuplicate(
      database.updateAsync<Row, { multi: boolean; returnUpdatedDocs: true }>(this.query(filter), modifiers, {
        multi,
        returnUpdatedDocs: true,
      }),
    );
    const rows = affectedDocuments ? [affectedDocuments].flat() : [];
    this.stored(rows);
    return rows;
  }

  private async removeAll(database: Database, filter: Filter<T>): Promise<number> {
    const ids = await this.idsOf(database, filter);
    for (let at = 0; at < ids.length; at += MAX_IDS) {
      const chunk = ids.slice(at, at + MAX_IDS);
      await database.removeAsync({ _id: { $in: chunk } }, { multi: true });
      for (const id of chunk) for (const lookup of this.lookups.values()) lookup.delete(id);
      this.size -= chunk.length;
      this.lines += chunk.length;
    }
    return ids.length;
  }

  private async insertAll(database: Database, rows: readonly Row[]): Promise<void> {
    try {
      await this.unlessDuplicate(database.insertAsync([...rows]));
      this.size += rows.length;
      this.stored(rows);
    } catch (error) {
      // NeDB takes all of a batch back; the port keeps those before the first that fails.
      if (!(error instanceof DuplicateKeyError) || rows.length === 1) throw error;
      for (const row of rows) await this.insertAll(database, [row]);
    }
  }

  private async putAll(database: Database, rows: readonly Row[]): Promise<void> {
    const latest = new Map(rows.map((row) => [row._id, row]));
    const known = new Set(await this.idsOf(database, { _id: { $in: [...latest.keys()] } } as unknown as Filter<T>));
    const added = [...latest.values()].filter((row) => !known.has(row._id));
    try {
      if (added.length > 0) {
        await this.unlessDuplicate(database.insertAsync(added));
        this.size += added.length;
        this.stored(added);
      }
      for (const row of latest.values()) if (known.has(row._id)) await this.replace(database, row);
    } catch (error) {
      // In another order it may pass (a unique value that moves from one row to another), or fail at the right one.
      if (!(error instanceof DuplicateKeyError) || rows.length === 1) throw error;
      for (const row of rows) await this.putAll(database, [row]);
    }
  }

  private async replace(database: Database, row: Row): Promise<void> {
    await this.unlessDuplicate(database.updateAsync({ _id: row._id }, row));
    this.stored([row]);
  }

  /** What was stored as T is read as T: the one place where that is taken on trust. */
  private decode(row: Row): T {
    return decodeKeys(row) as T;
  }

  private stored(rows: readonly Row[]): void {
    this.lines += rows.length;
    for (const row of rows) for (const lookup of this.lookups.values()) lookup.set(row);
  }

  private async unlessDuplicate<R>(operation: Promise<R>): Promise<R> {
    try {
      return await operation;
    } catch (error) {
      if ((error as { errorType?: unknown }).errorType === 'uniqueViolated') throw new DuplicateKeyError(this.name);
      throw error;
    }
  }
}

/**
 * What the operation changes goes to the file as one append at its end, also where it fails midway: NeDB opens and
 * closes the file for every change, which is most of the time that a thousand of them take.
 */
async function inOneAppend(database: Database, operation: () => Promise<void>): Promise<void> {
  const gathered: Row[] = [];
  const gather: Appender = {
    persistNewStateAsync: (rows) => {
      for (const row of rows) gathered.push(row);
      return Promise.resolve();
    },
  };
  Object.assign(database.persistence, gather);
  try {
    await operation();
  } finally {
    // The class's own method again.
    Reflect.deleteProperty(database.persistence, 'persistNewStateAsync');
    await (database.persistence as unknown as Appender).persistNewStateAsync?.(gathered);
  }
}

type Step<T extends Document> =
  { inserts: Row[] } | { puts: Row[] } | { remove: Filter<T> } | { update: Filter<T>; modifiers: object | null };

/** Neighbouring inserts, and neighbouring puts, as one step of bounded size. */
function inRuns<T extends Document>(writes: readonly Write<T>[]): Step<T>[] {
  const steps: Step<T>[] = [];
  for (const write of writes) {
    const previous = steps.at(-1);
    if ('insert' in write) {
      if (previous && 'inserts' in previous && previous.inserts.length < RUN)
        previous.inserts.push(encode(write.insert));
      else steps.push({ inserts: [encode(write.insert)] });
    } else if ('put' in write) {
      if (previous && 'puts' in previous && previous.puts.length < RUN) previous.puts.push(encode(write.put));
      else steps.push({ puts: [encode(write.put)] });
    } else if ('remove' in write) steps.push(write);
    else steps.push({ update: write.update, modifiers: encodeChange(write.change) });
  }
  return steps;
}

/** @returns null where nothing is to be changed: NeDB would replace the document by an empty one. */
function encodeChange<T extends Document>(change: Update<T>): object | null {
  const modifiers = Object.entries(change)
    .map(([operator, fields]) => [operator, encodeKeys(fields)] as const)
    .filter(([, fields]) => Object.keys(fields as object).length > 0);
  return modifiers.length > 0 ? Object.fromEntries(modifiers) : null;
}

function encode(document: Document): Row {
  if (typeof document._id !== 'string' || document._id === '') throw new TypeError('a document needs an _id');
  return encodeKeys(document) as Row;
}

function isDamage(error: unknown): boolean {
  return error instanceof Error && 'corruptionRate' in error;
}
