import { parseTag, type Tag, decodeEntities, unwrapUrl } from './markdown-tags.js';
import type { MarkdownText } from './markdown-text.js';

/** The marks of headings, quotes, list items and to-dos. */
const BLOCK_MARK = /^(?:#{1,6}\s+|>\s?|[-*+]\s+(?:\[[ xX]\](?:\s+|$))?|\d{1,9}\.\s+)/;
/** ` {color="blue" toggle="true"}` at a line's end; braces in text are escaped. */
const ATTRIBUTES = /\s?(?<!\\)\{(?:\s*[\w-]{1,40}="[^"]{0,80}"){1,8}\s*\}$/;
const LONGEST_ATTRIBUTES = 400;
const PUNCTUATION = /[!-/:-@[-`{-~]/;
const ESCAPED = /\\([!-/:-@[-`{-~])/g;
/** Longer than any address that Notion takes (2,000), so that an unfinished one ends somewhere. */
const LONGEST_URL = 4096;
const AUTOLINK = /<((?:https?|notion):\/\/[^\s<>]{1,4096})>/iy;

/** Characters that may mean something, by code; all others are text. */
const SPECIAL = new Uint8Array(128);
for (const char of '\\`$<[]!*~|') SPECIAL[char.charCodeAt(0)] = 1;

/**
 * Reads one line of Notion-flavoured markdown (notion-api.md §5) into `text`; tags go to `on_tag` where they stand.
 * Linear: whatever is looked ahead for is either consumed, or known to be missing from there on, or of bounded length.
 */
export function readLine(line: string, text: MarkdownText, on_tag: (tag: Tag) => void): void {
  const source = withoutAttributes(line);
  new LineReader(source, BLOCK_MARK.exec(source)?.[0].length ?? 0, text, on_tag).read();
}

function withoutAttributes(line: string): string {
  if (!line.endsWith('}')) return line;
  const from = Math.max(0, line.length - LONGEST_ATTRIBUTES);
  const at = ATTRIBUTES.exec(line.slice(from))?.index;
  return at === undefined ? line : line.slice(0, from + at);
}

class LineReader {
  /** By length, where runs of backticks start; filled when the first one is met. */
  private backticks: Map<number, number[]> | null = null;
  /** For each `(`, where it is closed, or 0. */
  private parentheses: Int32Array | null = null;
  /** No more of these to come. */
  private readonly missing = new Set<string>();
  private readonly is_table_row: boolean;

  constructor(
    private readonly line: string,
    /** Where its text starts. */
    private readonly from: number,
    private readonly text: MarkdownText,
    private readonly on_tag: (tag: Tag) => void,
  ) {
    this.is_table_row = line.startsWith('|');
  }

  read(): void {
    const { line, from } = this;
    let plain = from;
    let at = from;
    while (at < line.length) {
      const code = line.charCodeAt(at);
      if (code >= 128 || SPECIAL[code] === 0) {
        at += 1;
        continue;
      }
      this.text.add(line.slice(plain, at));
      plain = at = this.special(at, line.charAt(at));
    }
    this.text.add(line.slice(plain));
  }

  /** Reads what starts at `at`. @returns where the text goes on */
  private special(at: number, char: string): number {
    switch (char) {
      case '\\':
        return this.escape(at);
      case '`':
        return this.codeSpan(at);
      case '$':
        return this.math(at);
      case '<':
        return this.tag(at);
      case '[':
        this.text.openBracket(at, false);
        return at + 1;
      case '!':
        return this.image(at);
      case ']':
        return this.closeBracket(at);
      case '*':
        return at + 1;
      case '~':
        return this.strikethrough(at);
      default:
        return this.bar(at);
    }
  }

  private escape(at: number): number {
    const next = this.line.charAt(at + 1);
    if (next === '' || !PUNCTUATION.test(next)) return this.literal(at, at + 1);
    this.text.add(next);
    return at + 2;
  }

  private literal(from: number, to: number): number {
    this.text.add(this.line.slice(from, to));
    return to;
  }

  /** An image is a block of its own: elsewhere `!` is text, which Notion does not escape, before a link. */
  private image(at: number): number {
    if (at !== this.from || this.line.charAt(at + 1) !== '[') return this.literal(at, at + 1);
    this.text.openBracket(at + 1, true);
    return at + 2;
  }

  private strikethrough(at: number): number {
    return this.line.charAt(at + 1) === '~' ? at + 2 : this.literal(at, at + 1);
  }

  /** In a line that starts with one, bars part the cells of a table. */
  private bar(at: number): number {
    if (!this.is_table_row) return this.literal(at, at + 1);
    this.on_tag({ name: 'td', closing: false, self_closing: false, attributes: new Map(), end: at + 1 });
    return at + 1;
  }

  /** Literal up to the next run of as many backticks; without one the backticks are text. */
  private codeSpan(at: number): number {
    let end = at;
    while (this.line.charCodeAt(end) === 0x60) end += 1;
    const close = this.nextBackticks(end - at, end);
    if (close === -1) return this.literal(at, end);
    this.text.add(this.line.slice(end, close), true);
    return close + end - at;
  }

  private nextBackticks(length: number, from: number): number {
    this.backticks ??= backtickRuns(this.line);
    const starts = this.backticks.get(length) ?? [];
    // Latest first in the list, so that what is passed can be dropped.
    while ((starts.at(-1) ?? from) < from) starts.pop();
    return starts.at(-1) ?? -1;
  }

  /** `$x$`, `$$x$$`, or with backticks inside where the mathematics holds marks of its own. */
  private math(at: number): number {
    for (const [open, close] of [
      ['$`', '`$'],
      ['$$', '$$'],
    ] as const) {
      if (!this.line.startsWith(open, at)) continue;
      const end = this.find(close, at + 2);
      if (end === -1) continue;
      this.text.add(this.line.slice(at + 2, end));
      return end + 2;
    }
    const end = this.endOfMath(at + 1);
    if (end === -1 || end === at + 1) return this.literal(at, at + 1);
    this.text.add(this.line.slice(at + 1, end));
    return end + 1;
  }

  /** The next `$` that is not LaTeX's own `\$`. */
  private endOfMath(from: number): number {
    for (let end = this.find('$', from); end !== -1; end = this.find('$', end + 1)) {
      let escapes = 0;
      while (this.line.charCodeAt(end - 1 - escapes) === 0x5c) escapes += 1;
      if (escapes % 2 === 0) return end;
    }
    return -1;
  }

  /** `indexOf` that does not look twice for what is not there. */
  private find(wanted: string, from: number): number {
    if (this.missing.has(wanted)) return -1;
    const at = this.line.indexOf(wanted, from);
    if (at === -1) this.missing.add(wanted);
    return at;
  }

  private tag(at: number): number {
    const tag = parseTag(this.line, at);
    if (tag !== null) {
      this.on_tag(tag);
      return tag.end;
    }
    AUTOLINK.lastIndex = at;
    const url = AUTOLINK.exec(this.line)?.[1];
    if (url === undefined) return this.literal(at, at + 1);
    this.text.openAnchor(decodeEntities(url));
    this.text.add(url);
    this.text.closeAnchor();
    return at + url.length + 2;
  }

  private closeBracket(at: number): number {
    const bracket = this.text.closeBracket();
    if (bracket !== null) {
      const link = this.destination(at + 1);
      if (link !== null) {
        this.text.endLink(bracket, link.url);
        return link.end;
      }
      const cited = this.line.charAt(bracket.at + 1) === '^' ? this.line.slice(bracket.at + 2, at) : '';
      // Looked at only as far as the next bracket: what is nested is not looked at again.
      if (cited !== '' && !cited.includes('[') && cited.length <= LONGEST_URL && !/\s/.test(cited)) {
        this.text.endCitation(bracket, addressOf(cited));
        return at + 1;
      }
    }
    return this.literal(at, at + 1);
  }

  /** `(url)` or `(<url> "title")`; parentheses in the address balance, or else the first one ends it. */
  private destination(at: number): { url: string; end: number } | null {
    if (this.line.charAt(at) !== '(') return null;
    this.parentheses ??= closingParentheses(this.line);
    let close = this.parentheses[at] ?? 0;
    if (close === 0) close = this.find(')', at + 1);
    if (close === -1) return null;
    const inside = this.line.slice(at + 1, close).trim();
    const url = inside.startsWith('<') ? inside.slice(1).split('>', 1)[0] : inside.split(/\s/, 1)[0];
    return { url: addressOf(url ?? ''), end: close + 1 };
  }
}

function addressOf(written: string): string {
  const url = written.includes('\\') ? written.replace(ESCAPED, '$1') : written;
  return decodeEntities(unwrapUrl(url));
}

function backtickRuns(line: string): Map<number, number[]> {
  const runs = new Map<number, number[]>();
  for (let end = line.length; end > 0;) {
    const last = line.lastIndexOf('`', end - 1);
    if (last === -1) break;
    let start = last;
    while (start > 0 && line.charCodeAt(start - 1) === 0x60) start -= 1;
    const length = last + 1 - start;
    const starts = runs.get(length);
    if (starts) starts.push(start);
    else runs.set(length, [start]);
    end = start;
  }
  return runs;
}

function closingParentheses(line: string): Int32Array {
  const closing = new Int32Array(line.length);
  const open: number[] = [];
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === 0x5c) at += 1;
    else if (code === 0x28) open.push(at);
    else if (code === 0x29) {
      const opened = open.pop();
      if (opened !== undefined) closing[opened] = at;
    }
  }
  return closing;
}
