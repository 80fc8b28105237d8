import type { Item } from './workspace.js';

/** How one export spells its paths (notion-api.md §9). */
export interface Spelling {
  /** Older exports repeat the id in a folder's name. */
  ids_in_folders: boolean;
  extension: 'md' | 'html';
  wrapper: string;
  /** macOS tools rewrite names as NFD. */
  decomposed: boolean;
}

export function fileName(item: Item): string {
  return `${stem(item)} ${item.hex}`;
}

export function folderOf(item: Item, spelling: Spelling): string {
  return `${dirOf(item, spelling)}${spelling.ids_in_folders ? fileName(item) : stem(item)}/`;
}

/** With a trailing slash. */
export function dirOf(item: Item, spelling: Spelling): string {
  return item.parent === null ? spelling.wrapper : folderOf(item.parent, spelling);
}

export function pathOf(item: Item, spelling: Spelling): string {
  return `${dirOf(item, spelling)}${fileName(item)}.${item.kind === 'database' ? 'csv' : spelling.extension}`;
}

/** From a file in `dir` to another file, encoded as Notion does: `&` and brackets stay as they are. */
export function relativePath(dir: string, path: string): string {
  const from = dir.split('/').filter(Boolean);
  const to = path.split('/');
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared += 1;
  const segments = [...from.slice(shared).map(() => '..'), ...to.slice(shared)];
  return segments.map((segment) => encodeURIComponent(segment).replaceAll('%26', '&')).join('/');
}

/** What Notion leaves of a title in a file's name: no reserved characters, at most 50 characters. */
function stem(item: Item): string {
  const clean = item.title
    .replace(/[/\\:*?"<>|\p{Cc}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return Array.from(clean).slice(0, 50).join('').trim() || 'Untitled';
}
