import type { PageLink, SourcePage } from '../../core/notion/page.js';

/** A page of a workspace as one connection sees it. */
export interface Page extends SourcePage {
  /** Of what is read from Notion the page's id; of an upload also of its import, so that a new one replaces none. */
  _id: string;
  /** Ours, as readers see it: a UUIDv5 of connection and Notion id, so that a page keeps it through every import. */
  page_id: string;
  user_id: string;
  connection_id: string;
  /** The import that wrote it last; what a complete export does not hold any more is told by it. */
  import_id: string;
  /** `links` are those of the page's content; these are of its properties, which a listing brings without reading it. */
  property_links: PageLink[];
  /** References of its properties to the page itself, which are no links. */
  property_self_links: number;
  /** Whether the content of `last_edited_time` was read. Always `read` for what is not read page by page. */
  content_state: ContentState;
  /** What Notion said, for those that failed. */
  content_failure: string | null;
  /** `last_edited_time` when the content was read: where the two differ, it is read again. */
  content_edited_time: string | null;
  /** Of what a listing says of the page: an equal one needs no write. */
  listing_hash: string | null;
  /** The page's parent is a block, whose page is not known from the listing. */
  parent_block_id: string | null;
  /** Pages and databases that stand in the content: they tell whose block a child's parent is. */
  children: string[];
  /** Blocks that synced copies elsewhere may name. */
  synced_originals: string[];
  /** Synced copies in the content, by the block they copy. */
  synced_copies: SyncedCopy[];
  /** What of the content is not in the graph: how often, by `subject/reason`. */
  unread: Record<string, number>;
  /** Whether the comments were read with the content. */
  comments_read: boolean;
  /** Of a database. */
  data_sources: StoredDataSource[];
  /** Search does not list it: its absence there says nothing. */
  unlisted: boolean;
  /** When an unlisted page was looked at last. */
  checked_at: string | null;
}

export type ContentState = 'pending' | 'read' | 'failed';

export interface SyncedCopy {
  block_id: string;
  count: number;
  evidence: string[];
  /** The page that holds the original, once that was found out; null where it is not shared. */
  owner?: string | null;
}

/** What a sync has to know of a data source before it meets its rows. */
export interface StoredDataSource {
  id: string;
  last_edited_time: string | null;
  /** Keys of the relations that the other side shows too. */
  dual_relations: string[];
}

/** What a source that reads everything at once says of how a page was read: all of it, now. */
export const WHOLE_PAGE = {
  property_links: [],
  property_self_links: 0,
  content_state: 'read' as const,
  content_failure: null,
  content_edited_time: null,
  listing_hash: null,
  parent_block_id: null,
  children: [],
  synced_originals: [],
  synced_copies: [],
  unread: {},
  comments_read: false,
  data_sources: [],
  unlisted: false,
  checked_at: null,
} satisfies Partial<Page>;
