import { adjacency } from './adjacency.js';
import { sumKinds } from './codec.js';
import type { Evidence } from './evidence.js';
import type { MergedLinks } from './links.js';
import { LinkMerger } from './links.js';
import type { GraphPage, Snapshot } from './snapshot.js';
import { HeapWriter, stringColumn } from './string-column.js';

export interface Compiled {
  snapshot: Snapshot;
  evidence: Evidence;
  /** Entries of `GraphPage.links` that are no links: a page's to itself, and those to what is not a node. */
  dropped: { self_links: number; missing_targets: number };
}

export interface CompileOptions {
  /** False leaves hierarchy out of the links; `parent` keeps it. */
  child_links?: boolean;
}

/**
 * Compiles stored pages to a graph (interface.md, "What is a node, what is a link"). A pure function of the pages: the
 * same ones in any order give the same bytes. Of pages with one Notion id, the one with the smallest `id` counts.
 */
export function compileSnapshot(pages: Iterable<GraphPage>, options: CompileOptions = {}): Compiled {
  const sorted = sortedPages(pages);
  const nodes = sorted.length;
  const index = new Map<string, number>();
  for (let i = 0; i < nodes; i++) index.set(sorted[i]!.notion_id, i);

  const parent = new Int32Array(nodes);
  const dropped = { self_links: 0, missing_targets: 0 };
  const merger = new LinkMerger(sorted.reduce((sum, page) => sum + page.links.length + 1, 0));
  for (let node = 0; node < nodes; node++) {
    const page = sorted[node]!;
    parent[node] = parentOf(page, node, index);
    if (parent[node]! >= 0 && options.child_links !== false) merger.add(parent[node]!, node, 'child', 1);
    for (const link of page.links) {
      const target = index.get(link.target);
      if (target === undefined) dropped.missing_targets++;
      else if (target === node) dropped.self_links++;
      else merger.add(node, target, link.kind, link.count, link.evidence, link.dual === true);
    }
  }
  const links = merger.merge(nodes);
  return { snapshot: toSnapshot(sorted, parent, links), evidence: toEvidence(links), dropped };
}

/** The holder; a row whose holder is no node hangs on its database. A page never holds itself. */
function parentOf(page: GraphPage, node: number, index: ReadonlyMap<string, number>): number {
  for (const id of [page.parent_id, page.database_id]) {
    const holder = id === null ? undefined : index.get(id);
    if (holder !== undefined && holder !== node) return holder;
  }
  return -1;
}

function sortedPages(pages: Iterable<GraphPage>): GraphPage[] {
  const by_id = new Map<string, GraphPage>();
  for (const page of pages) {
    const other = by_id.get(page.notion_id);
    if (other === undefined || precedes(page, other)) by_id.set(page.notion_id, page);
  }
  return [...by_id.values()].sort((a, b) => (a.notion_id < b.notion_id ? -1 : 1));
}

/** Total order on pages with one Notion id. Their content decides only where even our ids agree. */
function precedes(page: GraphPage, other: GraphPage): boolean {
  if (page.id !== other.id) return page.id < other.id;
  return JSON.stringify(page) < JSON.stringify(other);
}

function toSnapshot(pages: readonly GraphPage[], parent: Int32Array, links: MergedLinks): Snapshot {
  const nodes = pages.length;
  const database_names = [...new Set(pages.flatMap((page) => page.database_id ?? []))].sort();
  const database_index = new Map(database_names.map((id, i) => [id, i]));
  const writer = new HeapWriter(nodes * 160);
  const ids = writer.column(nodes, (i) => pages[i]!.notion_id);
  const page_ids = writer.column(nodes, (i) => pages[i]!.id);
  const titles = writer.column(nodes, (i) => pages[i]!.title);
  const icons = writer.column(nodes, (i) => pages[i]!.icon ?? '');
  const urls = writer.column(nodes, (i) => pages[i]!.url ?? '');
  const database_ids = writer.column(database_names.length, (i) => database_names[i]!);
  const heap = writer.finish();
  const { sentences: _, ...edges } = links;
  return {
    node_count: nodes,
    edge_count: links.edge_source.length,
    ids: stringColumn(heap, ids),
    page_ids: stringColumn(heap, page_ids),
    titles: stringColumn(heap, titles),
    icons: stringColumn(heap, icons),
    urls: stringColumn(heap, urls),
    database_ids: stringColumn(heap, database_ids),
    kinds: Uint8Array.from(pages, (page) => (page.kind === 'database' ? 1 : 0)),
    database: Int32Array.from(pages, (page) => database_index.get(page.database_id ?? '') ?? -1),
    parent,
    created: Float64Array.from(pages, (page) => milliseconds(page.created_time)),
    edited: Float64Array.from(pages, (page) => milliseconds(page.last_edited_time)),
    ...edges,
    edge_value: sumKinds(links.edge_kind_first, links.kind_counts),
    ...adjacency(nodes, links.edge_source, links.edge_target),
  };
}

function toEvidence(links: MergedLinks): Evidence {
  const sentence_first = new Uint32Array(links.sentences.length + 1);
  for (let entry = 0; entry < links.sentences.length; entry++) {
    sentence_first[entry + 1] = sentence_first[entry]! + links.sentences[entry]!.length;
  }
  const all = links.sentences.flat();
  const writer = new HeapWriter(all.length * 64);
  const offsets = writer.column(all.length, (i) => all[i]!);
  return {
    edge_kinds: links.edge_kinds,
    entry_first: links.edge_kind_first,
    sentence_first,
    sentences: stringColumn(writer.finish(), offsets),
  };
}

const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** NaN for what is not ISO 8601. Without an offset it is UTC: the machine's zone must not get into the bytes. */
function milliseconds(time: string | null): number {
  const parts = time === null ? null : ISO.exec(time);
  if (!parts) return NaN;
  return Date.parse(parts[1] !== undefined && parts[4] === undefined ? `${time}Z` : time!);
}
