import type { Level } from '../graph/louvain.js';
import { louvainLevels } from '../graph/louvain.js';
import type { WeightedGraph } from '../graph/weighted-graph.js';
import { subgraphOf } from '../graph/weighted-graph.js';
import { components } from './components.js';
import { layOutConnected } from './multilevel.js';
import { nodeRadius, removeOverlap } from './overlap.js';
import type { Disc } from './packing.js';
import { packDiscs } from './packing.js';
import { boundsOf, layFlat, readableScale } from './shape.js';
import { sunflower } from './sunflower.js';

/** Room between components, and between isolated nodes, in layout units. */
const MARGIN = 24;
const ISOLATED_SPACING = 9;

export interface Coordinates {
  x: Float64Array;
  y: Float64Array;
}

export interface FreshOptions {
  /** Levels of a coarsening of the same graph, finest first, where the caller has them. */
  levels?: readonly Level[];
  seed?: number;
  on_progress?: (share: number) => void;
}

/** Positions from nothing: each component by itself, then packed; see `layOut`. */
export function freshLayout(graph: WeightedGraph, springs: WeightedGraph, options: FreshOptions): Coordinates {
  const n = graph.node_count;
  const [x, y] = [new Float64Array(n), new Float64Array(n)];
  const { connected, isolated } = components(graph);
  const levels = options.levels ?? louvainLevels(graph, options.seed ?? 1);
  const index_of = new Uint32Array(n);
  const discs: Disc[] = [];
  let done = 0;
  for (const nodes of connected) {
    const part = subgraphOf(springs, nodes, index_of);
    const [part_x, part_y] = [new Float64Array(nodes.length), new Float64Array(nodes.length)];
    const before = done;
    layOutConnected(part, restrict(levels, nodes), part_x, part_y, (share) =>
      options.on_progress?.((before + share * nodes.length) / n),
    );
    done += nodes.length;
    discs.push({ x: 0, y: 0, r: finish(part, part_x, part_y) + MARGIN / 2 });
    for (let i = 0; i < nodes.length; i++) [x[nodes[i]!], y[nodes[i]!]] = [part_x[i]!, part_y[i]!];
  }
  placeComponents(connected, discs, isolated, x, y);
  return { x, y };
}

/** Scales, spreads and turns one component; returns the radius of the disc about 0 that holds it. */
function finish(part: WeightedGraph, x: Float64Array, y: Float64Array): number {
  const scale = readableScale(part, x, y);
  for (let i = 0; i < x.length; i++) {
    x[i]! *= scale;
    y[i]! *= scale;
  }
  const radius = radii(part);
  removeOverlap(x, y, radius, undefined, x.length > 20_000 ? 12 : 40);
  layFlat(x, y);
  const { center_x, center_y } = boundsOf(x, y);
  let reach = 0;
  for (let i = 0; i < x.length; i++) {
    x[i]! -= center_x;
    y[i]! -= center_y;
    reach = Math.max(reach, Math.sqrt(x[i]! * x[i]! + y[i]! * y[i]!) + radius[i]!);
  }
  return reach;
}

export function radii(graph: WeightedGraph): Float64Array {
  return Float64Array.from({ length: graph.node_count }, (_, i) => nodeRadius(graph.first[i + 1]! - graph.first[i]!));
}

/**
 * Puts components side by side. The isolated nodes are a disc of their own among them, or, where they are the greater
 * part, a ring around all the others. The middle of it all is 0.
 */
function placeComponents(
  connected: readonly Uint32Array[],
  discs: readonly Disc[],
  isolated: Uint32Array,
  x: Float64Array,
  y: Float64Array,
): void {
  const linked = connected.reduce((sum, nodes) => sum + nodes.length, 0);
  const ring = isolated.length > linked;
  const parts = discs.map((disc, i) => ({ disc, nodes: connected[i]! }));
  if (!ring && isolated.length > 0) {
    sunflowerOf(isolated, 0, x, y);
    const disc = { x: 0, y: 0, r: ISOLATED_SPACING * Math.sqrt(isolated.length) + MARGIN / 2 };
    parts.push({ disc, nodes: isolated });
  }
  parts.sort((a, b) => b.disc.r - a.disc.r || a.nodes[0]! - b.nodes[0]!);
  packDiscs(parts.map(({ disc }) => disc));
  const { x: middle_x, y: middle_y } = middleOf(parts.map(({ disc }) => disc));
  let reach = 0;
  for (const { disc, nodes } of parts) {
    const [dx, dy] = [disc.x - middle_x, disc.y - middle_y];
    reach = Math.max(reach, Math.sqrt(dx * dx + dy * dy) + disc.r);
    for (const node of nodes) {
      x[node]! += dx;
      y[node]! += dy;
    }
  }
  if (ring) sunflowerOf(isolated, reach, x, y);
}

function middleOf(discs: readonly Disc[]): { x: number; y: number } {
  let [left, right, top, bottom] = [0, 0, 0, 0];
  for (const { x, y, r } of discs) {
    [left, right] = [Math.min(left, x - r), Math.max(right, x + r)];
    [top, bottom] = [Math.min(top, y - r), Math.max(bottom, y + r)];
  }
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

/** Isolated nodes as a sunflower's seeds, from a radius on. */
function sunflowerOf(isolated: Uint32Array, from_radius: number, x: Float64Array, y: Float64Array): void {
  const start = from_radius / ISOLATED_SPACING;
  sunflower(isolated.length, ISOLATED_SPACING, Math.ceil(start * start), (i, dx, dy) => {
    x[isolated[i]!] = dx;
    y[isolated[i]!] = dy;
  });
}

/** The levels' maps on some nodes only, groups renumbered by first member; levels that join nothing are left out. */
function restrict(levels: readonly Level[], nodes: Uint32Array): Uint32Array[] {
  const maps: Uint32Array[] = [];
  let members: Uint32Array = nodes;
  for (const { group } of levels) {
    const number = new Map<number, number>();
    const map = new Uint32Array(members.length);
    for (let i = 0; i < members.length; i++) {
      const own = group[members[i]!]!;
      let index = number.get(own);
      if (index === undefined) number.set(own, (index = number.size));
      map[i] = index;
    }
    if (number.size < members.length) maps.push(map);
    members = Uint32Array.from(number.keys());
  }
  return maps;
}
