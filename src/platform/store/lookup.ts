import { isConditions } from './matcher.js';
import type { Document, Filter } from './store.js';

type Fields = Readonly<Record<string, unknown>>;

/** More keys than this would cost more to look up than the whole collection to read. */
const MAX_KEYS = 5_000;

/**
 * Which documents have these values in these fields: ids by key, in memory. NeDB's own indexes answer only filters that
 * name all their fields, and removing one of n documents with an equal key costs them n steps, which makes a
 * connection's pages quadratic to update.
 */
export class Lookup {
  private readonly ids = new Map<string, Set<string>>();
  private readonly keys = new Map<string, string[]>();

  constructor(private readonly fields: readonly string[]) {}

  set(document: Fields & Document): void {
    const keys = keysOf(this.fields.map((field) => valuesOf(document[field])));
    const before = this.keys.get(document._id);
    if (before?.length === keys.length && before.every((key, at) => key === keys[at])) return;
    this.delete(document._id);
    this.keys.set(document._id, keys);
    for (const key of keys) {
      const ids = this.ids.get(key);
      if (ids) ids.add(document._id);
      else this.ids.set(key, new Set([document._id]));
    }
  }

  delete(id: string): void {
    for (const key of this.keys.get(id) ?? []) {
      const ids = this.ids.get(key);
      ids?.delete(id);
      if (ids?.size === 0) this.ids.delete(key);
    }
    this.keys.delete(id);
  }

  clear(): void {
    this.ids.clear();
    this.keys.clear();
  }

  /** Sets of ids that together hold every match, or null where the filter does not fix all the fields. */
  find<T extends Document>(filter: Filter<T>): ReadonlySet<string>[] | null {
    const wanted: (readonly unknown[])[] = [];
    let count = 1;
    for (const field of this.fields) {
      const values = fixedValues((filter as Fields)[field]);
      if (!values) return null;
      count *= values.length;
      if (count > MAX_KEYS) return null;
      wanted.push(values);
    }
    return keysOf(wanted).flatMap((key) => this.ids.get(key) ?? []);
  }
}

/** The values a condition allows, or null where it does not list them. */
export function fixedValues(condition: unknown): readonly unknown[] | null {
  if (condition === undefined) return null;
  if (!isConditions(condition)) return [condition];
  if (condition['$eq'] !== undefined) return [condition['$eq']];
  return Array.isArray(condition['$in']) ? [...new Set<unknown>(condition['$in'])] : null;
}

/** An array is found by each of its elements; a missing field as `null`, which it matches. */
function valuesOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [null];
  return Array.isArray(value) ? [...new Set<unknown>(value)] : [value];
}

/** Every combination of one value a field. */
function keysOf(values: readonly (readonly unknown[])[]): string[] {
  let keys = [''];
  for (const choices of values) {
    keys = keys.flatMap((key) => choices.map((choice) => `${key}${JSON.stringify(choice)}\n`));
  }
  return keys;
}
