import type { LinkKind, PageLink } from '../notion/page.js';
import { LINK_KINDS } from '../notion/page.js';
import type { StringColumn } from './string-column.js';

/** A stored page as the compile step takes it. Ids named `notion_id` are Notion's, dashed and lower-case. */
export interface GraphPage {
  /** Our UUID; `page_id` in a graph's nodes. */
  id: string;
  notion_id: string;
  kind: 'page' | 'database';
  title: string;
  icon: string | null;
  url: string | null;
  /** Notion id of the page or database that holds it. */
  parent_id: string | null;
  /** Notion id of the database that it is a row of. */
  database_id: string | null;
  /** ISO 8601. */
  created_time: string | null;
  last_edited_time: string | null;
  links: PageLink[];
}

/**
 * A graph as columns. A node is an index into the node columns, which are sorted by Notion id; an edge is an index into
 * the edge columns, which are sorted by (source, target), one edge per ordered pair (interface.md, "What is a node,
 * what is a link"). Never changed after it was compiled.
 */
export interface Snapshot {
  readonly node_count: number;
  readonly edge_count: number;

  /** Notion ids, ascending by UTF-16 code unit. */
  readonly ids: StringColumn;
  readonly page_ids: StringColumn;
  readonly titles: StringColumn;
  /** '' is null in icons and urls. */
  readonly icons: StringColumn;
  readonly urls: StringColumn;
  /** 0 page, 1 database. */
  readonly kinds: Uint8Array;
  /** Notion ids of all databases that some node is a row of, ascending, whether or not they are nodes themselves. */
  readonly database_ids: StringColumn;
  /** Index into `database_ids`, -1 where the node is no row. */
  readonly database: Int32Array;
  /** Node that holds this one (its parent, or its database where the parent is no node); -1 at the top. */
  readonly parent: Int32Array;
  /** Milliseconds since 1970, NaN where unknown. */
  readonly created: Float64Array;
  readonly edited: Float64Array;
  /** Edges that start or end at the node. */
  readonly degree: Uint32Array;

  readonly edge_source: Uint32Array;
  readonly edge_target: Uint32Array;
  /** Bit i is `LINK_KINDS[i]`; never 0. */
  readonly edge_kinds: Uint8Array;
  /** Occurrences, summed over kinds. */
  readonly edge_value: Uint32Array;
  /** 0 where both ends hold the same dual relation, else 1. */
  readonly edge_directed: Uint8Array;
  /** `edge_count + 1` offsets into `kind_counts`, which has one count per edge and kind, in the order of the bits. */
  readonly edge_kind_first: Uint32Array;
  readonly kind_counts: Uint32Array;

  /** Outgoing edges of node n are the edges `out_first[n]` to `out_first[n + 1]`. */
  readonly out_first: Uint32Array;
  /** Incoming edges of node n are `in_edges[in_first[n]]` to `in_edges[in_first[n + 1]]`, ascending by source. */
  readonly in_first: Uint32Array;
  readonly in_edges: Uint32Array;
}

/** Positions, communities and importance of a snapshot's nodes; indices are the snapshot's. */
export interface View {
  /** Layout units, centred on 0, y downwards; a link is 30 to 60 long on average. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Label of each node's community. */
  readonly community: Uint32Array;
  /** Labels are below this. After a match with a previous view some may be unused. */
  readonly community_count: number;
  /** Above 0 and at most 1: relative to the most important node. */
  readonly importance: Float32Array;
}

/** What every read is made from. Version 0: nothing compiled yet. */
export interface Graph {
  version: number;
  snapshot: Snapshot;
  /** Null until the graph is laid out. */
  view: View | null;
}

export const KIND_BIT: Readonly<Record<LinkKind, number>> = Object.fromEntries(
  LINK_KINDS.map((kind, bit) => [kind, 1 << bit]),
) as Record<LinkKind, number>;

export const ALL_KINDS = (1 << LINK_KINDS.length) - 1;

const KIND_LISTS: readonly (readonly LinkKind[])[] = Array.from({ length: ALL_KINDS + 1 }, (_, mask) =>
  LINK_KINDS.filter((_kind, bit) => (mask >> bit) & 1),
);

/** The kinds in a mask, in the order of `LINK_KINDS`. */
export function kindsOf(mask: number): readonly LinkKind[] {
  return KIND_LISTS[mask & ALL_KINDS]!;
}

export function kindMask(kinds: Iterable<LinkKind>): number {
  let mask = 0;
  for (const kind of kinds) mask |= KIND_BIT[kind];
  return mask;
}

/** Index of the node with this Notion id, -1 where there is none. O(log n). */
export function nodeIndex(snapshot: Snapshot, notion_id: string): number {
  return indexInColumn(snapshot.ids, notion_id);
}

/** Position of a string in an ascending column, or -1. */
export function indexInColumn(column: StringColumn, text: string): number {
  let low = 0;
  let high = column.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = column.at(middle);
    if (found === text) return middle;
    if (found < text) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The edge from one node to another, -1 where there is none. O(log out-degree). */
export function edgeBetween(snapshot: Snapshot, source: number, target: number): number {
  let low = snapshot.out_first[source] ?? 0;
  let high = (snapshot.out_first[source + 1] ?? 0) - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = snapshot.edge_target[middle]!;
    if (found === target) return middle;
    if (found < target) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Occurrences of an edge in the kinds of a mask. */
export function edgeValue(snapshot: Snapshot, edge: number, mask: number): number {
  const kinds = snapshot.edge_kinds[edge]!;
  if ((kinds & mask) === kinds) return snapshot.edge_value[edge]!;
  let position = snapshot.edge_kind_first[edge]!;
  let value = 0;
  for (let rest = kinds; rest !== 0; rest &= rest - 1) {
    if (rest & -rest & mask) value += snapshot.kind_counts[position]!;
    position++;
  }
  return value;
}

/** An edge is undirected for its dual relation alone, so without relations in the mask it has a direction. */
export function edgeDirected(snapshot: Snapshot, edge: number, mask: number): boolean {
  return snapshot.edge_directed[edge] === 1 || (mask & KIND_BIT.relation) === 0;
}

/** ISO 8601 UTC of a time column's entry, null where unknown. */
export function isoTime(milliseconds: number): string | null {
  return Math.abs(milliseconds) <= 8.64e15 ? new Date(milliseconds).toISOString() : null;
}
