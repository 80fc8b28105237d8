import { forceCenter, forceLink, forceManyBody, forceSimulation } from 'd3-force';
import type { SimulationNodeDatum } from 'd3-force';
import { findCommunities } from '../src/core/graph/communities.js';
import type { WeightedGraph } from '../src/core/graph/weighted-graph.js';
import { undirectedGraph } from '../src/core/graph/weighted-graph.js';
import { Grid } from '../src/core/layout/grid.js';
import { layOut } from '../src/core/layout/layout.js';
import { nodeRadius } from '../src/core/layout/overlap.js';
import type { EdgeList } from './graph-data.js';

export interface Quality {
  /** Standard deviation of link lengths over their mean; lower is better. */
  edge_length_deviation: number;
  /** Mean share of a node's neighbours (at most 10) among its 10 nearest nodes on the map; higher is better. */
  neighbourhood_preservation: number;
  /** Share of nodes that cover another one, at the layout's radii; lower is better. */
  node_overlap: number;
}

export interface Placed {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

/** Our layout from nothing: communities, coarsening and all. */
export function ownLayout(edges: EdgeList): Placed {
  const graph = undirectedGraph(edges.nodes, edges.source, edges.target);
  const { community, levels } = findCommunities(graph, 1);
  return layOut(graph, { communities: community, levels });
}

/** d3-force as its documentation sets it up: its own spiral start, default forces, the default 300 ticks. */
export function d3Layout(edges: EdgeList, ticks = 300): Placed {
  const nodes: SimulationNodeDatum[] = Array.from({ length: edges.nodes }, (_, index) => ({ index }));
  const links = Array.from(edges.source, (source, i) => ({ source, target: edges.target[i]! }));
  const simulation = forceSimulation(nodes)
    .force('charge', forceManyBody())
    .force('link', forceLink(links))
    .force('center', forceCenter(0, 0))
    .stop();
  simulation.tick(ticks);
  return { x: nodes.map(({ x }) => x ?? 0), y: nodes.map(({ y }) => y ?? 0) };
}

export function quality(edges: EdgeList, { x, y }: Placed): Quality {
  const graph = undirectedGraph(edges.nodes, edges.source, edges.target);
  return {
    edge_length_deviation: lengthDeviation(edges, x, y),
    neighbourhood_preservation: preservation(graph, x, y, 10),
    node_overlap: overlap(graph, x, y),
  };
}

function lengthDeviation(edges: EdgeList, x: ArrayLike<number>, y: ArrayLike<number>): number {
  const lengths = Array.from(edges.source, (source, i) => {
    const target = edges.target[i]!;
    return Math.hypot(x[source]! - x[target]!, y[source]! - y[target]!);
  });
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const variance = lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / lengths.length;
  return Math.sqrt(variance) / mean;
}

function preservation(graph: WeightedGraph, x: ArrayLike<number>, y: ArrayLike<number>, k: number): number {
  const n = graph.node_count;
  const width = spanOf(x);
  const height = spanOf(y);
  const grid = new Grid(x, y, Math.sqrt((width * height) / n));
  let sum = 0;
  let counted = 0;
  for (let node = 0; node < n; node++) {
    const own = new Set(graph.neighbour.subarray(graph.first[node], graph.first[node + 1]));
    if (own.size === 0) continue;
    let near: { index: number; distance: number }[] = [];
    for (let reach = 2 * Math.sqrt((width * height) / n); ; reach *= 2) {
      near = [];
      grid.around(x[node]!, y[node]!, reach, (index) => {
        const distance = Math.hypot(x[index]! - x[node]!, y[index]! - y[node]!);
        if (index !== node && distance <= reach) near.push({ index, distance });
      });
      if (near.length >= Math.min(k, n - 1)) break;
    }
    near.sort((a, b) => a.distance - b.distance);
    sum += near.slice(0, k).filter(({ index }) => own.has(index)).length / Math.min(k, own.size);
    counted++;
  }
  return sum / counted;
}

function overlap(graph: WeightedGraph, x: ArrayLike<number>, y: ArrayLike<number>): number {
  const radius = (node: number): number => nodeRadius(graph.first[node + 1]! - graph.first[node]!);
  const grid = new Grid(x, y, 28);
  let covering = 0;
  for (let node = 0; node < graph.node_count; node++) {
    let covered = 0;
    grid.around(x[node]!, y[node]!, 28, (other) => {
      const distance = Math.hypot(x[other]! - x[node]!, y[other]! - y[node]!);
      if (other !== node && distance < radius(node) + radius(other)) covered++;
    });
    if (covered > 0) covering++;
  }
  return covering / graph.node_count;
}

function spanOf(values: ArrayLike<number>): number {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return Math.max(high - low, 1e-9);
}
