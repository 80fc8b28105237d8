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
  const state = new BlockState();
  let start = 0;
  let next: number;
  for (let at = 0; at < source.length; at = next) {
    const newline = source.indexOf('\n', at);
    next = newline === -1 ? source.length : newline + 1;
    switch (state.read(source.slice(at, newline === -1 ? source.length : newline))) {
      case 'start':
      case 'code':
        if (at > start) yield source.slice(start, at);
        start = at;
        break;
      case 'code_end':
        start = next;
        break;
      case 'same':
        break;
    }
  }
  if (start < source.length && !state.in_fence) yield source.slice(start);
}

/** Follows a text line by line, as far as it takes to know where top-level blocks start. */
class BlockState {
  private after_blank = true;
  private in_list = false;
  private in_html = false;
  private raw_end: RegExp | null = null;
  private fence: RegExp | null = null;

  get in_fence(): boolean {
    return this.fence !== null;
  }

  /** Whether a line starts a piece, starts or ends fenced code, or belongs to the piece before it. */
  read(line: string): 'start' | 'code' | 'code_end' | 'same' {
    if (this.fence !== null) return this.readCode(line, this.fence);
    if (this.raw_end !== null) {
      if (this.raw_end.test(line)) this.raw_end = null;
      this.after_blank = false;
      return 'same';
    }
    if (line.trim() === '') {
      this.in_html = false;
      this.after_blank = true;
      return 'same';
    }
    const indented = line.startsWith(' ') || line.startsWith('\t');
    const starts = this.after_blank && !indented;
    this.after_blank = false;
    if (starts) this.in_list = LIST_START.test(line);
    if (this.in_html || (this.in_list && indented)) return starts ? 'start' : 'same';
    this.fence = openingFence(line);
    if (this.fence !== null) return 'code';
    this.raw_end = openedRaw(line);
    this.in_html = /^ {0,3}<\/?[a-z]/i.test(line);
    return starts ? 'start' : 'same';
  }

  private readCode(line: string, fence: RegExp): 'code_end' | 'same' {
    if (!fence.test(line)) return 'same';
    this.fence = null;
    this.after_blank = true;
    return 'code_end';
  }
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
