import { adjacency } from './adjacency.js';
import type { Selection } from './select.js';
import type { Graph, Snapshot } from './snapshot.js';
import { edgeDirected, edgeValue, KIND_BIT, kindsOf } from './snapshot.js';
import { copyColumns } from './string-column.js';

/** A selection as a graph of its own, and where its edges are in the whole one (evidence is stored by those). */
export interface Subgraph {
  graph: Graph;
  /** Edge of the whole graph for each edge here; `evidenceWithin` takes it. */
  edges: Uint32Array;
}

/**
 * The graph that somebody sees who may see only a selection, for instance through an embed: every read made from it
 * knows nothing of the rest, not even by a degree. Nodes and edges keep their order; the version stays.
 */
export function subgraph(graph: Graph, selection: Selection): Subgraph {
  const { snapshot, view } = graph;
  const nodes = selection.nodes.slice().sort();
  const edges = selection.edges.slice().sort();
  const place = new Int32Array(snapshot.node_count).fill(-1);
  for (let i = 0; i < nodes.length; i++) place[nodes[i]!] = i;
  const edge_source = edges.map((edge) => place[snapshot.edge_source[edge]!]!);
  const edge_target = edges.map((edge) => place[snapshot.edge_target[edge]!]!);
  const edge_kinds = Uint8Array.from(edges, (edge) => snapshot.edge_kinds[edge]! & selection.kinds);
  const counts: number[] = [];
  const edge_kind_first = new Uint32Array(edges.length + 1);
  for (let i = 0; i < edges.length; i++) {
    for (const kind of kindsOf(edge_kinds[i]!)) counts.push(edgeValue(snapshot, edges[i]!, KIND_BIT[kind]));
    edge_kind_first[i + 1] = counts.length;
  }
  const databases = usedDatabases(snapshot, nodes);
  const [ids, page_ids, titles, icons, urls, database_ids] = copyColumns([
    [snapshot.ids, nodes],
    [snapshot.page_ids, nodes],
    [snapshot.titles, nodes],
    [snapshot.icons, nodes],
    [snapshot.urls, nodes],
    [snapshot.database_ids, databases.used],
  ]);
  const part: Snapshot = {
    node_count: nodes.length,
    edge_count: edges.length,
    ids: ids!,
    page_ids: page_ids!,
    titles: titles!,
    icons: icons!,
    urls: urls!,
    kinds: Uint8Array.from(nodes, (node) => snapshot.kinds[node]!),
    database_ids: database_ids!,
    database: Int32Array.from(nodes, (node) => databases.place[snapshot.database[node]!] ?? -1),
    parent: Int32Array.from(nodes, (node) => (snapshot.parent[node]! < 0 ? -1 : place[snapshot.parent[node]!]!)),
    created: Float64Array.from(nodes, (node) => snapshot.created[node]!),
    edited: Float64Array.from(nodes, (node) => snapshot.edited[node]!),
    edge_source,
    edge_target,
    edge_kinds,
    edge_value: edges.map((edge) => edgeValue(snapshot, edge, selection.kinds)),
    edge_directed: Uint8Array.from(edges, (edge) => (edgeDirected(snapshot, edge, selection.kinds) ? 1 : 0)),
    edge_kind_first,
    kind_counts: Uint32Array.from(counts),
    ...adjacency(nodes.length, edge_source, edge_target),
  };
  const part_view = view && {
    x: Float32Array.from(nodes, (node) => view.x[node]!),
    y: Float32Array.from(nodes, (node) => view.y[node]!),
    community: Uint32Array.from(nodes, (node) => view.community[node]!),
    community_count: view.community_count,
    importance: Float32Array.from(nodes, (node) => view.importance[node]!),
  };
  return { graph: { version: graph.version, snapshot: part, view: part_view }, edges };
}

/** The databases that these nodes are rows of, renumbered: a part must not name databases that it does not show. */
export function usedDatabases(snapshot: Snapshot, nodes: Uint32Array): { used: Uint32Array; place: Int32Array } {
  const place = new Int32Array(snapshot.database_ids.length).fill(-1);
  for (const node of nodes) if (snapshot.database[node]! >= 0) place[snapshot.database[node]!] = 0;
  const used: number[] = [];
  for (let i = 0; i < place.length; i++) if (place[i] === 0) place[i] = used.push(i) - 1;
  return { used: Uint32Array.from(used), place };
}
