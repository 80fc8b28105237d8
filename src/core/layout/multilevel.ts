import type { WeightedGraph } from '../graph/weighted-graph.js';
import { aggregate } from '../graph/weighted-graph.js';
import type { SolveOptions } from './solve.js';
import { solve } from './solve.js';
import { sunflower } from './sunflower.js';

/** Start distance of the points of a spread group: point i lies at SPREAD · √i. */
const SPREAD = 9;

/**
 * Positions of a connected graph of springs: lays out the coarsest level, then puts the members of every group in a
 * disc in its place and solves again, level by level. `groups` are the levels' maps, finest first.
 */
export function layOutConnected(
  springs: WeightedGraph,
  groups: readonly Uint32Array[],
  x: Float64Array,
  y: Float64Array,
  on_progress: (share: number) => void,
): void {
  const graphs = [springs];
  for (const group of groups) {
    const finer = graphs.at(-1)!;
    graphs.push(
      aggregate(
        finer,
        group,
        group.reduce((most, own) => Math.max(most, own + 1), 0),
      ),
    );
  }
  const work = graphs.map((graph) => graph.node_count * iterationsFor(graph));
  const all_work = work.reduce((sum, part) => sum + part, 0);
  let [level_x, level_y] = [new Float64Array(0), new Float64Array(0)];
  let done = 0;
  for (let level = graphs.length - 1; level >= 0; level--) {
    const graph = graphs[level]!;
    const [child_x, child_y] = [new Float64Array(graph.node_count), new Float64Array(graph.node_count)];
    const coarsest = level === graphs.length - 1;
    if (coarsest) expand(graph, new Uint32Array(graph.node_count), [0], [0], child_x, child_y);
    else expand(graph, groups[level]!, level_x, level_y, child_x, child_y);
    const options = stepsFor(graph, coarsest);
    const [before, part] = [done, work[level]!];
    solve(graph, child_x, child_y, {
      ...options,
      on_iteration: (iteration) => on_progress((before + (part * iteration) / options.iterations) / all_work),
    });
    done += part;
    [level_x, level_y] = [child_x, child_y];
  }
  x.set(level_x);
  y.set(level_y);
}

/** Small graphs get as many steps as they need to settle; large ones as many as their time allows. */
function iterationsFor(graph: WeightedGraph): number {
  const load = graph.node_count + graph.neighbour.length / 4;
  return load <= 10_000 ? 400 : load <= 80_000 ? 160 : 80;
}

function stepsFor(graph: WeightedGraph, coarsest: boolean): SolveOptions {
  let mass = 0;
  for (let node = 0; node < graph.node_count; node++) mass += graph.mass[node]!;
  const spacing = 12 * Math.sqrt(mass / graph.node_count);
  return {
    iterations: iterationsFor(graph),
    first_step: (coarsest ? 6 : 4) * spacing,
    last_step: 0.02 * spacing,
  };
}

/** Puts each group's members around its place, the best linked in the middle: a hub is born inside its leaves. */
function expand(
  graph: WeightedGraph,
  group: Uint32Array,
  group_x: ArrayLike<number>,
  group_y: ArrayLike<number>,
  x: Float64Array,
  y: Float64Array,
): void {
  const members: number[][] = Array.from({ length: group_x.length }, () => []);
  for (let node = 0; node < graph.node_count; node++) members[group[node]!]!.push(node);
  const links = (node: number): number => graph.first[node + 1]! - graph.first[node]!;
  for (const [own, nodes] of members.entries()) {
    nodes.sort((a, b) => links(b) - links(a) || a - b);
    let mass = 0;
    for (const node of nodes) mass += graph.mass[node]!;
    const spacing = SPREAD * Math.sqrt(mass / nodes.length);
    sunflower(nodes.length, spacing, 0, (i, dx, dy) => {
      x[nodes[i]!] = group_x[own]! + dx;
      y[nodes[i]!] = group_y[own]! + dy;
    });
  }
}
