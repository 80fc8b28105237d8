import type { WeightedGraph } from '../graph/weighted-graph.js';
import { Grid } from './grid.js';

// Bound once: each `Math.` is a slow look-up where the global object is a sandbox, as under Jest.
const { sqrt, floor, max, min } = Math;

const LINK_LENGTH = 45;
/** Nodes closer than this cannot be told apart, so it comes before the length of links. */
const SPACING = 10;

/** The factor that brings the mean link to its length, or, where that would crowd the nodes, these to their spacing. */
export function readableScale(graph: WeightedGraph, x: Float64Array, y: Float64Array): number {
  const { node_count: n, first, neighbour } = graph;
  let [sum, links] = [0, 0];
  for (let node = 0; node < n; node++) {
    for (let i = first[node]!; i < first[node + 1]!; i++) {
      const dx = x[node]! - x[neighbour[i]!]!;
      const dy = y[node]! - y[neighbour[i]!]!;
      sum += sqrt(dx * dx + dy * dy);
      links++;
    }
  }
  if (links === 0 || sum === 0) return 1;
  const mean = sum / links;
  return max(LINK_LENGTH / mean, SPACING / max(medianSpacing(x, y, mean), 1e-6));
}

/** Median over nodes of the distance to the nearest other node, looked for within `reach`. */
function medianSpacing(x: Float64Array, y: Float64Array, reach: number): number {
  const n = x.length;
  const step = max(1, floor(n / 2000));
  const size = min(reach, bucketSize(x, y));
  const grid = new Grid(x, y, size);
  const nearest: number[] = [];
  for (let i = 0; i < n; i += step) {
    let best = 9 * size * size;
    grid.around(x[i]!, y[i]!, 3 * size, (j) => {
      const dx = x[j]! - x[i]!;
      const dy = y[j]! - y[i]!;
      if (j !== i && dx * dx + dy * dy < best) best = dx * dx + dy * dy;
    });
    nearest.push(sqrt(best));
  }
  return nearest.sort((a, b) => a - b)[nearest.length >> 1] ?? reach;
}

function bucketSize(x: Float64Array, y: Float64Array): number {
  const box = boundsOf(x, y);
  return max(1e-6, sqrt((box.width * box.height) / x.length));
}

export interface Bounds {
  center_x: number;
  center_y: number;
  width: number;
  height: number;
}

export function boundsOf(x: ArrayLike<number>, y: ArrayLike<number>): Bounds {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    left = min(left, x[i]!);
    right = max(right, x[i]!);
    top = min(top, y[i]!);
    bottom = max(bottom, y[i]!);
  }
  return { center_x: (left + right) / 2, center_y: (top + bottom) / 2, width: right - left, height: bottom - top };
}

/** Turns points about their mean so that the direction in which they reach farthest lies flat: screens are wide. */
export function layFlat(x: Float64Array, y: Float64Array): void {
  const n = x.length;
  let [mean_x, mean_y] = [0, 0];
  for (let i = 0; i < n; i++) {
    mean_x += x[i]! / n;
    mean_y += y[i]! / n;
  }
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const dx = x[i]! - mean_x;
    const dy = y[i]! - mean_y;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  // The eigenvector of the greater eigenvalue of the covariance.
  const half = (xx - yy) / 2;
  const root = sqrt(half * half + xy * xy);
  let [axis_x, axis_y] = half >= 0 ? [half + root, xy] : [xy, root - half];
  const length = sqrt(axis_x * axis_x + axis_y * axis_y);
  [axis_x, axis_y] = length > 0 ? [axis_x / length, axis_y / length] : [1, 0];
  for (let i = 0; i < n; i++) {
    const dx = x[i]! - mean_x;
    const dy = y[i]! - mean_y;
    x[i] = dx * axis_x + dy * axis_y;
    y[i] = dy * axis_x - dx * axis_y;
  }
}

/** The rigid motion (turned, mirrored, shifted) of points that brings those with a target nearest to their targets. */
export function alignTo(x: Float64Array, y: Float64Array, to_x: Float64Array, to_y: Float64Array): void {
  let [n, mx, my, tx, ty] = [0, 0, 0, 0, 0];
  const n_all = x.length;
  for (let i = 0; i < n_all; i++) {
    if (Number.isNaN(to_x[i]!)) continue;
    n++;
    mx += x[i]!;
    my += y[i]!;
    tx += to_x[i]!;
    ty += to_y[i]!;
  }
  if (n === 0) return;
  [mx, my, tx, ty] = [mx / n, my / n, tx / n, ty / n];
  let [xx, xy, yx, yy] = [0, 0, 0, 0];
  for (let i = 0; i < n_all; i++) {
    if (Number.isNaN(to_x[i]!)) continue;
    xx += (x[i]! - mx) * (to_x[i]! - tx);
    xy += (x[i]! - mx) * (to_y[i]! - ty);
    yx += (y[i]! - my) * (to_x[i]! - tx);
    yy += (y[i]! - my) * (to_y[i]! - ty);
  }
  const turned = [xx + yy, xy - yx] as const;
  const mirrored = [xx - yy, xy + yx] as const;
  const turned_length = sqrt(turned[0] * turned[0] + turned[1] * turned[1]);
  const mirrored_length = sqrt(mirrored[0] * mirrored[0] + mirrored[1] * mirrored[1]);
  const mirror = mirrored_length > turned_length ? -1 : 1;
  const length = max(turned_length, mirrored_length);
  const [cos, sin] = (mirror > 0 ? turned : mirrored).map((part) => (length > 0 ? part / length : 0)) as [
    number,
    number,
  ];
  const [keep, turn] = length > 0 ? [cos, sin] : [1, 0];
  for (let i = 0; i < n_all; i++) {
    const dx = x[i]! - mx;
    const dy = (y[i]! - my) * mirror;
    x[i] = dx * keep - dy * turn + tx;
    y[i] = dx * turn + dy * keep + ty;
  }
}
