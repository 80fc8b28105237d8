import { PAGE_SIZE } from './counts.js';
import { invalid } from './notion-error.js';
import type { Random } from './random.js';

interface Position {
  key: string;
  offset: number;
  issued_at: number;
}

export interface Slice<T> {
  items: T[];
  has_more: boolean;
  next_cursor: string | null;
}

/** Places in lists. A cursor belongs to the list that gave it out and lives for a while. */
export class Cursors {
  private readonly positions = new Map<string, Position>();

  constructor(
    private readonly random: Random,
    private readonly ttl_ms: number,
  ) {}

  /**
   * One part of a list. Lists are read anew each time: what moves to the front between two reads moves the rest along.
   * `cap` is where the list ends however long it is.
   */
  slice<T>(key: string, list: readonly T[], asked: Record<string, unknown>, where: string, cap = Infinity): Slice<T> {
    const size = pageSize(asked.page_size, where);
    const offset = this.offset(key, asked.start_cursor, where);
    const end = Math.min(offset + size, cap);
    const has_more = end < Math.min(list.length, cap);
    return { items: list.slice(offset, end), has_more, next_cursor: has_more ? this.issue(key, end) : null };
  }

  /** Every cursor given out so far is refused from now on. */
  expireAll(): void {
    this.positions.clear();
  }

  private issue(key: string, offset: number): string {
    const cursor = this.random.uuid();
    this.positions.set(cursor, { key, offset, issued_at: Date.now() });
    return cursor;
  }

  private offset(key: string, cursor: unknown, where: string): number {
    if (cursor === undefined || cursor === null) return 0;
    if (typeof cursor !== 'string') throw invalid(`${where} failed validation: start_cursor should be a string.`);
    const position = this.positions.get(cursor);
    if (position?.key !== key || Date.now() - position.issued_at > this.ttl_ms) {
      throw invalid(`The start_cursor provided is invalid: ${cursor}`);
    }
    return position.offset;
  }
}

function pageSize(asked: unknown, where: string): number {
  if (asked === undefined) return PAGE_SIZE;
  const size = typeof asked === 'string' && /^\d+$/.test(asked) ? Number(asked) : asked;
  const name = `${where}.page_size`;
  if (typeof size !== 'number' || !Number.isInteger(size)) {
    throw invalid(`${where} failed validation: ${name} should be a number, instead was \`${JSON.stringify(asked)}\`.`);
  }
  if (size > PAGE_SIZE) {
    throw invalid(`${where} failed validation: ${name} should be ≤ \`${PAGE_SIZE}\`, instead was \`${size}\`.`);
  }
  if (size < 1) throw invalid(`${where} failed validation: ${name} should be ≥ \`1\`, instead was \`${size}\`.`);
  return size;
}
