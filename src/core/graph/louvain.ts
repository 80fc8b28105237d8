import { seededRandom, shuffled } from './random.js';
import type { WeightedGraph } from './weighted-graph.js';
import { aggregate } from './weighted-graph.js';

/** One step of coarsening: the group of each node, and the graph of the groups. */
export interface Level {
  readonly group: Uint32Array;
  readonly graph: WeightedGraph;
}

/** A move must gain this share of the whole weight; less is the noise of rounding, and could go in circles. */
const GAIN = 1e-7;
const MAX_PASSES = 16;
const MAX_LEVELS = 12;

/**
 * Louvain's method (Blondel et al. 2008, arXiv:0803.0476) on flat arrays, with every level kept: the last one is the
 * partition, all of them are the coarsening of the layout. Visits nodes in a seeded order, breaks ties by the smaller
 * group, so it is deterministic. Never joins what is not connected.
 */
export function louvainLevels(graph: WeightedGraph, seed: number): Level[] {
  const random = seededRandom(seed);
  const levels: Level[] = [];
  let current = graph;
  while (levels.length < MAX_LEVELS) {
    const { group, count } = moveNodes(current, random);
    if (count === current.node_count) break;
    const coarser = aggregate(current, group, count);
    levels.push({ group, graph: coarser });
    current = coarser;
  }
  return levels;
}

/** The group of each finest node after all levels. */
export function flatten(node_count: number, levels: readonly Level[]): Uint32Array<ArrayBuffer> {
  const group = Uint32Array.from({ length: node_count }, (_, node) => node);
  for (const level of levels) for (let node = 0; node < node_count; node++) group[node] = level.group[group[node]!]!;
  return group;
}

function moveNodes(graph: WeightedGraph, random: () => number): { group: Uint32Array; count: number } {
  const { node_count: n, first, neighbour, weight, inner } = graph;
  const strength = new Float64Array(n);
  let total = 0;
  for (let node = 0; node < n; node++) {
    let sum = inner[node]!;
    for (let i = first[node]!; i < first[node + 1]!; i++) sum += weight[i]!;
    strength[node] = sum;
    total += sum;
  }
  const group = Uint32Array.from({ length: n }, (_, node) => node);
  const group_strength = strength.slice();
  const to_group = new Float64Array(n);
  const touched = new Uint32Array(n);
  // After the first pass only nodes whose neighbourhood changed are looked at again (as in Leiden's fast local move).
  const stale = new Uint8Array(n).fill(1);
  const order = shuffled(n, random);
  for (let pass = 0, moved = n; moved > 0 && pass < MAX_PASSES; pass++) {
    moved = 0;
    for (const node of order) {
      if (stale[node] === 0) continue;
      stale[node] = 0;
      const own = group[node]!;
      let touches = 0;
      for (let i = first[node]!; i < first[node + 1]!; i++) {
        const other = group[neighbour[i]!]!;
        if (to_group[other] === 0) touched[touches++] = other;
        to_group[other]! += weight[i]!;
      }
      const share = strength[node]! / total;
      group_strength[own]! -= strength[node]!;
      let best = own;
      let best_gain = to_group[own]! - share * group_strength[own]! + GAIN * strength[node]!;
      for (let i = 0; i < touches; i++) {
        const other = touched[i]!;
        const gain = to_group[other]! - share * group_strength[other]!;
        if (gain > best_gain || (gain === best_gain && other < best && best !== own)) {
          best = other;
          best_gain = gain;
        }
        to_group[other] = 0;
      }
      group_strength[best]! += strength[node]!;
      if (best === own) continue;
      group[node] = best;
      moved++;
      for (let i = first[node]!; i < first[node + 1]!; i++) if (group[neighbour[i]!] !== best) stale[neighbour[i]!] = 1;
    }
  }
  return numbered(group);
}

/** Groups renumbered by their first node. */
function numbered(group: Uint32Array): { group: Uint32Array; count: number } {
  const number = new Int32Array(group.length).fill(-1);
  let count = 0;
  const renumbered = group.map((old) => {
    if (number[old]! < 0) number[old] = count++;
    return number[old]!;
  });
  return { group: renumbered, count };
}
