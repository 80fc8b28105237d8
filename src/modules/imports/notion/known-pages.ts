import { collectLinks } from '../../../core/notion/api/links.js';
import type { Parent } from '../../../core/notion/api/object-fields.js';
import type { Reference } from '../../../core/notion/api/rich-text.js';
import type { PageLink } from '../../../core/notion/page.js';
import type { Page } from '../../notion/stored-page.js';

type Place = Pick<Page, 'parent_id' | 'parent_block_id' | 'database_id'>;

/** What a sync keeps in memory of every page: enough to see what changed, and to resolve what points where. */
export interface KnownPage {
  _id: string;
  kind: 'page' | 'database';
  title: string;
  last_edited_time: string | null;
  listing_hash: string | null;
  content_edited_time: string | null;
  content_state: Page['content_state'];
  parent_id: string | null;
  parent_block_id: string | null;
  unlisted: boolean;
  checked_at: string | null;
}

/** The workspace as the store knows it, kept up to date while it is read. Ids are Notion's. */
export class KnownPages {
  readonly pages = new Map<string, KnownPage>();
  /** Data source to database: links name either, a graph has databases. */
  readonly database_of = new Map<string, string>();
  /** Original of a synced block to the page that holds it. */
  readonly owner_of_block = new Map<string, string>();
  /** A page or database to the page in whose content it stands. */
  readonly holder_of_child = new Map<string, string>();
  /** Seen in this run. */
  readonly seen = new Set<string>();

  static async load(stored: AsyncIterable<Page>): Promise<KnownPages> {
    const known = new KnownPages();
    for await (const page of stored) known.learn(page);
    return known;
  }

  learn(page: Page): void {
    this.pages.set(page.notion_id, {
      _id: page._id,
      kind: page.kind,
      title: page.title,
      last_edited_time: page.last_edited_time,
      listing_hash: page.listing_hash,
      content_edited_time: page.content_edited_time,
      content_state: page.content_state,
      parent_id: page.parent_id,
      parent_block_id: page.parent_block_id,
      unlisted: page.unlisted,
      checked_at: page.checked_at,
    });
    this.learnContent(page.notion_id, page.children, page.synced_originals);
  }

  relearn(
    known: KnownPage,
    listed: Omit<KnownPage, '_id' | 'content_edited_time' | 'content_state' | 'checked_at'>,
    content_state: KnownPage['content_state'],
  ): void {
    const { kind, title, last_edited_time, listing_hash, parent_id, parent_block_id, unlisted } = listed;
    Object.assign(known, {
      kind,
      title,
      last_edited_time,
      listing_hash,
      parent_id,
      parent_block_id,
      unlisted,
      content_state,
    });
  }

  learnContent(page_id: string, children: readonly string[], synced_originals: readonly string[]): void {
    for (const child of children) this.holder_of_child.set(child, page_id);
    for (const block of synced_originals) this.owner_of_block.set(block, page_id);
  }

  forget(notion_id: string): void {
    this.pages.delete(notion_id);
  }

  readonly titleOf = (notion_id: string): string | undefined => this.pages.get(this.nodeOf(notion_id))?.title;

  /** The node that an id means: a data source means its database. */
  nodeOf(id: string): string {
    return this.database_of.get(id) ?? id;
  }

  /** Links that name nodes; a block is nobody's node before its page is known. */
  linksOf(references: readonly Reference[], self_id: string): { links: PageLink[]; self_links: number } {
    return collectLinks(references, ({ type, id }) => (type === 'block' ? null : this.nodeOf(id)), self_id);
  }

  /** Where a page is: a row in its database, a child in its page; the page of a block is found out later. */
  placeOf(parent: Parent): Place {
    const id = parent.id;
    switch (parent.type) {
      case 'data_source':
      case 'database': {
        const database_id = parent.database_id ?? (id === null ? null : this.nodeOf(id));
        return { parent_id: database_id, parent_block_id: null, database_id };
      }
      case 'page':
        return { parent_id: id, parent_block_id: null, database_id: null };
      case 'block':
        return { parent_id: null, parent_block_id: id, database_id: null };
      case 'workspace':
      case 'unknown':
        return { parent_id: null, parent_block_id: null, database_id: null };
    }
  }

  count(state: Page['content_state']): number {
    let count = 0;
    for (const page of this.pages.values()) if (page.content_state === state) count++;
    return count;
  }
}
