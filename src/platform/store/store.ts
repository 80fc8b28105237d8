/**
 * The store's port: the small subset of MongoDB's query language that both drivers do well (design.md, "store").
 * Repositories are written once against it; `test/contract/store.contract.ts` runs over every driver.
 */

/** Every stored document: `_id` is its id and never changes. */
export interface Document {
  _id: string;
}

export interface Condition<V> {
  $eq?: V;
  $ne?: V;
  $in?: readonly V[];
  $nin?: readonly V[];
  $gt?: V;
  $gte?: V;
  $lt?: V;
  $lte?: V;
  $exists?: boolean;
}

type Scalar = string | number | boolean | null;

/**
 * Conditions on top-level fields, all of which must hold, as MongoDB reads them: `null` also matches a missing field;
 * an array field matches a scalar that it contains, and `$ne` and `$nin` match it where no element is equal; ranges
 * compare only values of one type. A condition that is `undefined` is refused, never taken for "any".
 */
export type Filter<T extends Document> = {
  [K in keyof T]?: Exclude<T[K], undefined> extends readonly (infer E)[]
    ? E | Pick<Condition<E>, '$eq' | '$ne' | '$in' | '$nin' | '$exists'>
    : Exclude<T[K], undefined> extends Scalar
      ? Exclude<T[K], undefined> | Condition<Exclude<T[K], undefined>>
      : { $exists: boolean };
} & { $or?: readonly Filter<T>[] };

export interface Update<T extends Document> {
  $set?: Partial<Omit<T, '_id'>>;
  $unset?: Partial<Record<Exclude<keyof T, '_id'>, true>>;
  $inc?: Partial<Record<Exclude<keyof T, '_id'>, number>>;
}

export interface FindOptions<T extends Document> {
  /** Fields in the order they count; 1 ascending, -1 descending; ties go by `_id`. A missing field sorts before any value. */
  sort?: Partial<Record<keyof T, 1 | -1>>;
  limit?: number;
  skip?: number;
}

export type Write<T extends Document> =
  | { insert: T }
  /** Replaces the document of that `_id`, or inserts it. */
  | { put: T }
  | { update: Filter<T>; change: Update<T> }
  | { remove: Filter<T> };

export interface Index<T extends Document> {
  /** Leading field first; it also serves filters on its leading fields alone. At most one field may be an array. */
  fields: readonly (keyof T & string)[];
  unique?: boolean;
  /** Documents that lack the field are not indexed: uniqueness "where present" (`null` is present). Single-field indexes only. */
  sparse?: boolean;
}

/** A write would break a unique index, `_id` included. */
export class DuplicateKeyError extends Error {
  constructor(readonly collection: string) {
    super(`duplicate key in ${collection}`);
    this.name = 'DuplicateKeyError';
  }
}

/**
 * Documents are JSON: `undefined` fields are dropped, keys inside a field's value may be any text. What is returned is
 * the caller's own copy.
 */
export interface Collection<T extends Document> {
  readonly name: string;
  findOne(filter: Filter<T>, options?: Pick<FindOptions<T>, 'sort'>): Promise<T | null>;
  find(filter: Filter<T>, options?: FindOptions<T>): Promise<T[]>;
  /** Every match in the order of `_id`, a bounded number in memory at a time. */
  each(filter: Filter<T>): AsyncIterable<T>;
  count(filter: Filter<T>): Promise<number>;
  /** @throws DuplicateKeyError */
  insert(document: T): Promise<void>;
  /** Changes one matching document and returns it as it is afterwards, or null where none matches. Atomic. */
  update(filter: Filter<T>, change: Update<T>): Promise<T | null>;
  /** Changes every match; returns how many. */
  updateMany(filter: Filter<T>, change: Update<T>): Promise<number>;
  /** Replaces the document of that `_id`, or inserts it. */
  put(document: T): Promise<void>;
  /** Carries out the writes in their order; stops at the first failure. Not a transaction: each is safe to repeat. */
  write(writes: readonly Write<T>[]): Promise<void>;
  /** Removes every match; returns how many. */
  remove(filter: Filter<T>): Promise<number>;
}

export interface Store {
  /** Whether this process alone uses the store: then whatever it finds held at start was left by a dead process. */
  readonly exclusive: boolean;
  /** The same name always gives the same collection; indexes are made before it is first used. */
  collection<T extends Document>(name: string, indexes?: readonly Index<T>[]): Collection<T>;
  /** Resolves if the store answers; rejects otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export const STORE = Symbol('STORE');
