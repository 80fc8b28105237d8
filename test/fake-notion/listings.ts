import type { Database, DataSource, Page } from './model.js';
import { invalid } from './notion-error.js';
import type { Workspace } from './workspace.js';

export interface SearchOptions {
  /** How long something new, and all but the directly shared right after OAuth, is unknown to search. */
  lag_ms?: number;
}

export type Found = Page | DataSource;

/** Lists for `search` and `query`, remembered until the workspace changes: sorting 100,000 pages a request would not do. */
export class Listings {
  private version = -1;
  private readonly lists = new Map<string, readonly Found[]>();

  constructor(
    private readonly workspace: Workspace,
    private readonly search_options: SearchOptions,
  ) {}

  /** `issued_at`: when the connection was made; 0 for one that is old. */
  search(body: Record<string, unknown>, issued_at: number): { key: string; list: readonly Found[] } {
    const asked = { object: objectFilter(body.filter), query: body.query ?? '', direction: searchSort(body.sort) };
    const key = `search ${JSON.stringify(asked)}`;
    const list = this.remembered(key, () => this.searchable(asked.object, asked.query, asked.direction));
    const lag = this.search_options.lag_ms ?? 0;
    if (lag === 0) return { key, list };
    const now = this.workspace.clock();
    const is_new = now - issued_at < lag;
    return {
      key,
      list: list.filter((found) => {
        const node = nodeOf(this.workspace, found);
        if (now - node.indexed_from < lag) return false;
        return !is_new || !this.workspace.isNode(this.workspace.parentOf(node));
      }),
    };
  }

  query(source: DataSource, body: Record<string, unknown>): { key: string; list: readonly Page[] } {
    const key = `query ${source.id} ${JSON.stringify([body.filter, body.sorts, body.in_trash ?? body.archived])}`;
    const in_trash = (body.in_trash ?? body.archived) === true;
    const list = this.remembered(key, () => {
      const keep = body.filter === undefined ? (): boolean => true : rowFilter(body.filter);
      const rows = source.row_ids
        .map((id) => this.workspace.page(id))
        .filter((row) => row.shared && this.workspace.isLive(row) !== in_trash && keep(row));
      return body.sorts === undefined ? rows : rows.sort(rowOrder(body.sorts));
    });
    return { key, list: list as readonly Page[] };
  }

  private remembered(key: string, make: () => readonly Found[]): readonly Found[] {
    if (this.version !== this.workspace.version) {
      this.lists.clear();
      this.version = this.workspace.version;
    }
    let list = this.lists.get(key);
    if (list === undefined) this.lists.set(key, (list = make()));
    return list;
  }

  private searchable(object: string | null, query: unknown, direction: 1 | -1): Found[] {
    const { workspace } = this;
    const needle = typeof query === 'string' ? query.toLowerCase() : '';
    const found: { item: Found; time: number }[] = [];
    const offer = (item: Found, node: Page | Database): void => {
      if (!workspace.isListed(node) || !workspace.isLive(node)) return;
      if (needle !== '' && !workspace.plainTitle(item.id).toLowerCase().includes(needle)) return;
      found.push({ item, time: node.last_edited_time });
    };
    if (object !== 'page') {
      for (const source of workspace.data_sources.values()) offer(source, workspace.database(source.database_id));
    }
    if (object !== 'data_source') for (const page of workspace.pages.values()) offer(page, page);
    return found.sort((a, b) => direction * (a.time - b.time)).map(({ item }) => item);
  }
}

function nodeOf(workspace: Workspace, found: Found): Page | Database {
  return 'kind' in found ? found : workspace.database(found.database_id);
}

function objectFilter(filter: unknown): string | null {
  if (filter === undefined || filter === null) return null;
  const { property, value } = record(filter, 'body.filter');
  if (property === undefined && value === undefined) return null;
  if (property !== 'object' || (value !== 'page' && value !== 'data_source')) {
    throw invalid(
      `body failed validation: body.filter.value should be \`"page"\` or \`"data_source"\`, instead was \`${JSON.stringify(value)}\`.`,
    );
  }
  return value;
}

function searchSort(sort: unknown): 1 | -1 {
  if (sort === undefined || sort === null) return -1;
  const { timestamp, direction, property } = record(sort, 'body.sort');
  if (property === 'relevance') return -1;
  if (timestamp !== 'last_edited_time') {
    throw invalid('body failed validation: body.sort.timestamp should be `"last_edited_time"`.');
  }
  return direction === 'ascending' ? 1 : -1;
}

type TimeName = 'created_time' | 'last_edited_time';

/** Time filters and their combinations; filters by property are not spoken here, and say so. */
function rowFilter(filter: unknown): (row: Page) => boolean {
  const given = record(filter, 'body.filter');
  if (Array.isArray(given.and)) {
    const all = given.and.map(rowFilter);
    return (row) => all.every((keep) => keep(row));
  }
  if (Array.isArray(given.or)) {
    const any = given.or.map(rowFilter);
    return (row) => any.some((keep) => keep(row));
  }
  const timestamp = timeName(given.timestamp, 'body.filter.timestamp');
  const tests = Object.entries(record(given[timestamp], `body.filter.${timestamp}`)).map(([name, value]) =>
    timeTest(name, value),
  );
  return (row) => tests.every((test) => test(row[timestamp]));
}

const DAY = 86_400_000;

function timeTest(name: string, value: unknown): (time: number) => boolean {
  const start = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(start)) throw invalid(`body failed validation: ${name} should be a valid ISO 8601 date string.`);
  // A date without a time means the whole day.
  const end = String(value).length === 10 ? start + DAY - 1 : start;
  switch (name) {
    case 'on_or_after':
      return (time) => time >= start;
    case 'after':
      return (time) => time > end;
    case 'on_or_before':
      return (time) => time <= end;
    case 'before':
      return (time) => time < start;
    case 'equals':
      return (time) => time >= start && time <= end;
    default:
      throw invalid(`body failed validation: the fake does not know the condition ${name}.`);
  }
}

function rowOrder(sorts: unknown): (a: Page, b: Page) => number {
  if (!Array.isArray(sorts)) throw invalid('body failed validation: body.sorts should be an array.');
  const keys = sorts.map((sort: unknown) => {
    const { timestamp, direction } = record(sort, 'body.sorts[0]');
    const factor = direction === 'descending' ? -1 : 1;
    return { timestamp: timeName(timestamp, 'body.sorts[0].timestamp'), factor };
  });
  return (a, b) => {
    for (const { timestamp, factor } of keys)
      if (a[timestamp] !== b[timestamp]) return factor * (a[timestamp] - b[timestamp]);
    return 0;
  };
}

function timeName(value: unknown, where: string): TimeName {
  if (value === 'created_time' || value === 'last_edited_time') return value;
  throw invalid(
    `body failed validation: ${where} should be \`"created_time"\` or \`"last_edited_time"\` (the fake knows no other filters and sorts), instead was \`${JSON.stringify(value)}\`.`,
  );
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalid(`body failed validation: ${where} should be an object.`);
}
