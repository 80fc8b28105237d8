import { oneLine } from '../export/evidence.js';
import { normaliseNotionId } from '../ids.js';
import { parseNotionUrl } from '../urls.js';
import { readLine } from './markdown-inline.js';
import { markdownLines } from './markdown-lines.js';
import { type Tag, urlOf } from './markdown-tags.js';
import { MarkdownText } from './markdown-text.js';
import { NO_TITLES, type Reference, type Target, targetOfUrl, type Titles, urlReferences } from './rich-text.js';

/** A block that the markdown leaves out: `<unknown url="…#<block>" alt="bookmark"/>`. */
export interface Hole {
  block_id: string | null;
  /** The type of block, as markdown names it; null where it was cut off or not shared. */
  alt: string | null;
}

export interface ChildNode {
  type: 'page' | 'database';
  id: string;
  title: string;
}

export interface ReadMarkdown {
  references: Reference[];
  /** Pages and databases inside the page: hierarchy, not links. */
  children: ChildNode[];
  holes: Hole[];
  /** Ids of the synced blocks whose originals are in here: what copies elsewhere point at. */
  synced_originals: string[];
  /** Holes inside copies, which are the original's page's to fill: not to be asked for, though the answer lists them. */
  copied_holes: string[];
}

/** Holes whose block's own object says where it points. */
const FETCHED_AS_BLOCK = new Set([
  'alias',
  'bookmark',
  'embed',
  'external_object_instance',
  'link_preview',
  'link_to_page',
]);

/**
 * What fills a hole (notion-api.md §5, §10): one request for the block, one for the markdown of its subtree, or nothing;
 * fetching what Notion named a type for again as markdown would loop.
 */
export function holeAction(hole: Hole): 'fetch_block' | 'fetch_subtree' | 'permanent' {
  if (hole.alt === null) return 'fetch_subtree';
  return FETCHED_AS_BLOCK.has(hole.alt) ? 'fetch_block' : 'permanent';
}

/** Reads a page's markdown, or that of a block's subtree. Never throws: what it does not know is text. */
export function readMarkdown(markdown: string, titles: Titles = NO_TITLES): ReadMarkdown {
  const reader = new MarkdownReader(titles, markdown.lastIndexOf('</synced_block_reference'));
  for (const { text, indent, offset } of markdownLines(markdown)) reader.line(text, indent, offset);
  return reader.read;
}

/** Tags that part one line of text from the next, as a reader sees them. */
const PARTING = new Set(
  'audio callout col colgroup column columns details file image meeting-notes notes p pdf quote summary synced_block tab table tabs tbody td th thead toggle tr transcript video'.split(
    ' ',
  ),
);
const URL_BLOCKS = new Set(['bookmark', 'embed', 'link_preview', 'link-preview', 'notion-embed']);
const NEVER_PAGES = new Set(['mention-user', 'mention-date', 'mention-agent']);

class MarkdownReader {
  readonly read: ReadMarkdown = { references: [], children: [], holes: [], synced_originals: [], copied_holes: [] };
  private readonly text = new MarkdownText();
  private indent = 0;
  /** The child whose title is being read; null inside where it is none, as in the trash. */
  private child: { node: ChildNode | null } | null = null;
  /**
   * The synced copy that is being read. What stands in it belongs to the page of the original and is counted there: here
   * it only explains the copy.
   */
  private copy: { reference: Reference | null; depth: number; indent: number } | null = null;

  constructor(
    private readonly titles: Titles,
    /** Where the last copy ends. */
    private readonly last_copy_end: number,
  ) {}

  line(text: string, indent: number, offset: number): void {
    this.indent = indent;
    // A copy whose end is missing goes as far as what is nested in it.
    if (this.copy !== null && offset > this.last_copy_end && indent <= this.copy.indent) this.copy = null;
    readLine(text, this.text, this.on_tag);
    this.flush();
    this.endChild();
  }

  private readonly on_tag = (tag: Tag): void => {
    if (tag.name === 'br') this.text.add('\n');
    else if (tag.name.startsWith('mention-')) this.mention(tag);
    else if (tag.name === 'a') this.anchor(tag);
    else if (tag.name === 'page' || tag.name === 'database') this.childNode(tag, tag.name);
    else if (tag.name === 'synced_block_reference') this.syncedCopy(tag);
    else if (tag.name === 'unknown') this.hole(tag);
    else if (URL_BLOCKS.has(tag.name)) this.urlBlock(tag);
    else if (PARTING.has(tag.name)) {
      this.flush();
      if (tag.name === 'synced_block') this.syncedOriginal(tag);
    }
  };

  /** Ends a unit of text: what it says goes to whom it belongs to. */
  private flush(): void {
    const { text, references } = this.text.take();
    if (this.child !== null) {
      if (this.child.node) this.child.node.title += text;
    } else if (this.copy !== null) {
      if (this.copy.reference?.evidence === '') this.copy.reference.evidence = oneLine(text);
    } else for (const reference of references) this.read.references.push(reference);
  }

  private mention(tag: Tag): void {
    if (tag.closing) {
      this.text.closeMention();
      return;
    }
    const mentioned = NEVER_PAGES.has(tag.name) ? null : mentionOf(tag);
    if (mentioned === null) return;
    this.text.openMention(mentioned.target, mentioned.kind, this.titles(mentioned.target.id) ?? '');
    if (tag.self_closing) this.text.closeMention();
  }

  private anchor(tag: Tag): void {
    const url = urlOf(tag);
    this.text.closeAnchor();
    if (!tag.closing && url !== null) this.text.openAnchor(url);
  }

  private childNode(tag: Tag, type: ChildNode['type']): void {
    this.flush();
    this.endChild();
    if (tag.closing) return;
    const url = urlOf(tag);
    const id = url === null ? null : parseNotionUrl(url);
    // A database without an address of its own is a view of one that is elsewhere.
    const counts = id !== null && this.copy === null && !tag.attributes.has('deleted');
    this.child = { node: counts ? { type, id, title: '' } : null };
    if (tag.self_closing) this.endChild();
  }

  private endChild(): void {
    const node = this.child?.node;
    this.child = null;
    if (!node) return;
    const title = node.title.trim();
    this.read.children.push({ ...node, title: title === '' ? (this.titles(node.id) ?? '') : title });
  }

  private syncedOriginal(tag: Tag): void {
    const id = tag.closing || this.copy !== null ? null : blockOf(urlOf(tag));
    if (id !== null) this.read.synced_originals.push(id);
  }

  private syncedCopy(tag: Tag): void {
    this.flush();
    if (tag.closing) {
      if (this.copy !== null && --this.copy.depth === 0) this.copy = null;
    } else if (this.copy !== null) {
      if (!tag.self_closing) this.copy.depth += 1;
    } else this.openCopy(tag);
  }

  private openCopy(tag: Tag): void {
    const original = originalOf(urlOf(tag));
    const reference: Reference | null = original && { target: original, kind: 'synced', evidence: '' };
    if (reference) this.read.references.push(reference);
    if (!tag.self_closing) this.copy = { reference, depth: 1, indent: this.indent };
  }

  private hole(tag: Tag): void {
    this.flush();
    if (tag.closing) return;
    const url = urlOf(tag);
    // Without a fragment, what the address names is the block: recorded both ways.
    const block_id = blockOf(url) ?? (url === null ? null : parseNotionUrl(url));
    if (this.copy === null) {
      const alt = tag.attributes.get('alt')?.trim() ?? '';
      this.read.holes.push({ block_id, alt: alt === '' ? null : alt });
    } else if (block_id !== null) this.read.copied_holes.push(block_id);
  }

  /** Not documented as tags (they are holes), but a bookmark that shows its address is a bookmark. */
  private urlBlock(tag: Tag): void {
    this.flush();
    if (tag.closing || this.copy !== null) return;
    for (const reference of urlReferences(urlOf(tag))) this.read.references.push(reference);
  }
}

/** Mentions of pages, databases and data sources; any other with the address of a page is a link (notion-api.md §4). */
function mentionOf(tag: Tag): { target: Target; kind: 'mention' | 'link' } | null {
  const pointed = targetOfUrl(urlOf(tag));
  if (pointed === null) return null;
  if (pointed.type === 'data_source') return { target: pointed, kind: 'mention' };
  switch (tag.name) {
    case 'mention-page':
      return { target: { type: 'page', id: pointed.id }, kind: 'mention' };
    case 'mention-database':
      return { target: { type: 'database', id: pointed.id }, kind: 'mention' };
    case 'mention-data-source':
      return { target: pointed, kind: 'mention' };
    default:
      return { target: pointed, kind: 'link' };
  }
}

/** The page in a copy's address may be the page that is being read: it is the block that counts (notion-api.md §10). */
function originalOf(url: string | null): Target | null {
  const block = blockOf(url);
  return block === null ? targetOfUrl(url) : { type: 'block', id: block };
}

function blockOf(url: string | null): string | null {
  const at = url?.indexOf('#') ?? -1;
  return url === null || at === -1 ? null : normaliseNotionId(url.slice(at + 1));
}
