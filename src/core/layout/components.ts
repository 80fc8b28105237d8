import type { WeightedGraph } from '../graph/weighted-graph.js';

/** Connected components of at least two nodes, largest first, ties by first node; and the nodes without a link. */
export function components(graph: WeightedGraph): { connected: Uint32Array[]; isolated: Uint32Array } {
  const { node_count: n, first, neighbour } = graph;
  const seen = new Uint8Array(n);
  const queue = new Uint32Array(n);
  const connected: Uint32Array[] = [];
  const isolated: number[] = [];
  for (let start = 0; start < n; start++) {
    if (seen[start] === 1) continue;
    seen[start] = 1;
    if (first[start] === first[start + 1]) {
      isolated.push(start);
      continue;
    }
    queue[0] = start;
    let end = 1;
    for (let at = 0; at < end; at++) {
      const node = queue[at]!;
      for (let i = first[node]!; i < first[node + 1]!; i++) {
        const other = neighbour[i]!;
        if (seen[other] === 1) continue;
        seen[other] = 1;
        queue[end++] = other;
      }
    }
    connected.push(queue.slice(0, end).sort());
  }
  connected.sort((a, b) => b.length - a.length || a[0]! - b[0]!);
  return { connected, isolated: Uint32Array.from(isolated) };
}
