import { decodeEscapes, parseNotionUrl } from '../urls.js';
import { type Catalogue, candidatePaths, type ExportNode } from './catalogue.js';
import { hasPageExtension, parseEntryName } from './names.js';

export type Resolved =
  | { node: ExportNode; is_table: boolean }
  /** A page or database of this workspace that the export does not hold. */
  | { missing: string };

/**
 * What a reference in a file of `dir` points at, or null where that is no page: another host, an attachment, an anchor.
 * The id decides before the path does, because a path's titles can be out of date (notion-api.md §9).
 */
export function resolveReference(reference: string, dir: string, catalogue: Catalogue): Resolved | null {
  const text = reference.trim();
  if (text === '' || text.startsWith('#')) return null;
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(text)) return byId(parseNotionUrl(text), catalogue);
  const path = filePath(text);
  if (path === null) return byId(parseNotionUrl(text), catalogue);
  const name = parseEntryName(path);
  const is_table = name.format === 'csv';
  if (name.id !== null) {
    const node = catalogue.by_id.get(name.id);
    if (node !== undefined) return { node, is_table };
  }
  let attached = false;
  for (const candidate of candidatePaths(path, dir)) {
    const node = catalogue.by_path.get(candidate);
    if (node !== undefined) return { node, is_table };
    attached ||= catalogue.files.has(candidate);
  }
  return attached ? null : { missing: name.id ?? path };
}

function byId(id: string | null, catalogue: Catalogue): Resolved | null {
  if (id === null) return null;
  const node = catalogue.by_id.get(id);
  return node === undefined ? { missing: id } : { node, is_table: false };
}

/** A relative reference's decoded path where it names a page's or a table's file. */
function filePath(reference: string): string | null {
  const cut = reference.search(/[?#]/);
  const path = decodeEscapes(cut === -1 ? reference : reference.slice(0, cut));
  if (hasPageExtension(path)) return path;
  // A title's own `#` or `?` that was left as it is.
  const whole = decodeEscapes(reference);
  return cut !== -1 && hasPageExtension(whole) ? whole : null;
}
