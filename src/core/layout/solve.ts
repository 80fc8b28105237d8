import type { WeightedGraph } from '../graph/weighted-graph.js';
import { Repulsion } from './repulsion.js';

// Bound once: each `Math.` is a slow look-up where the global object is a sandbox, as under Jest.
const { sqrt } = Math;

/** Length at which a link pulls no more, in layout units. */
export const REST_LENGTH = 30;
/** Coulomb constant: a full-strength spring against it packs nodes √(π · 45) ≈ 12 units apart. */
export const REPULSION = 45;
/**
 * Pull to the centre per node and unit. With Coulomb's repulsion it is a background that bounds how far apart loosely
 * linked clusters drift; without it their distance grows with their size and the map is mostly empty.
 */
export const GRAVITY = 0.05;

export interface SolveOptions {
  iterations: number;
  /** Longest step of a node at the start and at the end, in layout units; between, it falls geometrically. */
  first_step: number;
  last_step: number;
  gravity?: number;
  /** Share of the computed step that each node makes: 0 holds it. */
  mobility?: Float64Array;
  /** Springs to where nodes started: pull per unit, relative to the node's stiffness. */
  tether?: Float64Array;
  on_iteration?: (done: number) => void;
}

/**
 * Moves (x, y) towards a minimum of spring, Coulomb and background energy by damped steps, each node's scaled by the
 * stiffness of what holds it, so that a hub with 50,000 springs is as stable as a leaf. `weight` is the springs'
 * stiffness; `mass` the nodes' charge.
 */
export function solve(graph: WeightedGraph, x: Float64Array, y: Float64Array, options: SolveOptions): void {
  const { node_count: n, first, neighbour, weight, mass } = graph;
  const { iterations, first_step, last_step, gravity = GRAVITY, mobility, tether } = options;
  const repulsion = new Repulsion(n);
  const [fx, fy] = [new Float64Array(n), new Float64Array(n)];
  const [vx, vy] = [new Float64Array(n), new Float64Array(n)];
  const [start_x, start_y] = tether ? [x.slice(), y.slice()] : [x, y];
  const give = new Float64Array(n);
  for (let node = 0; node < n; node++) {
    let stiffness = mass[node]! * (1 + gravity);
    for (let i = first[node]!; i < first[node + 1]!; i++) stiffness += weight[i]!;
    give[node] = 1 / stiffness;
  }
  const cooling = coolingFactor(last_step / first_step, iterations);
  let step = first_step;
  for (let iteration = 0; iteration < iterations; iteration++) {
    for (let node = 0; node < n; node++) {
      fx[node] = -gravity * mass[node]! * x[node]!;
      fy[node] = -gravity * mass[node]! * y[node]!;
    }
    repulsion.add(x, y, mass, REPULSION, fx, fy);
    for (let node = 0; node < n; node++) {
      const [px, py] = [x[node]!, y[node]!];
      let [sum_x, sum_y] = [0, 0];
      for (let i = first[node]!; i < first[node + 1]!; i++) {
        const other = neighbour[i]!;
        const dx = x[other]! - px;
        const dy = y[other]! - py;
        const length = sqrt(dx * dx + dy * dy) + 1e-9;
        const pull = (weight[i]! * (length - REST_LENGTH)) / length;
        sum_x += dx * pull;
        sum_y += dy * pull;
      }
      fx[node]! += sum_x;
      fy[node]! += sum_y;
    }
    for (let node = 0; node < n; node++) {
      let dx = 0.5 * vx[node]! + 0.5 * fx[node]! * give[node]!;
      let dy = 0.5 * vy[node]! + 0.5 * fy[node]! * give[node]!;
      if (tether) {
        dx += tether[node]! * (start_x[node]! - x[node]!);
        dy += tether[node]! * (start_y[node]! - y[node]!);
      }
      const length = sqrt(dx * dx + dy * dy);
      const share = (length > step ? step / length : 1) * (mobility ? mobility[node]! : 1);
      vx[node] = dx * share;
      vy[node] = dy * share;
      x[node]! += vx[node]!;
      y[node]! += vy[node]!;
    }
    step *= cooling;
    options.on_iteration?.(iteration + 1);
  }
}

/** The factor whose power to `steps` is `ratio`, by halving an interval: Math.pow may differ between engines. */
function coolingFactor(ratio: number, steps: number): number {
  let [low, high] = [0, 1];
  for (let round = 0; round < 40; round++) {
    const middle = (low + high) / 2;
    let power = 1;
    for (let i = 0; i < steps; i++) power *= middle;
    if (power > ratio) high = middle;
    else low = middle;
  }
  return high;
}
