import { oneLine, sentenceAround } from '../export/evidence.js';
import { normaliseNotionId } from '../ids.js';
import { EVIDENCE_LENGTH, type PageLink } from '../page.js';
import { mentionsNotion, parseNotionUrl } from '../urls.js';
import { asList, member, textAt } from './json.js';

/**
 * What a reference names, before it is known which node that is: a data source is its database's node, a block its
 * page's. The type is what the place said, not a promise: a database mention may name a data source (notion-api.md §4).
 * `any` is an id out of an address.
 */
export interface Target {
  type: 'page' | 'database' | 'data_source' | 'block' | 'any';
  /** Dashed, lower-case. */
  id: string;
}

/** One occurrence of one page pointing at something. */
export interface Reference {
  target: Target;
  kind: PageLink['kind'];
  /** The sentence that holds it, plain text on one line; empty where there is none. */
  evidence: string;
  /** Relations only, where the schema says that the other side shows it too. */
  dual?: boolean;
}

/** The title of a page or database by its id, where it is known. */
export type Titles = (id: string) => string | undefined;

export const NO_TITLES: Titles = () => undefined;

/** Mentions that point at no page, whatever address they carry. */
const NEVER_PAGES = new Set(['user', 'date', 'template_mention', 'custom_emoji', 'agent']);

/** Where a link's text starts and ends matters to its sentence only as far as this. */
const LONGEST_LINK_TEXT = 2 * EVIDENCE_LENGTH;

/**
 * References of one text that get their sentence. Beyond it is a list that a machine made, whose entries count all the
 * same; their sentences would cost more than reading it.
 */
export const MOST_EVIDENCE = 1000;

/** The references in one rich text (a block's text, a caption, a cell, a property), in the order of their places. */
export function richTextReferences(items: unknown, titles: Titles = NO_TITLES): Reference[] {
  const found = new RichText(titles);
  for (const item of asList(items)) found.add(item);
  return found.references();
}

/** What a reader sees of a rich text. */
export function plainText(items: unknown): string {
  return asList(items).map(itemText).join('');
}

/** The sentence that holds `text[start, end)`, in time that does not depend on how long either is. */
export function evidenceIn(text: string, start: number, end: number): string {
  return sentenceAround(text, start, Math.min(end, start + LONGEST_LINK_TEXT));
}

/**
 * What an address points at, or null. An address with a `#block` points at the page: a block inside a page belongs to
 * it (interface.md). `collection://` is how Notion's markdown names a data source (notion-api.md §5).
 */
export function targetOfUrl(url: string | null): Target | null {
  if (url === null) return null;
  const trimmed = url.trim();
  const collection = /^collection:\/\/([0-9a-f-]{32,36})$/i.exec(trimmed)?.[1];
  if (collection !== undefined) return target('data_source', collection);
  if (!trimmed.startsWith('/') && !mentionsNotion(trimmed)) return null;
  const id = parseNotionUrl(trimmed);
  return id === null ? null : { type: 'any', id };
}

/** Zero or one reference: what a bookmark, an embed or a property with an address points at. */
export function urlReferences(url: string | null, lead = ''): Reference[] {
  const pointed = targetOfUrl(url);
  return pointed === null || url === null ? [] : [{ target: pointed, kind: 'url', evidence: oneLine(lead + url) }];
}

export function target(type: Target['type'], id: unknown): Target | null {
  const normalised = typeof id === 'string' ? normaliseNotionId(id) : null;
  return normalised === null ? null : { type, id: normalised };
}

interface Found {
  target: Target;
  kind: 'mention' | 'link';
  start: number;
  end: number;
}

/** Consecutive items with one address: Notion cuts a link wherever its formatting changes. */
interface LinkRun extends Found {
  url: string;
  /** Some of it is not code: anything in code is no link (interface.md). */
  counts: boolean;
}

class RichText {
  private text = '';
  private run: LinkRun | null = null;
  private readonly found: (Found | LinkRun)[] = [];

  constructor(private readonly titles: Titles) {}

  add(item: unknown): void {
    const start = this.text.length;
    const is_code = member(item, 'annotations', 'code') === true;
    if (textAt(item, 'type') === 'mention') {
      const mentioned = mentionOf(item);
      const written = itemText(item);
      this.text += written.trim() === '' && mentioned ? (this.titles(mentioned.target.id) ?? written) : written;
      this.run = null;
      // A mention's `href` repeats its target and is not looked at: one mention is one reference.
      if (mentioned && !is_code) this.found.push({ ...mentioned, start, end: this.text.length });
      return;
    }
    this.text += itemText(item);
    this.addLink(textAt(item, 'text', 'link', 'url') ?? textAt(item, 'href'), start, is_code);
  }

  private addLink(url: string | null, start: number, is_code: boolean): void {
    const end = this.text.length;
    if (url !== null && this.run?.url === url) {
      this.run.end = end;
      this.run.counts ||= !is_code;
      return;
    }
    this.run = null;
    const pointed = targetOfUrl(url);
    if (url === null || pointed === null) return;
    this.run = { target: pointed, kind: 'link', url, start, end, counts: !is_code };
    this.found.push(this.run);
  }

  references(): Reference[] {
    return this.found
      .filter((found) => !('counts' in found) || found.counts)
      .map(({ target: to, kind, start, end }, index) => ({
        target: to,
        kind,
        evidence: index < MOST_EVIDENCE ? evidenceIn(this.text, start, end) : '',
      }));
  }
}

/** notion-api.md §4, "page mention" to "other mentions". */
function mentionOf(item: unknown): { target: Target; kind: 'mention' | 'link' } | null {
  const mention = member(item, 'mention');
  const type = textAt(mention, 'type') ?? '';
  const href = textAt(item, 'href');
  if (type === 'page' || type === 'database' || type === 'data_source') {
    const mentioned = target(type, member(mention, type, 'id')) ?? targetOfUrl(href);
    return mentioned && { target: mentioned, kind: 'mention' };
  }
  if (NEVER_PAGES.has(type)) return null;
  // Link previews, link mentions, and kinds of mention that are not known yet.
  const url = textAt(mention, type, 'url') ?? textAt(mention, type, 'href') ?? href;
  const pointed = targetOfUrl(url);
  return pointed && { target: pointed, kind: 'link' };
}

function itemText(item: unknown): string {
  return textAt(item, 'plain_text') ?? textAt(item, 'text', 'content') ?? textAt(item, 'equation', 'expression') ?? '';
}
