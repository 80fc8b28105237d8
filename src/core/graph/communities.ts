import { matchNodes } from './continuity.js';
import type { Level } from './louvain.js';
import { flatten, louvainLevels } from './louvain.js';
import type { Snapshot, View } from './snapshot.js';
import type { WeightedGraph } from './weighted-graph.js';

export interface Communities {
  /** Label per node; labels run from 0 by size, ties by smallest node. Nodes without a link share the last label. */
  readonly community: Uint32Array;
  readonly count: number;
  /** Louvain's levels, which the layout coarsens by. */
  readonly levels: readonly Level[];
}

/**
 * Communities by Louvain's method. Nodes without any link are one community, the last: a legend then has one entry
 * "not linked" after the real ones, instead of an entry per page or a false giant in the first place.
 */
export function findCommunities(graph: WeightedGraph, seed = 1): Communities {
  const levels = louvainLevels(graph, seed);
  const group = flatten(graph.node_count, levels);
  const isolated = (node: number): boolean => graph.first[node] === graph.first[node + 1];
  const size = new Uint32Array(graph.node_count);
  const smallest = new Int32Array(graph.node_count).fill(-1);
  const groups: number[] = [];
  let any_isolated = false;
  for (let node = 0; node < graph.node_count; node++) {
    const own = group[node]!;
    if (isolated(node)) {
      any_isolated = true;
      continue;
    }
    if (smallest[own]! < 0) {
      smallest[own] = node;
      groups.push(own);
    }
    size[own]!++;
  }
  groups.sort((a, b) => size[b]! - size[a]! || smallest[a]! - smallest[b]!);
  const label = new Uint32Array(graph.node_count);
  for (const [i, own] of groups.entries()) label[own] = i;
  const community = group.map((own, node) => (isolated(node) ? groups.length : label[own]!));
  return { community, count: groups.length + (any_isolated ? 1 : 0), levels };
}

/**
 * The same communities under the previous view's labels, so that colours and names persist: pairs of a new and an old
 * community take each other greatest overlap first; a community without a partner takes the smallest free label.
 */
export function matchCommunities(
  snapshot: Snapshot,
  found: Communities,
  previous: { snapshot: Snapshot; view: View },
): Communities {
  const match = matchNodes(snapshot, previous.snapshot);
  const old_count = previous.view.community_count;
  const overlaps = new Map<number, number>();
  for (let node = 0; node < snapshot.node_count; node++) {
    if (match[node]! < 0) continue;
    const pair = found.community[node]! * old_count + previous.view.community[match[node]!]!;
    overlaps.set(pair, (overlaps.get(pair) ?? 0) + 1);
  }
  const label = new Int32Array(found.count).fill(-1);
  const taken = new Set<number>();
  for (const [pair] of [...overlaps].sort((a, b) => b[1] - a[1] || a[0] - b[0])) {
    const old = pair % old_count;
    const own = (pair - old) / old_count;
    if (label[own]! >= 0 || taken.has(old)) continue;
    label[own] = old;
    taken.add(old);
  }
  let free = 0;
  let count = 0;
  for (let own = 0; own < found.count; own++) {
    if (label[own]! < 0) {
      while (taken.has(free)) free++;
      label[own] = free;
      taken.add(free);
    }
    count = Math.max(count, label[own]! + 1);
  }
  return { ...found, community: found.community.map((own) => label[own]!), count };
}
