/**
 * Every way one page can point at another, in the order in which a link's `kinds` are listed
 * (interface.md, "What is a node, what is a link"). The position of a kind is its bit in a kind mask.
 */
export const LINK_KINDS = ['mention', 'link', 'link_to_page', 'relation', 'child', 'synced', 'url', 'comment'] as const;

export type LinkKind = (typeof LINK_KINDS)[number];

/** What a page says about another page. Hierarchy is not in here: `child` links are derived from `parent_id`. */
export interface PageLink {
  /** Notion id (dashed, lower-case) of the page or database pointed at. */
  target: string;
  kind: Exclude<LinkKind, 'child'>;
  /** How many times the page points there in this way; at least 1. */
  count: number;
  /** The sentences that hold the link, plain text, at most `EVIDENCE_MAX` of `EVIDENCE_LENGTH` characters. */
  evidence: string[];
  /**
   * Relations only: the other side may hold the same relation. Where both sides do, the two are one undirected link.
   */
  dual?: boolean;
}

export const EVIDENCE_MAX = 3;
export const EVIDENCE_LENGTH = 240;

export type PropertyValue = string | number | boolean | string[] | null;

/** A page or database as a source yields it: an export zip, the API, the sample. What follows does not know which. */
export interface SourcePage {
  /** Dashed, lower-case. A page without a Notion id has a UUIDv5 of its path in the export. */
  notion_id: string;
  kind: 'page' | 'database';
  title: string;
  /** An emoji, or null. */
  icon: string | null;
  /** Where to open it in Notion, or null where that is unknown. */
  url: string | null;
  /** Notion id of the page or database that holds it; null at the top. */
  parent_id: string | null;
  /** Notion id of the database that it is a row of. */
  database_id: string | null;
  /** ISO 8601 UTC, or null where the source does not say. */
  created_time: string | null;
  last_edited_time: string | null;
  properties: Record<string, PropertyValue>;
  /** At most one entry per target and kind. */
  links: PageLink[];
}

/** What could not be read or was left out on purpose, grouped, so that no loss is silent. */
export interface LedgerEntry {
  subject: 'page' | 'block' | 'link' | 'file';
  /** Stable snake_case reason, e.g. `target_not_in_export`, `self_link`, `page_too_large`. */
  reason: string;
  count: number;
  /** At most `LEDGER_EXAMPLES`. `node_id` is the Notion id of the page that it happened on. */
  examples: { node_id: string | null; text: string }[];
}

export const LEDGER_EXAMPLES = 20;
