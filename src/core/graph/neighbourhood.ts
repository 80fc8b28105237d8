import { importanceRank } from './importance.js';
import type { Selection } from './select.js';
import { inducedSelection } from './select.js';
import type { Graph } from './snapshot.js';
import { ALL_KINDS } from './snapshot.js';

/** No local graph shows more (interface.md). */
export const NEIGHBOURHOOD_MAX = 2000;

export interface Neighbourhood extends Selection {
  /** Steps from the node in the middle, one entry per node; nodes are in ascending order of it. */
  readonly distance: Uint32Array;
  /** Whether the limit left nodes out that the depth would have reached. */
  readonly truncated: boolean;
}

/**
 * The nodes at most `depth` steps from a node along links in either direction: nearest first, within a distance the
 * most important first, at most `limit` of them; with every link among them. Empty for an index outside the graph.
 */
export function neighbourhood(
  graph: Graph,
  node: number,
  depth: number,
  limit: number = NEIGHBOURHOOD_MAX,
  kinds = ALL_KINDS,
): Neighbourhood {
  const { snapshot } = graph;
  const most = Math.min(NEIGHBOURHOOD_MAX, Math.max(0, Math.floor(limit) || 0));
  const nodes: number[] = [];
  const distance: number[] = [];
  let truncated = false;
  if (node >= 0 && node < snapshot.node_count) {
    const rank = importanceRank(graph);
    const seen = new Uint8Array(snapshot.node_count);
    seen[node] = 1;
    let ring = [node];
    for (let steps = 0; ring.length > 0 && steps <= (depth > 0 ? depth : 0); steps++) {
      ring.sort((a, b) => rank[a]! - rank[b]!);
      if (nodes.length + ring.length > most) truncated = true;
      for (const member of ring.slice(0, most - nodes.length)) {
        nodes.push(member);
        distance.push(steps);
      }
      if (truncated) break;
      ring = nextRing(graph, ring, seen, kinds);
    }
  }
  return {
    ...inducedSelection(snapshot, Uint32Array.from(nodes), kinds),
    distance: Uint32Array.from(distance),
    truncated,
  };
}

function nextRing({ snapshot }: Graph, ring: readonly number[], seen: Uint8Array, kinds: number): number[] {
  const { out_first, in_first, in_edges, edge_source, edge_target, edge_kinds } = snapshot;
  const found: number[] = [];
  const reach = (edge: number, other: number): void => {
    if (seen[other] === 1 || (edge_kinds[edge]! & kinds) === 0) return;
    seen[other] = 1;
    found.push(other);
  };
  for (const node of ring) {
    for (let edge = out_first[node]!; edge < out_first[node + 1]!; edge++) reach(edge, edge_target[edge]!);
    for (let i = in_first[node]!; i < in_first[node + 1]!; i++) reach(in_edges[i]!, edge_source[in_edges[i]!]!);
  }
  return found;
}
