import type { WeightedGraph } from '../graph/weighted-graph.js';
import { subgraphOf } from '../graph/weighted-graph.js';
import type { Coordinates, FreshOptions } from './fresh.js';
import { freshLayout, radii } from './fresh.js';
import { removeOverlap } from './overlap.js';
import { solve } from './solve.js';
import { GOLDEN } from './sunflower.js';

export interface StartPositions {
  /** NaN where a node has no place yet. */
  x: Float64Array;
  y: Float64Array;
  /** 1 where a node is new or its links changed. */
  changed: Uint8Array;
}

export interface ContinueOptions extends FreshOptions {
  start: StartPositions;
  pins?: ReadonlyMap<number, { x: number; y: number }>;
}

/** The share of a computed step that each kind of node makes, and how strongly it is held where it was. */
const UNTOUCHED = { mobility: 0.15, tether: 4 };
const CHANGED = { mobility: 0.5, tether: 0.6 };
const NEW = { mobility: 1, tether: 0 };
/** Where more than this share of the nodes changed (content after the first listing), the map must be free to follow. */
const MANY = 0.25;
const LOOSE_TETHER = 0.02;

/**
 * Goes on from an older map: new nodes start beside their neighbours, what is linked to nothing old is laid out by
 * itself outside; then a few steps in which the untouched nodes are held where they were. Without any change, nothing
 * moves at all.
 */
export function continueLayout(graph: WeightedGraph, springs: WeightedGraph, options: ContinueOptions): Coordinates {
  const { start, pins, on_progress } = options;
  const n = graph.node_count;
  const [x, y] = [start.x.slice(), start.y.slice()];
  const mobility = new Float64Array(n);
  const tether = new Float64Array(n);
  let moving = 0;
  for (let node = 0; node < n; node++) {
    const kind = Number.isNaN(x[node]!) ? NEW : start.changed[node] === 1 ? CHANGED : UNTOUCHED;
    mobility[node] = kind.mobility;
    tether[node] = kind.tether;
    if (kind !== UNTOUCHED) moving++;
  }
  for (const [node, pin] of pins ?? []) {
    if (x[node] !== pin.x || y[node] !== pin.y) moving++;
    [x[node], y[node], mobility[node]] = [pin.x, pin.y, 0];
  }
  if (moving === 0) return { x, y };
  const many = moving > n * MANY;
  if (many) for (let node = 0; node < n; node++) tether[node] = Math.min(tether[node]!, LOOSE_TETHER);
  placeBesideNeighbours(graph, x, y);
  placeRest(graph, springs, options, x, y);
  const iterations = n > 20_000 ? 30 : 80;
  solve(springs, x, y, {
    iterations,
    first_step: many ? 30 : 12,
    last_step: 0.3,
    gravity: 0,
    mobility,
    tether,
    on_iteration: (done) => on_progress?.(done / iterations),
  });
  removeOverlap(x, y, radii(graph), mobility, n > 20_000 ? 8 : 30);
  return { x, y };
}

/** Ring by ring outward from the placed nodes: each new node in the middle of its placed neighbours, a step aside. */
function placeBesideNeighbours(graph: WeightedGraph, x: Float64Array, y: Float64Array): void {
  const { node_count: n, first, neighbour } = graph;
  let waiting = Uint32Array.from({ length: n }, (_, node) => node).filter((node) => Number.isNaN(x[node]!));
  while (waiting.length > 0) {
    const found: number[] = [];
    const middle: { x: number; y: number }[] = [];
    for (const node of waiting) {
      let [sum_x, sum_y, count] = [0, 0, 0];
      for (let i = first[node]!; i < first[node + 1]!; i++) {
        const other = neighbour[i]!;
        if (Number.isNaN(x[other]!)) continue;
        sum_x += x[other]!;
        sum_y += y[other]!;
        count++;
      }
      if (count === 0) continue;
      found.push(node);
      middle.push({ x: sum_x / count, y: sum_y / count });
    }
    if (found.length === 0) return;
    let [dx, dy] = [18, 0];
    for (const [i, node] of found.entries()) {
      [x[node], y[node]] = [middle[i]!.x + dx, middle[i]!.y + dy];
      // Golden angle: neighbours in the list go off in different directions.
      [dx, dy] = [dx * GOLDEN.cos - dy * GOLDEN.sin, dx * GOLDEN.sin + dy * GOLDEN.cos];
    }
    waiting = waiting.filter((node) => Number.isNaN(x[node]!));
  }
}

/** What has no placed node in its component: laid out by itself, and put down right of the map. */
function placeRest(
  graph: WeightedGraph,
  springs: WeightedGraph,
  options: ContinueOptions,
  x: Float64Array,
  y: Float64Array,
): void {
  const rest = Uint32Array.from({ length: graph.node_count }, (_, node) => node).filter((node) =>
    Number.isNaN(x[node]!),
  );
  if (rest.length === 0) return;
  const index_of = new Uint32Array(graph.node_count);
  const part = freshLayout(subgraphOf(graph, rest, index_of), subgraphOf(springs, rest, index_of), {
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  let right = -Infinity;
  for (let node = 0; node < graph.node_count; node++) if (x[node]! > right) right = x[node]!;
  let left = Infinity;
  for (const value of part.x) left = Math.min(left, value);
  const shift = right === -Infinity ? 0 : right - left + 40;
  for (const [i, node] of rest.entries()) [x[node], y[node]] = [part.x[i]! + shift, part.y[i]!];
}
