import { collectLinks } from '../../../core/notion/api/links.js';
import type { Parent } from '../../../core/notion/api/object-fields.js';
import type { Reference } from '../../../core/notion/api/rich-text.js';
import type { PageLink } from '../../../core/notion/page.js';
import type { Page, StoredDataSource } from '../../notion/stored-page.js';

type Place = Pick<Page, 'parent_id' | 'parent_block_id' | 'database_id'>;

/** What a sync keeps in memory of every page: enough to see what changed, and to resolve what points where. */
export type KnownPage = Pick<
  Page,
  | '_id'
  | 'notion_id'
  | 'kind'
  | 'title'
  | 'last_edited_time'
  | 'listing_hash'
  | 'content_edited_time'
  | 'content_state'
  | 'comments_read'
  | 'parent_id'
  | 'parent_block_id'
  | 'database_id'
  | 'children'
  | 'synced_originals'
  | 'data_sources'
  | 'unlisted'
  | 'checked_at'
>;

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
  /** What no longer stands where it stood, and what may have gone with something that is gone. */
  readonly suspects = new Set<string>();
  readonly dropped = new Set<string>();

  static async load(stored: AsyncIterable<Page>): Promise<KnownPages> {
    const known = new KnownPages();
    for await (const page of stored) known.learn(page);
    return known;
  }

  learn(page: Page): void {
    const { _id, notion_id, kind, title, last_edited_time, listing_hash, content_edited_time, content_state } = page;
    const { comments_read, parent_id, parent_block_id, database_id, data_sources, unlisted, checked_at } = page;
    this.pages.set(notion_id, {
      ...{ _id, notion_id, kind, title, last_edited_time, listing_hash, content_edited_time, content_state },
      ...{ comments_read, parent_id, parent_block_id, database_id, data_sources, unlisted, checked_at },
      children: [],
      synced_originals: [],
    });
    this.learnSources(notion_id, data_sources);
    this.learnContent(notion_id, page.children, page.synced_originals);
  }

  /** What is listed anew: all but what was read of the content. */
  relearn(known: KnownPage, listed: Partial<KnownPage>): void {
    const { kind, title, last_edited_time, listing_hash, parent_id, parent_block_id, database_id, unlisted } = {
      ...known,
      ...listed,
    };
    const { content_state, data_sources } = { ...known, ...listed };
    Object.assign(known, { kind, title, last_edited_time, listing_hash, parent_id, parent_block_id, database_id });
    Object.assign(known, { unlisted, content_state, data_sources });
    this.learnSources(known.notion_id, data_sources);
  }

  /** What stands in a page now. What stood there before and does not any more is somewhere else, or gone. */
  learnContent(page_id: string, children: readonly string[], synced_originals: readonly string[]): void {
    const page = this.pages.get(page_id);
    for (const child of page?.children ?? []) {
      if (this.holder_of_child.get(child) === page_id) this.holder_of_child.delete(child);
      this.suspects.add(child);
    }
    for (const block of page?.synced_originals ?? []) {
      if (this.owner_of_block.get(block) === page_id) this.owner_of_block.delete(block);
    }
    for (const child of children) {
      this.holder_of_child.set(child, page_id);
      this.suspects.delete(child);
    }
    for (const block of synced_originals) this.owner_of_block.set(block, page_id);
    if (page) Object.assign(page, { children: [...children], synced_originals: [...synced_originals] });
  }

  forget(notion_id: string): void {
    this.learnContent(notion_id, [], []);
    this.pages.delete(notion_id);
    this.dropped.add(notion_id);
  }

  /** Pages of which content is to be read, newest first. */
  pending(wanted: (page: KnownPage) => boolean): KnownPage[] {
    return [...this.pages.values()]
      .filter((page) => page.content_state === 'pending' && wanted(page))
      .sort((a, b) => ((a.last_edited_time ?? '') < (b.last_edited_time ?? '') ? 1 : -1));
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

  private learnSources(database_id: string, sources: readonly StoredDataSource[]): void {
    for (const { id } of sources) this.database_of.set(id, database_id);
  }
}
