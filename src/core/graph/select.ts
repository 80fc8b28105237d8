import type { LinkKind } from '../notion/page.js';
import { importanceOrder } from './importance.js';
import type { Graph, Snapshot } from './snapshot.js';
import { ALL_KINDS, indexInColumn, kindMask, nodeIndex } from './snapshot.js';

/** A part of a graph; every edge's ends are among the nodes. */
export interface Selection {
  readonly nodes: Uint32Array;
  readonly edges: Uint32Array;
  /** The kinds that edges show; `ALL_KINDS` unless narrowed. */
  readonly kinds: number;
}

/** An absent or empty list is no restriction. */
export interface SelectOptions {
  kinds?: readonly LinkKind[];
  /** Notion ids of databases: they and their rows. Together with `root_ids`: what is in either. */
  database_ids?: readonly string[];
  /** Notion ids of pages or databases: they and everything beneath them. */
  root_ids?: readonly string[];
  /** At most so many nodes, the most important ones, in that order; without it nodes come by index. */
  limit?: number;
}

export function selectGraph(graph: Graph, options: SelectOptions = {}): Selection {
  const { snapshot } = graph;
  const kinds = options.kinds?.length ? kindMask(options.kinds) : ALL_KINDS;
  const scope = scopeOf(snapshot, options);
  const limit = options.limit === undefined ? Infinity : Math.max(0, options.limit);
  const order = limit < snapshot.node_count ? importanceOrder(graph) : undefined;
  const picked: number[] = [];
  for (let i = 0; i < snapshot.node_count && picked.length < limit; i++) {
    const node = order ? order[i]! : i;
    if (!scope || scope[node] === 1) picked.push(node);
  }
  return inducedSelection(snapshot, Uint32Array.from(picked), kinds);
}

/** These nodes with every edge among them that has one of the kinds, by index. */
export function inducedSelection(snapshot: Snapshot, nodes: Uint32Array, kinds = ALL_KINDS): Selection {
  const { edge_kinds, edge_source, edge_target, out_first } = snapshot;
  const inside = new Uint8Array(snapshot.node_count);
  for (const node of nodes) inside[node] = 1;
  const edges: number[] = [];
  if (nodes.length * 4 > snapshot.node_count) {
    for (let edge = 0; edge < snapshot.edge_count; edge++) {
      if (edge_kinds[edge]! & kinds && inside[edge_source[edge]!] === 1 && inside[edge_target[edge]!] === 1) {
        edges.push(edge);
      }
    }
    return { nodes, edges: Uint32Array.from(edges), kinds };
  }
  for (const node of nodes.slice().sort()) {
    for (let edge = out_first[node]!; edge < out_first[node + 1]!; edge++) {
      if (edge_kinds[edge]! & kinds && inside[edge_target[edge]!] === 1) edges.push(edge);
    }
  }
  return { nodes, edges: Uint32Array.from(edges), kinds };
}

/** 1 for every node in the databases or beneath the roots; undefined where neither is given. */
function scopeOf(snapshot: Snapshot, options: SelectOptions): Uint8Array | undefined {
  const { database_ids = [], root_ids = [] } = options;
  if (database_ids.length + root_ids.length === 0) return undefined;
  const scope = root_ids.length > 0 ? beneath(snapshot, root_ids) : new Uint8Array(snapshot.node_count);
  const databases = new Set<number>();
  for (const id of database_ids) {
    const node = nodeIndex(snapshot, id);
    if (node >= 0) scope[node] = 1;
    const database = indexInColumn(snapshot.database_ids, id);
    if (database >= 0) databases.add(database);
  }
  for (let node = 0; databases.size > 0 && node < snapshot.node_count; node++) {
    if (databases.has(snapshot.database[node]!)) scope[node] = 1;
  }
  return scope;
}

const UNKNOWN = 0;
const INSIDE = 1;
const OUTSIDE = 2;

/** Walks up from every node until something known; a chain is walked once, a cycle without a root is outside. */
function beneath(snapshot: Snapshot, root_ids: readonly string[]): Uint8Array {
  const { parent, node_count } = snapshot;
  const state = new Uint8Array(node_count);
  for (const id of root_ids) {
    const node = nodeIndex(snapshot, id);
    if (node >= 0) state[node] = INSIDE;
  }
  for (let start = 0; start < node_count; start++) {
    const path: number[] = [];
    let node = start;
    while (node >= 0 && state[node] === UNKNOWN) {
      state[node] = OUTSIDE;
      path.push(node);
      node = parent[node]!;
    }
    if (node >= 0 && state[node] === INSIDE) for (const below of path) state[below] = INSIDE;
  }
  return state.map((value) => (value === INSIDE ? 1 : 0));
}
