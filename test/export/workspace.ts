/**
 * An abstract Notion workspace from a seed: what there is and what points at what, before any file is written. The
 * expected graph is drawn up here, from the workspace, by rules of its own: nothing of the reader is used.
 */

export interface Item {
  index: number;
  /** 32 hex digits. */
  hex: string;
  kind: 'page' | 'database';
  title: string;
  parent: Item | null;
  children: Item[];
  /** Set for rows. */
  row: Row | null;
  /** Databases: the titles of rows that the export has no page for. */
  ghost_rows: string[];
}

export interface Row {
  status: string;
  related: Item[];
  back: Item[];
  /** A URL property. */
  url: Item | null;
  /** A text property that holds an address. */
  note: Item | null;
  created: string;
  /** Properties that the page's own file leaves out, so that only the table shows them. */
  only_in_table: boolean;
}

/** One reference in a page's body; spelling and place are the renderer's choice, drawn from `draw`. */
export interface Reference {
  target: Item;
  draw: number;
}

export interface WorkspaceOptions {
  seed: number;
  pages: number;
  links_per_page: number;
}

export function random(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const TITLES = [
  'Notes',
  'Meeting notes',
  'Roadmap, 2026 (draft), final',
  'R&D & more',
  '100% sure? #1 "quoted"',
  'C# and F#',
  'Über uns – naïve café',
  'עברית של דף',
  'صفحة عربية',
  '日本語のページ。題名',
  '🚀 Launch 👩‍👩‍👧‍👦 plan',
  "<script>alert('x')</script>",
  '<b>Bold</b> & <img src=x onerror=alert(1)>',
  'Unclosed (bracket',
  'Smile :) and (nested (twice))',
  'Title.md (other.md)',
  'a/b: c\\d|e',
  '=SUM(A1:A2)',
  'deadbeefdeadbeefdeadbeefdeadbee',
  'An exceptionally long title that goes on and on well past every limit that a file system or an exporter might set',
];

export function makeWorkspace({ seed, pages }: WorkspaceOptions): Item[] {
  const next = random(seed);
  const items: Item[] = [];
  const databases: Item[] = [];
  const parents: Item[] = [];
  for (let index = 0; index < pages; index += 1) {
    const draw = next();
    const is_database = draw < 0.04 || (index === 1 && pages > 3);
    const database = !is_database && draw < 0.4 ? pick(databases, next) : undefined;
    const parent = database ?? (next() < 0.75 ? pick(parents, next) : undefined) ?? null;
    const item: Item = {
      index,
      hex: hexOf(next),
      kind: is_database ? 'database' : 'page',
      // A database's title is its own among its siblings: nothing could tell two tables' rows in one folder apart.
      title: is_database ? `Table ${index}` : titleOf(index, next),
      parent,
      children: [],
      row: database === undefined ? null : emptyRow(next),
      ghost_rows: [],
    };
    if (is_database && next() < 0.5) item.ghost_rows.push(`No page ${index}`);
    parent?.children.push(item);
    items.push(item);
    if (is_database) databases.push(item);
    else parents.push(item);
  }
  relate(items, next);
  return items;
}

function titleOf(index: number, next: () => number): string {
  const base = TITLES[Math.floor(next() * TITLES.length)] ?? 'Notes';
  return next() < 0.35 ? base : `${base} ${index}`;
}

function emptyRow(next: () => number): Row {
  const statuses = ['Open', 'Done', 'On hold, really', ''];
  return {
    status: pick(statuses, next) ?? '',
    related: [],
    back: [],
    url: null,
    note: null,
    created: `December ${1 + Math.floor(next() * 28)}, 2024 ${1 + Math.floor(next() * 12)}:05 ${next() < 0.5 ? 'AM' : 'PM'}`,
    only_in_table: false,
  };
}

function relate(items: Item[], next: () => number): void {
  const rows = items.filter((item) => item.row !== null);
  for (const item of rows) {
    const row = item.row;
    if (row === null) continue;
    for (let i = Math.floor(next() * 4); i > 0; i -= 1) {
      const other = pick(rows, next);
      if (other === undefined || row.related.includes(other)) continue;
      row.related.push(other);
      if (next() < 0.6) other.row?.back.push(item);
    }
    if (next() < 0.3) row.url = pick(items, next) ?? null;
    if (next() < 0.3) row.note = pick(items, next) ?? null;
    const twins = item.parent?.children.filter((child) => child.title.slice(0, 35) === item.title.slice(0, 35)) ?? [];
    row.only_in_table = twins.length === 1 && next() < 0.2;
  }
}

/** The references in a page's body. The same for every format and every call. */
export function referencesOf(item: Item, items: readonly Item[], options: WorkspaceOptions): Reference[] {
  const next = random(options.seed * 1_000_003 + item.index * 7919 + 17);
  const references: Reference[] = [];
  for (let left = Math.round(next() * 2 * options.links_per_page); left > 0; left -= 1) {
    const target = next() < 0.1 ? item : pick(items, next);
    if (target !== undefined) references.push({ target, draw: next() });
  }
  return references;
}

export function pick<T>(list: readonly T[], next: () => number): T | undefined {
  return list[Math.floor(next() * list.length)];
}

function hexOf(next: () => number): string {
  let hex = '';
  while (hex.length < 32)
    hex += Math.floor(next() * 0x10000)
      .toString(16)
      .padStart(4, '0');
  return hex;
}

export function dashed(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
