import { BlockText, type LinkSink } from './block-text.js';
import { mathRanges } from './markdown-math.js';

/** What only the full parser understands: HTML, escapes, images, footnotes, tables, entities, odd indentation. */
const NEEDS_PARSER =
  /<[a-z/!?]|[\\\t\r]|!\[|\[\^|``|~~~|&#?\w+;|(?:https?:|www\.)\S*\[|^>(?! ?\S)|^(?: {1,3}|(?: {4})+ {1,3})\S|^[ |:-]*\|[ |:-]*$/im;

/** Stands for a character of inline code, in which nothing is a link. */
const CODE = '\u0001';
const INLINE_LINK = /\[([^[\]\n]*)\]\(([^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)/g;
const LIST_ITEM = /^ *(?:[-*+]|\d{1,9}[.)]) {1,4}\S/;
/** What stands before a line's text: quote marks, a list's mark and box, a heading's marks. */
const LINE_START = /^ *(?:> ?)*(?:(?:[-*+]|\d{1,9}[.)]) +)?(?:\[[ x]\] +)?(?:#{1,6} +)?/i;

/**
 * Reads the links of a piece of Markdown that is simple enough to be read line by line: paragraphs, headings and
 * Notion's four-space lists with inline links and addresses, which is most of what Notion writes. Answers false, having
 * done nothing, where only the full parser can tell; a property test holds the two to the same findings.
 */
export function findLinksInSimplePiece(piece: string, sink: LinkSink): boolean {
  // Where every line pairs its own single marks, code spans are these pairs; they bind tighter than links.
  const masked = piece.includes('`') ? piece.replace(/`[^`\n]+`/g, (span) => CODE.repeat(span.length)) : piece;
  if (masked.includes('`') || NEEDS_PARSER.test(masked) || mathRanges(piece).length > 0) return false;
  const lines = masked.split('\n');
  if (!isPlainlyIndented(lines) || !hasOnlyPlainLinks(masked)) return false;
  const text = new BlockText(sink);
  let at = 0;
  for (const line of lines) {
    readLine(piece.slice(at, at + line.length), line, text);
    at += line.length + 1;
  }
  return true;
}

/** Every `](` belongs to a link that is read as one, and no link's destination reaches into code. */
function hasOnlyPlainLinks(masked: string): boolean {
  let links = 0;
  for (const match of masked.matchAll(INLINE_LINK)) {
    if (match[2]?.includes(CODE)) return false;
    links += 1;
  }
  return countOf(masked, '](') === links;
}

function readLine(line: string, masked: string, text: BlockText): void {
  let from = LINE_START.exec(masked)?.[0].length ?? 0;
  for (const match of masked.matchAll(INLINE_LINK)) {
    const [whole, label = '', reference = ''] = match;
    const end = match.index + whole.length;
    if (match.index > from) addPlain(line, masked, from, match.index, text);
    const close = reference === '' ? null : text.open(reference, 'link');
    addPlain(line, masked, match.index + 1, match.index + 1 + label.length, text);
    close?.();
    from = end;
  }
  addPlain(line, masked, from, line.length, text);
  text.flush();
}

function addPlain(line: string, masked: string, from: number, to: number, text: BlockText): void {
  for (let at = from; at < to;) {
    const is_code = masked.charAt(at) === CODE;
    let end = at + 1;
    while (end < to && (masked.charAt(end) === CODE) === is_code) end += 1;
    const part = line.slice(at, end);
    if (is_code) text.addMasked(part.replaceAll('`', ''));
    else text.add(part.replace(/\*\*|__|~~/g, ''));
    at = end;
  }
}

/**
 * Whether every deeper line is a list item's content and none is indented code: depth grows by four, right below a
 * list's mark, and shrinks to a depth that was there before.
 */
function isPlainlyIndented(lines: readonly string[]): boolean {
  let depth = 0;
  let after_item = false;
  for (const line of lines) {
    const indent = line.length - line.trimStart().length;
    if (indent === line.length) continue;
    if (indent > depth && !(after_item && indent === depth + 4)) return false;
    depth = indent;
    after_item = LIST_ITEM.test(line);
  }
  return true;
}

function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) count += 1;
  return count;
}
