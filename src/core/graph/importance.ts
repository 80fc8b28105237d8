import type { Graph, Snapshot } from './snapshot.js';

const DAMPING = 0.85;
const ITERATIONS = 40;
/** A page that gathers links is worth something too, but less than a page that others point at. */
const BACKWARD = 0.5;

/**
 * PageRank over links in both directions, backward ones at half weight: a wiki's home page, which links to everything
 * and is linked by little, is a landmark of the map. Only + − × ÷ in a fixed order, so that it is the same to the byte
 * everywhere. Relative to the greatest, so above 0 and at most 1.
 */
export function pageRank(snapshot: Snapshot): Float32Array<ArrayBuffer> {
  const { node_count: n, edge_count, edge_source, edge_target } = snapshot;
  const total = new Float64Array(n);
  for (let edge = 0; edge < edge_count; edge++) {
    total[edge_source[edge]!]! += 1;
    total[edge_target[edge]!]! += BACKWARD;
  }
  let rank = new Float64Array(n).fill(1);
  let next = new Float64Array(n);
  for (let iteration = 0; iteration < ITERATIONS && edge_count > 0; iteration++) {
    next.fill(1 - DAMPING);
    for (let node = 0; node < n; node++) rank[node] = total[node]! > 0 ? (DAMPING * rank[node]!) / total[node]! : 0;
    for (let edge = 0; edge < edge_count; edge++) {
      const source = edge_source[edge]!;
      const target = edge_target[edge]!;
      next[target]! += rank[source]!;
      next[source]! += rank[target]! * BACKWARD;
    }
    [rank, next] = [next, rank];
  }
  let greatest = 0;
  for (let node = 0; node < n; node++) if (rank[node]! > greatest) greatest = rank[node]!;
  return Float32Array.from(rank, (value) => value / greatest);
}

const orders = new WeakMap<Snapshot, { view: Graph['view']; order: Uint32Array; rank: Uint32Array }>();

function ranking(graph: Graph): { order: Uint32Array; rank: Uint32Array } {
  const { snapshot, view } = graph;
  const known = orders.get(snapshot);
  if (known && known.view === view) return known;
  const weight = view?.importance ?? snapshot.degree;
  const order = Uint32Array.from({ length: snapshot.node_count }, (_, node) => node);
  order.sort((a, b) => weight[b]! - weight[a]! || a - b);
  const rank = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) rank[order[i]!] = i;
  const made = { view, order, rank };
  orders.set(snapshot, made);
  return made;
}

/** All nodes, most important first, ties by index; by degree before the graph has a view. Cached. */
export function importanceOrder(graph: Graph): Uint32Array {
  return ranking(graph).order;
}

/** Position of each node in `importanceOrder`. Cached. */
export function importanceRank(graph: Graph): Uint32Array {
  return ranking(graph).rank;
}
