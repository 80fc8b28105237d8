import type { LinkKind } from '../notion/page.js';
import type { Selection } from './select.js';
import type { Graph, Snapshot } from './snapshot.js';
import { edgeDirected, edgeValue, isoTime, kindsOf } from './snapshot.js';

/** A node as every JSON answer spells it (interface.md). */
export interface NodeJson {
  id: string;
  page_id: string;
  name: string;
  kind: 'page' | 'database';
  /** Community; null until laid out, like `x` and `y`. */
  group: number | null;
  url: string | null;
  icon: string | null;
  degree: number;
  x: number | null;
  y: number | null;
  database_id: string | null;
  created_time: string | null;
  last_edited_time: string | null;
}

export interface LinkJson {
  source: string;
  target: string;
  kind: LinkKind;
  kinds: readonly LinkKind[];
  value: number;
  directed: boolean;
}

export interface GraphStats {
  nodes: number;
  links: number;
  communities: number;
  shown_nodes: number;
  shown_links: number;
}

export interface GraphJson {
  version: number;
  nodes: NodeJson[];
  links: LinkJson[];
  stats: GraphStats;
}

/** A hundredth of a unit is beyond what a screen shows, and a third of the bytes of the full float. */
export function rounded(coordinate: number): number {
  return Math.round(coordinate * 100) / 100 || 0;
}

export function databaseIdOf(snapshot: Snapshot, node: number): string | null {
  const database = snapshot.database[node]!;
  return database < 0 ? null : snapshot.database_ids.at(database);
}

export function nodeJson({ snapshot, view }: Graph, node: number): NodeJson {
  return {
    id: snapshot.ids.at(node),
    page_id: snapshot.page_ids.at(node),
    name: snapshot.titles.at(node),
    kind: snapshot.kinds[node] === 1 ? 'database' : 'page',
    group: view ? view.community[node]! : null,
    url: snapshot.urls.at(node) || null,
    icon: snapshot.icons.at(node) || null,
    degree: snapshot.degree[node]!,
    x: view ? rounded(view.x[node]!) : null,
    y: view ? rounded(view.y[node]!) : null,
    database_id: databaseIdOf(snapshot, node),
    created_time: isoTime(snapshot.created[node]!),
    last_edited_time: isoTime(snapshot.edited[node]!),
  };
}

/** The edge as it shows in the kinds of a mask. */
export function linkJson({ snapshot }: Graph, edge: number, mask: number): LinkJson {
  const kinds = kindsOf(snapshot.edge_kinds[edge]! & mask);
  return {
    source: snapshot.ids.at(snapshot.edge_source[edge]!),
    target: snapshot.ids.at(snapshot.edge_target[edge]!),
    kind: kinds[0]!,
    kinds,
    value: edgeValue(snapshot, edge, mask),
    directed: edgeDirected(snapshot, edge, mask),
  };
}

/** `nodes`, `links`, `communities` of the whole graph, `shown_…` of the selection. */
export function graphStats({ snapshot, view }: Graph, selection: Selection): GraphStats {
  return {
    nodes: snapshot.node_count,
    links: snapshot.edge_count,
    communities: view ? new Set(view.community).size : 0,
    shown_nodes: selection.nodes.length,
    shown_links: selection.edges.length,
  };
}

/** The whole answer as one object; for small selections. */
export function d3Object(graph: Graph, selection: Selection): GraphJson {
  return {
    version: graph.version,
    nodes: Array.from(selection.nodes, (node) => nodeJson(graph, node)),
    links: Array.from(selection.edges, (edge) => linkJson(graph, edge, selection.kinds)),
    stats: graphStats(graph, selection),
  };
}

/** The same answer as JSON text in chunks of about 64 K characters, so that 100,000 nodes are never one string. */
export function* d3Json(graph: Graph, selection: Selection): Generator<string> {
  yield* inChunks(d3Parts(graph, selection));
}

function* d3Parts(graph: Graph, selection: Selection): Generator<string> {
  yield `{"version":${graph.version},"nodes":[`;
  let separator = '';
  for (const node of selection.nodes) {
    yield separator + JSON.stringify(nodeJson(graph, node));
    separator = ',';
  }
  yield '],"links":[';
  separator = '';
  for (const edge of selection.edges) {
    yield separator + JSON.stringify(linkJson(graph, edge, selection.kinds));
    separator = ',';
  }
  yield `],"stats":${JSON.stringify(graphStats(graph, selection))}}`;
}

const CHUNK = 1 << 16;

/** Joins small parts to chunks of about 64 K characters. */
export function* inChunks(parts: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const part of parts) {
    chunk += part;
    if (chunk.length >= CHUNK) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk.length > 0) yield chunk;
}
