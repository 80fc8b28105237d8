import type { Definition, Nodes, Paragraph, PhrasingContent, Root, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

import { BlockText, type LinkSink } from './block-text.js';
import { fragmentOfHtml } from './html-fragment.js';
import { mathRanges } from './markdown-math.js';
import { findLinksInSimplePiece } from './markdown-simple.js';
import { mayHoldReference, segmentsWithReferences } from './markdown-segments.js';

const EXTENSIONS = [gfm()];
const MDAST_EXTENSIONS = [gfmFromMarkdown()];

const DEFINITION = /^[ >*+\d.)-]*\[[^\]\n]+\]:/m;
/** `[text][ref]` needs the whole page at once. Notion never writes it, so a page too long for that goes without. */
const WHOLE_PAGE_MAX = 64 * 1024;
const PARSED_TOGETHER = 16 * 1024;
/** HTML in Markdown in HTML in …: Notion nests none, so this only bounds the hostile. */
const NESTING_MAX = 8;

/** Every reference in a Markdown text that is not in code, comments or mathematics, block by block. */
export function findMarkdownLinks(source: string, sink: LinkSink, depth = 0): void {
  const has_definitions = DEFINITION.test(source);
  if (has_definitions && source.length <= WHOLE_PAGE_MAX) {
    new MarkdownWalk(balanceDestinations(source), sink, depth).run();
    return;
  }
  // The parser costs as much to start as a paragraph costs to parse: what needs it goes through it together.
  let for_parser = '';
  for (const segment of segmentsWithReferences(source)) {
    const piece = balanceDestinations(segment);
    if (findLinksInSimplePiece(piece, sink)) continue;
    for_parser += `${piece}\n\n`;
    if (for_parser.length < PARSED_TOGETHER) continue;
    new MarkdownWalk(for_parser, sink, depth).run();
    for_parser = '';
  }
  if (for_parser !== '') new MarkdownWalk(for_parser, sink, depth).run();
}

/** The same by the full parser alone: slower, and what the shortcuts are held to. */
export function findLinksByParser(source: string, sink: LinkSink): void {
  new MarkdownWalk(balanceDestinations(source), sink, 0).run();
}

class MarkdownWalk {
  private readonly definitions = new Map<string, string>();
  private math: { start: number; end: number }[] = [];
  /** Open `<code>` and the like in the block at hand. */
  private raw_code = 0;
  private close_anchor: (() => void) | null = null;

  constructor(
    private readonly source: string,
    private readonly sink: LinkSink,
    private readonly depth: number,
  ) {}

  run(): void {
    const tree = fromMarkdown(this.source, { extensions: EXTENSIONS, mdastExtensions: MDAST_EXTENSIONS });
    this.collectDefinitions(tree);
    for (const node of tree.children) this.block(node);
  }

  private collectDefinitions(node: Nodes): void {
    if (node.type === 'definition') this.define(node);
    else if ('children' in node) for (const child of node.children) this.collectDefinitions(child);
  }

  private define(node: Definition): void {
    // The first definition of a label holds (CommonMark §4.7).
    if (!this.definitions.has(node.identifier)) this.definitions.set(node.identifier, node.url);
  }

  private block(node: RootContent | Root): void {
    switch (node.type) {
      case 'paragraph':
      case 'heading':
      case 'tableCell':
        this.textBlock(node.children, node);
        break;
      case 'html':
        this.htmlBlock(node.value);
        break;
      default:
        if ('children' in node) for (const child of node.children) this.block(child);
    }
  }

  private textBlock(children: PhrasingContent[], node: Pick<Paragraph, 'position'>): void {
    const from = node.position?.start.offset ?? 0;
    const source = this.source.slice(from, node.position?.end.offset ?? 0);
    if (!mayHoldReference(source) && this.definitions.size === 0) return;
    this.math = mathRanges(source, from);
    this.raw_code = 0;
    const text = new BlockText(this.sink);
    for (const child of children) this.inline(child, text);
    this.close_anchor?.();
    this.close_anchor = null;
    text.flush();
  }

  private inline(node: PhrasingContent, text: BlockText): void {
    switch (node.type) {
      case 'text':
        this.plain(node.value, node, text);
        break;
      case 'inlineCode':
        text.addMasked(node.value);
        break;
      case 'break':
        text.add('\n');
        break;
      case 'image':
      case 'imageReference':
        text.addMasked(node.alt ?? '');
        break;
      case 'link':
        this.link(node.url, node, text);
        break;
      case 'linkReference':
        this.link(this.definitions.get(node.identifier) ?? '', node, text);
        break;
      case 'html':
        this.inlineHtml(node.value, text);
        break;
      default:
        if ('children' in node) for (const child of node.children) this.inline(child, text);
    }
  }

  private link(
    reference: string,
    node: { children: PhrasingContent[]; position?: PhrasingContent['position'] },
    text: BlockText,
  ): void {
    const dead = reference === '' || this.raw_code > 0 || this.close_anchor !== null || this.inMath(node);
    const close = dead ? null : text.open(reference, 'link');
    if (dead) this.raw_code += 1;
    for (const child of node.children) this.inline(child, text);
    if (dead) this.raw_code -= 1;
    close?.();
  }

  private plain(value: string, node: PhrasingContent, text: BlockText): void {
    if (this.raw_code > 0 || this.inMath(node)) {
      text.addMasked(value);
      return;
    }
    text.add(value);
  }

  private inlineHtml(html: string, text: BlockText): void {
    const [, slash = '', tag = ''] = /^<(\/?)([a-z][a-z0-9]*)/i.exec(html) ?? [];
    const closing = slash === '/';
    switch (tag.toLowerCase()) {
      case 'code':
      case 'pre':
      case 'script':
      case 'style':
        if (!html.endsWith('/>')) this.raw_code = Math.max(0, this.raw_code + (closing ? -1 : 1));
        break;
      case 'br':
        text.add('\n');
        break;
      case 'a':
        this.close_anchor?.();
        this.close_anchor = closing ? null : this.openAnchor(html, text);
        break;
    }
  }

  private openAnchor(html: string, text: BlockText): (() => void) | null {
    const reference = this.raw_code > 0 ? undefined : fragmentOfHtml(html).links[0]?.reference;
    return reference === undefined ? null : text.open(reference, 'link');
  }

  /** `<aside>` (Notion's callout) and other raw HTML: the Markdown inside it is still Markdown to its readers. */
  private htmlBlock(html: string): void {
    if (!mayHoldReference(html)) return;
    const { links, text, rest } = fragmentOfHtml(html);
    for (const { reference, start, end } of links) this.sink({ reference, kind: 'link', text, start, end });
    if (this.depth < NESTING_MAX && mayHoldReference(rest)) findMarkdownLinks(rest, this.sink, this.depth + 1);
  }

  private inMath(node: { position?: PhrasingContent['position'] }): boolean {
    if (this.math.length === 0) return false;
    const start = node.position?.start.offset ?? 0;
    const end = node.position?.end.offset ?? 0;
    return this.math.some((range) => start >= range.start && end <= range.end);
  }
}

/** A destination that ends in an id and a page's extension; the id makes certain where it ends. */
const FILE_DESTINATION = /\]\(((?:(?!\]\()[^\s<>])*?[0-9a-f]{32}(?:_all)?\.(?:md|csv|html))(?=#[^\s)]*\)|\))/gi;

/** Notion leaves brackets in paths as they are; where they do not balance, CommonMark would see no link. */
function balanceDestinations(source: string): string {
  if (!source.includes('](')) return source;
  return source.replace(FILE_DESTINATION, (whole, path: string) => {
    if (isBalanced(path)) return whole;
    return `](${path.replaceAll('(', '%28').replaceAll(')', '%29')}`;
  });
}

function isBalanced(path: string): boolean {
  let depth = 0;
  for (const char of path) {
    if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
