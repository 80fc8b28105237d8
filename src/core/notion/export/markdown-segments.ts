import { mentionsNotion } from '../urls.js';

/** Larger pieces are parsed in parts: the parser's time and memory grow faster than its input. */
const SEGMENT_MAX = 16 * 1024;
/** How far to look for a good place to cut. */
const SEGMENT_LIMIT = 64 * 1024;

const FENCE = /^( {0,3})(`{3,}|~{3,})(.*)$/;
const LIST_START = /^(?:[-*+]|\d{1,9}[.)]|\[\^)/;
/** HTML blocks that only their own end closes, blank lines or not (CommonMark 0.31 §4.6, kinds 1 to 5). */
const RAW_STARTS: [RegExp, RegExp][] = [
  [/^ {0,3}<(?:script|pre|style|textarea)(?=[\s>]|$)/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^ {0,3}<!--/, /-->/],
  [/^ {0,3}<\?/, /\?>/],
  [/^ {0,3}<!\[CDATA\[/, /\]\]>/],
  [/^ {0,3}<![a-z]/i, />/],
];

/** Whether a piece of Markdown can hold a reference at all. Most pieces cannot, which spares them the parser. */
export function mayHoldReference(text: string): boolean {
  return text.includes('](') || mentionsNotion(text) || /<(?:a|iframe)\s/i.test(text);
}

/**
 * The pieces of a Markdown text that may hold references, each of whole top-level blocks. A piece starts at an
 * unindented line after a blank one: such a line ends every list and quote, so that parsing the pieces one by one finds
 * what parsing the whole would. Only fences and raw HTML reach over blank lines; they are followed here, and fenced
 * code at the top level, in which nothing is a link, is left out.
 */
export function* segmentsWithReferences(source: string): Generator<string> {
  for (const segment of segments(source)) {
    if (mayHoldReference(segment)) yield* bounded(segment);
  }
}

function* segments(source: string): Generator<string> {
  let start = 0;
  let at = 0;
  let after_blank = true;
  let in_list = false;
  let in_html = false;
  let raw_end: RegExp | null = null;
  let fence: RegExp | null = null;
  while (at < source.length) {
    const newline = source.indexOf('\n', at);
    const next = newline === -1 ? source.length : newline + 1;
    const line = source.slice(at, newline === -1 ? source.length : newline);
    if (fence !== null) {
      if (fence.test(line)) {
        fence = null;
        start = next;
        after_blank = true;
      }
      at = next;
      continue;
    }
    if (raw_end !== null) {
      if (raw_end.test(line)) raw_end = null;
      after_blank = false;
      at = next;
      continue;
    }
    const blank = line.trim() === '';
    const indented = line.startsWith(' ') || line.startsWith('\t');
    if (blank) in_html = false;
    else if (after_blank && !indented) {
      if (at > start) yield source.slice(start, at);
      start = at;
      in_list = LIST_START.test(line);
    }
    if (!blank && !in_html && !(in_list && indented)) {
      const opened = openingFence(line);
      if (opened !== null) {
        if (at > start) yield source.slice(start, at);
        fence = opened;
        start = source.length;
        at = next;
        continue;
      }
      raw_end = openedRaw(line);
      in_html = /^ {0,3}<\/?[a-z]/i.test(line);
    }
    after_blank = blank;
    at = next;
  }
  if (start < source.length) yield source.slice(start);
}

/** What closes the fence that a line opens. A backtick fence's info string holds no backtick: that is inline code. */
function openingFence(line: string): RegExp | null {
  const found = FENCE.exec(line);
  const marks = found?.[2];
  if (found === null || marks === undefined) return null;
  if (marks.startsWith('`') && (found[3] ?? '').includes('`')) return null;
  return new RegExp(`^ {0,3}\\${marks.charAt(0)}{${marks.length},}\\s*$`);
}

function openedRaw(line: string): RegExp | null {
  for (const [start, end] of RAW_STARTS) {
    if (start.test(line)) return end.test(line) ? null : end;
  }
  return null;
}

/**
 * Cuts a piece that is too large, before an unindented line where there is one: indented lines cut off from their list
 * would read as code. Failing that at any line, at white space, or anywhere.
 */
function* bounded(segment: string): Generator<string> {
  let from = 0;
  while (segment.length - from > SEGMENT_MAX) {
    const cut = from + cutOf(segment.slice(from, from + SEGMENT_LIMIT));
    const part = segment.slice(from, cut);
    if (mayHoldReference(part)) yield part;
    from = cut;
  }
  if (from < segment.length) yield segment.slice(from);
}

function cutOf(text: string): number {
  for (let at = text.lastIndexOf('\n', SEGMENT_MAX); at > 0; at = text.lastIndexOf('\n', at - 1)) {
    if (startsUnindented(text, at + 1)) return at + 1;
  }
  for (let at = text.indexOf('\n', SEGMENT_MAX); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (startsUnindented(text, at + 1)) return at + 1;
  }
  const line = text.lastIndexOf('\n', SEGMENT_MAX);
  if (line > 0) return line + 1;
  const space = text.lastIndexOf(' ', SEGMENT_MAX);
  return space > 0 ? space : Math.min(SEGMENT_MAX, text.length);
}

function startsUnindented(text: string, at: number): boolean {
  const char = text.charAt(at);
  return char !== '' && char !== ' ' && char !== '\t' && char !== '\n';
}
