import type { WeightedGraph } from '../graph/weighted-graph.js';
import type { FreshOptions } from './fresh.js';
import { freshLayout } from './fresh.js';
import type { StartPositions } from './incremental.js';
import { continueLayout } from './incremental.js';
import { alignTo } from './shape.js';
import { springsOf } from './springs.js';

export interface LayoutOptions extends FreshOptions {
  communities: Uint32Array;
  start?: StartPositions;
  pins?: ReadonlyMap<number, { x: number; y: number }>;
}

export interface Positions {
  x: Float32Array;
  y: Float32Array;
}

/** With fewer of the nodes placed than this, the old map says too little to start from; the new one is turned to it. */
const ENOUGH_PLACED = 0.5;

/**
 * Positions of all nodes in layout units, centred on 0: each component by itself, the largest in the middle, the others
 * packed around it, unlinked nodes in a ring at the rim. Only + − × ÷ √ in a fixed order: the same to the byte on every
 * platform. Pinned nodes are where their pins say.
 */
export function layOut(graph: WeightedGraph, options: LayoutOptions): Positions {
  const { start, pins, communities } = options;
  const n = graph.node_count;
  const springs = springsOf(graph, communities);
  const placed = start ? start.x.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0) : 0;
  let x: Float64Array;
  let y: Float64Array;
  if (start && placed >= n * ENOUGH_PLACED) {
    ({ x, y } = continueLayout(graph, springs, { ...options, start }));
  } else {
    ({ x, y } = freshLayout(graph, springs, options));
    if (start) alignTo(x, y, start.x, start.y);
    if (pins && pins.size > 0) {
      const changed = new Uint8Array(n).fill(1);
      ({ x, y } = continueLayout(graph, springs, { ...options, start: { x, y, changed } }));
    }
  }
  options.on_progress?.(1);
  return { x: Float32Array.from(x), y: Float32Array.from(y) };
}
