/**
 * An undirected graph in CSR form: node i's neighbours are `neighbour[first[i]]` to `neighbour[first[i + 1]]`,
 * every edge twice. What communities and positions are computed on.
 */
export interface WeightedGraph {
  readonly node_count: number;
  readonly first: Uint32Array;
  readonly neighbour: Uint32Array;
  readonly weight: Float64Array;
  /** How many nodes of the finest graph each node stands for. */
  readonly mass: Float64Array;
  /** Twice the weight of the edges inside each node. */
  readonly inner: Float64Array;
}

/** From directed edges in any order; the weight of a pair is the number of edges between its ends. No loops. */
export function undirectedGraph(node_count: number, source: Uint32Array, target: Uint32Array): WeightedGraph {
  const edges = source.length;
  const first = new Uint32Array(node_count + 1);
  for (let edge = 0; edge < edges; edge++) {
    first[source[edge]! + 1]!++;
    first[target[edge]! + 1]!++;
  }
  for (let node = 0; node < node_count; node++) first[node + 1]! += first[node]!;
  const next = first.slice();
  const ends = new Uint32Array(edges * 2);
  for (let edge = 0; edge < edges; edge++) {
    ends[next[source[edge]!]!++] = target[edge]!;
    ends[next[target[edge]!]!++] = source[edge]!;
  }
  return mergeNeighbours(node_count, first, ends, undefined, new Float64Array(node_count).fill(1));
}

/** The graph whose nodes are the groups of another one's. */
export function aggregate(graph: WeightedGraph, group: Uint32Array, group_count: number): WeightedGraph {
  const first = new Uint32Array(group_count + 1);
  const mass = new Float64Array(group_count);
  const inner = new Float64Array(group_count);
  for (let node = 0; node < graph.node_count; node++) {
    const own = group[node]!;
    mass[own]! += graph.mass[node]!;
    inner[own]! += graph.inner[node]!;
    for (let i = graph.first[node]!; i < graph.first[node + 1]!; i++) {
      if (group[graph.neighbour[i]!] === own) inner[own]! += graph.weight[i]!;
      else first[own + 1]!++;
    }
  }
  for (let own = 0; own < group_count; own++) first[own + 1]! += first[own]!;
  const next = first.slice();
  const ends = new Uint32Array(first[group_count]!);
  const weight = new Float64Array(ends.length);
  for (let node = 0; node < graph.node_count; node++) {
    const own = group[node]!;
    for (let i = graph.first[node]!; i < graph.first[node + 1]!; i++) {
      const other = group[graph.neighbour[i]!]!;
      if (other === own) continue;
      ends[next[own]!] = other;
      weight[next[own]!++] = graph.weight[i]!;
    }
  }
  return mergeNeighbours(group_count, first, ends, weight, mass, inner);
}

/** The part of a graph on some nodes, which keep their order. `index_of` has room for every node of the whole graph. */
export function subgraphOf(graph: WeightedGraph, nodes: Uint32Array, index_of: Uint32Array): WeightedGraph {
  for (let i = 0; i < nodes.length; i++) index_of[nodes[i]!] = i;
  const first = new Uint32Array(nodes.length + 1);
  for (let i = 0; i < nodes.length; i++) {
    first[i + 1] = first[i]! + graph.first[nodes[i]! + 1]! - graph.first[nodes[i]!]!;
  }
  const neighbour = new Uint32Array(first[nodes.length]!);
  const weight = new Float64Array(neighbour.length);
  let used = 0;
  for (const node of nodes) {
    for (let i = graph.first[node]!; i < graph.first[node + 1]!; i++) {
      neighbour[used] = index_of[graph.neighbour[i]!]!;
      weight[used++] = graph.weight[i]!;
    }
  }
  const mass = Float64Array.from(nodes, (node) => graph.mass[node]!);
  const inner = Float64Array.from(nodes, (node) => graph.inner[node]!);
  return { node_count: nodes.length, first, neighbour, weight, mass, inner };
}

/** Joins equal neighbours, adding their weights, with one mark per node instead of a sort or a map. */
function mergeNeighbours(
  count: number,
  rough_first: Uint32Array,
  ends: Uint32Array,
  weights: Float64Array | undefined,
  mass: Float64Array,
  inner = new Float64Array(count),
): WeightedGraph {
  const first = new Uint32Array(count + 1);
  const neighbour = new Uint32Array(ends.length);
  const weight = new Float64Array(ends.length);
  const place = new Int32Array(count).fill(-1);
  let used = 0;
  for (let node = 0; node < count; node++) {
    const start = used;
    for (let i = rough_first[node]!; i < rough_first[node + 1]!; i++) {
      const other = ends[i]!;
      if (place[other]! < start) {
        place[other] = used;
        neighbour[used++] = other;
      }
      weight[place[other]!]! += weights ? weights[i]! : 1;
    }
    first[node + 1] = used;
  }
  return { node_count: count, first, neighbour: neighbour.slice(0, used), weight: weight.slice(0, used), mass, inner };
}
