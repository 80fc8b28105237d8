import { normaliseNotionId } from '../ids.js';

export type EntryFormat = 'markdown' | 'html' | 'csv' | 'other';

/** What an entry's path says, by Notion's conventions (notion-api.md §9). */
export interface EntryName {
  /** NFC with `/` between segments. macOS zips are NFD, links in pages may be either. */
  path: string;
  /** Without a trailing slash; empty at the root. */
  dir: string;
  /** The file's name without id, extension and `_all`: the title, possibly cut short by Notion. */
  title: string;
  /** Notion's id in the name, dashed and lower-case. */
  id: string | null;
  format: EntryFormat;
  /** `Name <id>_all.csv`: the whole table, where `Name <id>.csv` is one view of it. */
  all_rows: boolean;
}

const EXTENSION = /\.(md|markdown|csv|html?)$/i;
const ID_AT_END = /(?:^|[^0-9a-z])([0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

export function parseEntryName(raw_path: string): EntryName {
  const path = normalisePath(raw_path);
  const slash = path.lastIndexOf('/');
  const dir = slash === -1 ? '' : path.slice(0, slash);
  const file = path.slice(slash + 1);
  const extension = EXTENSION.exec(file)?.[1]?.toLowerCase();
  if (extension === undefined) return { path, dir, title: file, id: null, format: 'other', all_rows: false };
  const format = extension === 'csv' ? 'csv' : extension.startsWith('h') ? 'html' : 'markdown';
  let stem = file.slice(0, -(extension.length + 1));
  const all_rows = format === 'csv' && stem.endsWith('_all');
  if (all_rows) stem = stem.slice(0, -'_all'.length);
  return { path, dir, ...splitStem(stem), format, all_rows };
}

/** `Title <id>` into its two parts; works for a folder's name too. */
export function splitStem(stem: string): { title: string; id: string | null } {
  const found = ID_AT_END.exec(stem)?.[1];
  if (found === undefined) return { title: stem.trim(), id: null };
  return {
    title: stem
      .slice(0, -found.length)
      .replace(/[\s_-]+$/, '')
      .trim(),
    id: normaliseNotionId(found),
  };
}

export function normalisePath(path: string): string {
  return path.replaceAll('\\', '/').normalize('NFC');
}

export function hasPageExtension(path: string): boolean {
  return EXTENSION.test(path);
}

/** Things that operating systems add to zips; `._Title <id>.md` would pass for a page. */
export function isSystemEntry(path: string): boolean {
  return /(?:^|\/)(?:__MACOSX(?:\/|$)|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i.test(path);
}

/** The folder that Notion wraps a whole export in: it differs from one export of a workspace to the next. */
const WRAPPER = /^Export(?:Block)?-[0-9a-f-]{36}(?:-Part-\d+)?\//i;

/** The path that a page keeps from export to export. */
export function stablePath(path: string): string {
  return path.replace(WRAPPER, '');
}

/** Notion cuts names at 50 or more characters, and a folder's elsewhere than a file's. */
const CUT_FROM = 40;

/** Whether two names may be one title that was cut at different places. */
export function sameCutTitle(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= CUT_FROM && long.startsWith(short);
}

/** What is left of a title when everything that a file name may lose is taken away. */
export function titleKey(title: string): string {
  const plain = title.normalize('NFC').trim().toLowerCase();
  const key = plain.replace(/[^\p{L}\p{N}]+/gu, '');
  return key === '' ? plain : key;
}
