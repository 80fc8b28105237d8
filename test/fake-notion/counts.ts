import type { Page, RichText } from './model.js';
import type { HoleCounts } from './reading.js';
import { holesOf, relationTargets } from './reading.js';
import type { Workspace } from './workspace.js';

/** A page object holds this many references a property; the rest are behind `properties/{id}`. */
export const REFERENCE_LIMIT = 25;
/** The most a list gives at once. */
export const PAGE_SIZE = 100;
/** Blocks in one markdown answer. */
export const MARKDOWN_BLOCK_LIMIT = 20_000;

/** What the request budgets of design.md are made of. */
export interface WorkspaceCounts {
  /** N: pages that can be seen, rows included. */
  pages: number;
  databases: number;
  /** D: data sources of databases that can be seen. */
  data_sources: number;
  rows: number;
  /** Requests that markdown leaves to be made, and by what. */
  holes: number;
  holes_by_kind: HoleCounts;
  /** Requests for values past 25 references, of relations and of rich text. */
  extra_property_pages: number;
  /** Of them, those for relations. */
  extra_relation_pages: number;
  /** Pages that search leaves out. */
  unlisted_pages: number;
  /** Of them, those that no query finds either: only their parent page's blocks do. */
  only_as_child_pages: number;
  unlisted_data_sources: number;
}

export function countWorkspace(workspace: Workspace, block_limit = MARKDOWN_BLOCK_LIMIT): WorkspaceCounts {
  const holes_by_kind: HoleCounts = { alias: 0, bookmark: 0, embed: 0, link_preview: 0, cut: 0, hidden: 0 };
  const counts: WorkspaceCounts = {
    pages: 0,
    databases: 0,
    data_sources: 0,
    rows: 0,
    holes: 0,
    holes_by_kind,
    extra_property_pages: 0,
    extra_relation_pages: 0,
    unlisted_pages: 0,
    only_as_child_pages: 0,
    unlisted_data_sources: 0,
  };
  for (const database of workspace.databases.values()) {
    if (!workspace.isNode(database)) continue;
    counts.databases++;
    counts.data_sources += database.data_source_ids.length;
    if (!workspace.isListed(database)) counts.unlisted_data_sources += database.data_source_ids.length;
  }
  for (const page of workspace.pages.values()) {
    if (!workspace.isNode(page)) continue;
    counts.pages++;
    const is_row = page.parent.type === 'data_source';
    if (is_row) counts.rows++;
    if (!workspace.isListed(page)) {
      counts.unlisted_pages++;
      if (!is_row) counts.only_as_child_pages++;
    }
    const holes = holesOf(workspace, page, block_limit);
    for (const kind of ['alias', 'bookmark', 'embed', 'link_preview', 'cut', 'hidden'] as const) {
      holes_by_kind[kind] += holes[kind];
      counts.holes += holes[kind];
    }
    countProperties(workspace, page, counts);
  }
  return counts;
}

function countProperties(workspace: Workspace, page: Page, counts: WorkspaceCounts): void {
  for (const value of page.properties.values()) {
    if (value.type === 'relation') {
      const size = relationTargets(workspace, value.ids).length;
      if (size <= REFERENCE_LIMIT) continue;
      counts.extra_relation_pages += Math.ceil(size / PAGE_SIZE);
      counts.extra_property_pages += Math.ceil(size / PAGE_SIZE);
    } else if (value.type === 'rich_text' && referencesIn(value.text) > REFERENCE_LIMIT) {
      counts.extra_property_pages += Math.ceil(value.text.length / PAGE_SIZE);
    }
  }
}

/** Mentions of pages and people are what the limit counts. */
export function isReference(inline: RichText[number]): boolean {
  return inline.kind.endsWith('_mention') && inline.kind !== 'date_mention';
}

function referencesIn(text: RichText): number {
  return text.filter(isReference).length;
}
