import { bareNotionAddresses, mentionsNotion } from '../urls.js';

export type InlineKind = 'link' | 'link_to_page' | 'url';

/** A reference found in a block's text: where it points, unresolved, and where in the plain text its link text is. */
export interface FoundLink {
  reference: string;
  kind: InlineKind;
  text: string;
  start: number;
  end: number;
}

export type LinkSink = (link: FoundLink) => void;

/**
 * The plain text of one block (paragraph, heading, cell) while it is being read, with the links in it.
 * Both readers fill it, so that evidence and bare addresses are treated alike in Markdown and HTML.
 */
export class BlockText {
  private text = '';
  private readonly links: { reference: string; kind: InlineKind; start: number; end: number }[] = [];
  /** Ranges in which no bare address counts: links, code, mathematics. */
  private readonly masked: { start: number; end: number }[] = [];

  constructor(private readonly sink: LinkSink) {}

  add(text: string): void {
    this.text += text;
  }

  /** Text that readers see but in which nothing is a link. */
  addMasked(text: string): void {
    this.masked.push({ start: this.text.length, end: this.text.length + text.length });
    this.text += text;
  }

  /** Starts a link; call what is returned where it ends. */
  open(reference: string, kind: InlineKind): () => void {
    const link = { reference, kind, start: this.text.length, end: this.text.length };
    this.links.push(link);
    return () => {
      link.end = this.text.length;
      this.masked.push(link);
    };
  }

  /** Hands over what was found and starts the next block. */
  flush(): void {
    const { text } = this;
    for (const { reference, kind, start, end } of this.links) this.sink({ reference, kind, text, start, end });
    if (mentionsNotion(text)) this.flushAddresses(text);
    this.text = '';
    this.links.length = 0;
    this.masked.length = 0;
  }

  /** The addresses in what lies between the masked ranges; a link's text is not what stands before an address. */
  private flushAddresses(text: string): void {
    let from = 0;
    this.masked.sort((a, b) => a.start - b.start);
    for (const { start, end } of [...this.masked, { start: text.length, end: text.length }]) {
      for (const found of bareNotionAddresses(text.slice(from, Math.max(from, start)))) {
        this.sink({ reference: found.url, kind: 'link', text, start: from + found.start, end: from + found.end });
      }
      from = Math.max(from, end);
    }
  }
}
