import { evidenceIn, MOST_EVIDENCE, type Reference, type Target, targetOfUrl } from './rich-text.js';

interface Found {
  target: Target;
  kind: 'mention' | 'link';
  /** Pieces of the text, `[from, to)`. */
  from: number;
  to: number;
  /** Links only. */
  url: string | null;
  /** False where all of a link's text is code: anything in code is no link (interface.md). */
  counts: boolean;
}

/** A `[` or `![` that may turn out to start a link or an image. */
interface Bracket {
  image: boolean;
  piece: number;
  /** Where it is in the line. */
  at: number;
  /** How much had been found before it. */
  found: number;
}

/** Notion escapes the brackets in a text: so many open ones are no links. Bounds what a line of them keeps in memory. */
const MOST_OPEN_BRACKETS = 1000;

/**
 * The plain text of one unit (a block's line, a cell, a summary) while it is read, and the references in it. It is kept
 * in pieces, because only a link's end tells that the bracket at its start was none of the text.
 */
export class MarkdownText {
  private pieces: string[] = [];
  /** By piece: inline code. */
  private code: boolean[] = [];
  private found: Found[] = [];
  private readonly brackets: Bracket[] = [];
  /** Brackets below this stand around a link: links do not nest, so these are text. */
  private inactive = 0;
  private mention: { target: Target; kind: Found['kind']; from: number; title: string } | null = null;
  private anchor: { url: string; from: number; found: number } | null = null;

  add(text: string, is_code = false): void {
    if (text === '') return;
    this.pieces.push(text);
    this.code.push(is_code);
  }

  openBracket(at: number, image: boolean): void {
    if (this.brackets.length === MOST_OPEN_BRACKETS) this.brackets.length = this.inactive = 0;
    this.brackets.push({ image, piece: this.pieces.length, at, found: this.found.length });
    this.add(image ? '![' : '[');
  }

  /** The bracket that a `]` closes, or null where the `]` is text. */
  closeBracket(): Bracket | null {
    const bracket = this.brackets.pop();
    if (bracket === undefined) return null;
    const active = bracket.image || this.brackets.length >= this.inactive;
    this.inactive = Math.min(this.inactive, this.brackets.length);
    return active ? bracket : null;
  }

  /** What stood since the bracket is a link's text, or an image's caption, which may hold links but is none. */
  endLink(bracket: Bracket, url: string): void {
    this.pieces[bracket.piece] = '';
    if (bracket.image) return;
    this.addLink(url, bracket.piece, bracket.found);
    this.inactive = this.brackets.length;
  }

  /** `[^url]`: the mark of a source. It is a link without a text. */
  endCitation(bracket: Bracket, url: string): void {
    this.pieces.length = this.code.length = bracket.piece;
    while (this.found.length > bracket.found) this.found.pop();
    this.addLink(url, bracket.piece, bracket.found);
  }

  openAnchor(url: string): void {
    this.anchor = { url, from: this.pieces.length, found: this.found.length };
  }

  closeAnchor(): void {
    if (this.anchor !== null) this.addLink(this.anchor.url, this.anchor.from, this.anchor.found);
    this.anchor = null;
  }

  openMention(target: Target, kind: Found['kind'], title: string): void {
    this.closeMention();
    this.mention = { target, kind, from: this.pieces.length, title };
  }

  /** A mention without a text of its own shows the title of its target, where that is known. */
  closeMention(): void {
    const { mention } = this;
    this.mention = null;
    if (mention === null) return;
    if (this.pieces.length === mention.from) this.add(mention.title);
    this.found.push({ ...mention, to: this.pieces.length, url: null, counts: true });
  }

  private addLink(url: string, from: number, found: number): void {
    const target = targetOfUrl(url);
    if (target === null) return;
    const to = this.pieces.length;
    // The address of a mention's own target around it says nothing new.
    for (let i = found; i < this.found.length; i++) if (this.found[i]?.target.id === target.id) return;
    let has_code = false;
    let has_text = false;
    for (let piece = from; piece < to; piece++) {
      if (this.code[piece] === true) has_code = true;
      else if (this.pieces[piece] !== '') has_text = true;
    }
    this.found.push({ target, kind: 'link', from, to, url, counts: has_text || !has_code });
  }

  /** Ends the unit and starts the next one. */
  take(): { text: string; references: Reference[] } {
    this.closeMention();
    this.closeAnchor();
    const text = this.pieces.join('');
    const references = this.found.length === 0 ? [] : this.references(text);
    this.pieces = [];
    this.code = [];
    this.found = [];
    this.brackets.length = this.inactive = 0;
    return { text, references };
  }

  private references(text: string): Reference[] {
    const offsets = [0];
    let length = 0;
    for (const piece of this.pieces) offsets.push((length += piece.length));
    const placed = this.found
      .map((found) => ({ ...found, start: offsets[found.from] ?? length, end: offsets[found.to] ?? length }))
      .sort((a, b) => a.start - b.start);
    const merged: typeof placed = [];
    for (const found of placed) {
      const before = merged.at(-1);
      // Notion cuts a link wherever its formatting changes: what touches and leads to the same address is one.
      if (before && found.url !== null && before.url === found.url && before.end === found.start) {
        before.end = found.end;
        before.counts ||= found.counts;
      } else merged.push(found);
    }
    return merged
      .filter(({ counts }) => counts)
      .map(({ target, kind, url, start, end }, index) => {
        // A source's mark stands behind the sentence that it is for.
        const at = url !== null && start === end && start > 0 ? start - 1 : start;
        const evidence = index < MOST_EVIDENCE ? evidenceIn(text, at, at === start ? end : at) : '';
        return { target, kind, evidence };
      });
  }
}
