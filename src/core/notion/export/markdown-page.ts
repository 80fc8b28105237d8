import { type LinkSink } from './block-text.js';
import { findMarkdownLinks } from './markdown-links.js';
import { mayHoldReference } from './markdown-segments.js';
import type { PageContent, PropertyLine } from './page-content.js';
import { fragmentOfHtml } from './html-fragment.js';

const KEY_LINE = /^([^\s:][^:\n]{0,200}):(?:[ \t]+(.*))?$/;

/**
 * A page as Notion writes it in Markdown: `# Title`, for a database's row `Key: value` lines, then the body.
 * `columns` are the database's where all are known: only they start a property then. A row's values may run over lines.
 */
export function readMarkdownPage(
  source: string,
  { columns, is_row }: { columns: readonly string[] | null; is_row: boolean },
): PageContent {
  const text = source.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const { heading, body_start } = splitHeading(text);
  const { properties, end } = propertyLines(text, body_start, columns, is_row);
  return {
    id: null,
    title: heading === null ? null : plainTitle(heading),
    icon: null,
    properties,
    property_end: end,
    shows_database: false,
    findLinks(body_from: number, sink: LinkSink) {
      if (heading !== null && mayHoldReference(heading)) findMarkdownLinks(heading, sink);
      const body = text.slice(body_from);
      if (mayHoldReference(body) || body.includes(']:')) findMarkdownLinks(body, sink);
    },
    body_start,
  };
}

function splitHeading(text: string): { heading: string | null; body_start: number } {
  const found = /^\s*#(?:[ \t]+(.*))?(?:\n|$)/.exec(text);
  if (found === null) return { heading: null, body_start: 0 };
  return { heading: (found[1] ?? '').trim(), body_start: found[0].length };
}

function propertyLines(
  text: string,
  from: number,
  columns: readonly string[] | null,
  is_row: boolean,
): { properties: PropertyLine[]; end: number } {
  let at = from;
  while (text.charAt(at) === '\n') at += 1;
  const known = columns === null ? null : new Set(columns);
  const blank = /\n[ \t]*\n/.exec(text.slice(at));
  const end = blank === null ? text.length : at + blank.index + 1;
  const properties: PropertyLine[] = [];
  for (const line of text.slice(at, end).replace(/\n$/, '').split('\n')) {
    const property = propertyIn(line, known);
    const last = properties.at(-1);
    if (property !== null) properties.push(property);
    else if (last !== undefined && is_row) last.value = `${last.value}\n${line}`;
    // One line that is no property makes the whole paragraph text.
    else return { properties: [], end: from };
  }
  return { properties, end };
}

function propertyIn(line: string, known: ReadonlySet<string> | null): PropertyLine | null {
  const [, key, value = ''] = KEY_LINE.exec(line) ?? [];
  const name = key?.trim();
  if (name === undefined || (known !== null && !known.has(name))) return null;
  return { name, value: value.trim(), type: null, links: null };
}

/** A heading's text. Only links and escapes are Markdown in it: Notion leaves a title's other characters as they are. */
export function plainTitle(heading: string): string {
  return decodeEntities(
    heading.replace(/(?<!\\)\[([^[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*\)/g, '$1').replace(/\\([!-/:-@[-`{-~])/g, '$1'),
  ).trim();
}

/** Only entities are decoded, by the HTML parser's table; tags stay text. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});/gi, (entity) => fragmentOfHtml(entity).text);
}
