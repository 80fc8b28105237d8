import { hasPageExtension } from './names.js';

export interface RelationItem {
  title: string;
  /** A percent-encoded path, or an address in Notion where the target was not exported. */
  reference: string;
}

/** ` (path)` at the end of the value or before the comma of the next title. Encoded paths hold no white space. */
const ENCODED = /\s\((\S*?\.(?:md|csv|html?)|https?:\/\/\S+?)\)(?=\s*(?:,\s|$))/gi;
/** The same where the path was not encoded; only a trailing id makes that certain. */
const PLAIN = /\s\(([^()\n]*[0-9a-f]{32}(?:_all)?\.(?:md|csv|html?))\)(?=\s*(?:,\s|$))/gi;

/**
 * A relation's cell, `Title (path), Other (path)`, or null where the value is not wholly of that form.
 * Titles may hold commas and parentheses, and so may paths, so it is the paths that separate the items.
 * At least one path must be a file: `Title (https://…)` alone is a text with a link in it.
 */
export function parseRelation(value: string): RelationItem[] | null {
  if (!value.includes('(')) return null;
  return parseItems(value, ENCODED) ?? parseItems(value, PLAIN);
}

function parseItems(value: string, pattern: RegExp): RelationItem[] | null {
  const items: RelationItem[] = [];
  // The pattern wants white space before the bracket: an empty title leaves none.
  const text = ` ${value}`;
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const reference = match[1];
    if (reference === undefined) continue;
    items.push({
      title: text
        .slice(from, match.index)
        .replace(/^\s*,\s*/, '')
        .trim(),
      reference,
    });
    from = match.index + match[0].length;
  }
  if (items.length === 0 || text.slice(from).trim() !== '') return null;
  return items.some((item) => hasPageExtension(item.reference)) ? items : null;
}
