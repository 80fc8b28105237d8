import type { Page } from '../../notion/stored-page.js';

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

  count(state: Page['content_state']): number {
    let count = 0;
    for (const page of this.pages.values()) if (page.content_state === state) count++;
    return count;
  }
}
