import type { WeightedGraph } from '../graph/weighted-graph.js';

/** Links between communities pull at this share, so that communities stand apart and the map is no ball of hair. */
const BETWEEN = 0.5;

/**
 * The graph with its weights as springs: 1 over the smaller degree of the two ends (as d3-force does), so that a leaf
 * stays at its hub and two hubs do not crush what is between them.
 */
export function springsOf(graph: WeightedGraph, communities: Uint32Array): WeightedGraph {
  const weight = new Float64Array(graph.neighbour.length);
  for (let node = 0; node < graph.node_count; node++) {
    const degree = graph.first[node + 1]! - graph.first[node]!;
    for (let i = graph.first[node]!; i < graph.first[node + 1]!; i++) {
      const other = graph.neighbour[i]!;
      const other_degree = graph.first[other + 1]! - graph.first[other]!;
      weight[i] = (communities[node] === communities[other] ? 1 : BETWEEN) / Math.min(degree, other_degree);
    }
  }
  return { ...graph, weight, inner: new Float64Array(graph.node_count) };
}
