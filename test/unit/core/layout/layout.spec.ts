import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EdgeList } from '../../../../bench/graph-data.js';
import { powerLawGraph } from '../../../../bench/graph-data.js';
import { d3Layout, ownLayout, quality } from '../../../../bench/layout-quality.js';
import { packDiscs } from '../../../../src/core/layout/packing.js';
import { Repulsion } from '../../../../src/core/layout/repulsion.js';
import { alignTo } from '../../../../src/core/layout/shape.js';
import { seededRandom } from '../../../../src/core/graph/random.js';

const list = (nodes: number, pairs: readonly (readonly [number, number])[]): EdgeList => ({
  nodes,
  source: Uint32Array.from(pairs, ([a]) => a),
  target: Uint32Array.from(pairs, ([, b]) => b),
});
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const star = (leaves: number): EdgeList =>
  list(
    leaves + 1,
    range(leaves).map((i) => [0, i + 1] as const),
  );
const tree = (nodes: number, children: number): EdgeList =>
  list(
    nodes,
    range(nodes - 1).map((i) => [Math.floor(i / children), i + 1] as const),
  );
const mesh = (side: number): EdgeList =>
  list(
    side * side,
    range(side * side).flatMap((i) => [
      ...(i % side < side - 1 ? [[i, i + 1] as const] : []),
      ...(i + side < side * side ? [[i, i + side] as const] : []),
    ]),
  );

function meanLink(edges: EdgeList, { x, y }: { x: ArrayLike<number>; y: ArrayLike<number> }): number {
  const sum = edges.source.reduce((all, a, i) => {
    const b = edges.target[i]!;
    return all + Math.hypot(x[a]! - x[b]!, y[a]! - y[b]!);
  }, 0);
  return sum / edges.source.length;
}

describe('a layout', () => {
  it('of none, one and two nodes', () => {
    expect(ownLayout(list(0, []))).toEqual({ x: new Float32Array(0), y: new Float32Array(0) });
    expect(ownLayout(list(1, []))).toEqual({ x: Float32Array.of(0), y: Float32Array.of(0) });
    const pair = list(2, [[0, 1]]);
    expect(meanLink(pair, ownLayout(pair))).toBeCloseTo(45, 3);
  });

  it.each([
    ['a tree', tree(200, 3)],
    ['a mesh', mesh(12)],
    ['a wiki', powerLawGraph(60, 2)],
  ])('of %s has links 30 to 60 long on average and is centred', (_, edges) => {
    const { x, y } = ownLayout(edges);
    const mean = meanLink(edges, { x, y });
    expect(mean).toBeGreaterThan(30);
    expect(mean).toBeLessThan(60);
    const middle = (values: ArrayLike<number>): number =>
      (Math.min(...Array.from(values)) + Math.max(...Array.from(values))) / 2;
    expect(Math.abs(middle(x))).toBeLessThan(40);
    expect(Math.abs(middle(y))).toBeLessThan(40);
  });

  it('draws a hub as a burst: in the middle of its leaves, none of which cover each other', () => {
    const edges = star(270);
    const { x, y } = ownLayout(edges);
    const lengths = range(270).map((i) => Math.hypot(x[i + 1]! - x[0]!, y[i + 1]! - y[0]!));
    expect(Math.max(...lengths)).toBeLessThan(150);
    expect(Math.hypot(x[0]!, y[0]!)).toBeLessThan(10);
    expect(quality(edges, { x, y }).node_overlap).toBe(0);
  });

  it('keeps what is not linked beside the rest, not far away', () => {
    const main = powerLawGraph(200, 2);
    const edges = { ...main, nodes: 240 };
    const { x, y } = ownLayout(edges);
    const reach = (from: number, to: number): number =>
      Math.max(...range(to - from).map((i) => Math.hypot(x[from + i]!, y[from + i]!)));
    expect(reach(200, 240)).toBeLessThan(2 * reach(0, 200));
    expect(quality(edges, { x, y }).node_overlap).toBe(0);
  });

  it('is the same every time', () => {
    const edges = powerLawGraph(400);
    expect(ownLayout(edges)).toEqual(ownLayout(edges));
  });
});

describe('layout quality beside d3-force', () => {
  it.each([
    ['a wiki of 300', powerLawGraph(300, 2)],
    ['a wiki of 1,000', powerLawGraph(1000)],
    ['a tree of 400', tree(400, 3)],
    ['a mesh of 400', mesh(20)],
  ])('%s: neighbours stay together, nodes stay apart, links are as even', (_, edges) => {
    const own = quality(edges, ownLayout(edges));
    const reference = quality(edges, d3Layout(edges));
    expect(own.neighbourhood_preservation).toBeGreaterThan(reference.neighbourhood_preservation);
    expect(own.node_overlap).toBeLessThanOrEqual(reference.node_overlap);
    expect(own.edge_length_deviation).toBeLessThan(reference.edge_length_deviation * 1.4);
  });
});

describe('repulsion', () => {
  it('by tree is the sum over all pairs, within a few percent', () => {
    const n = 2000;
    const random = seededRandom(3);
    const [x, y, mass] = [0, 1, 2].map(() => Float64Array.from({ length: n }, () => random() * 100)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const [fx, fy] = [new Float64Array(n), new Float64Array(n)];
    new Repulsion(n).add(x, y, mass, 2, fx, fy);
    let [wrong, size] = [0, 0];
    for (let i = 0; i < n; i++) {
      let [sum_x, sum_y] = [0, 0];
      for (let j = 0; j < n; j++) {
        const [dx, dy] = [x[i]! - x[j]!, y[i]! - y[j]!];
        const push = (2 * mass[i]! * mass[j]!) / (dx * dx + dy * dy + 0.25);
        sum_x += dx * push;
        sum_y += dy * push;
      }
      wrong += Math.hypot(fx[i]! - sum_x, fy[i]! - sum_y);
      size += Math.hypot(sum_x, sum_y);
    }
    expect(wrong / size).toBeLessThan(0.03);
  });

  it('is finite where all points coincide', () => {
    const n = 500;
    const [fx, fy] = [new Float64Array(n), new Float64Array(n)];
    new Repulsion(n).add(new Float64Array(n), new Float64Array(n), new Float64Array(n).fill(1), 1, fx, fy);
    expect(fx.every(Number.isFinite)).toBe(true);
  });
});

describe('packing', () => {
  it('never lays one disc over another', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 100, noNaN: true }), { minLength: 1, maxLength: 40 }), (sizes) => {
        const discs = sizes.sort((a, b) => b - a).map((r) => ({ r, x: 0, y: 0 }));
        packDiscs(discs);
        for (const [i, a] of discs.entries()) {
          for (const b of discs.slice(i + 1)) {
            expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan((a.r + b.r) * 0.999);
          }
        }
      }),
    );
  });
});

describe('alignment', () => {
  it('undoes a turn, a mirror and a shift', () => {
    const [x, y] = [Float64Array.of(0, 4, 1, 7), Float64Array.of(0, 0, 3, 5)];
    const [to_x, to_y] = [x.slice(), y.slice()];
    const [turned_x, turned_y] = [y.map((v) => v + 10), x.map((v) => v - 3)];
    to_x[3] = NaN;
    alignTo(turned_x, turned_y, to_x, to_y);
    for (let i = 0; i < 4; i++) {
      expect(turned_x[i]).toBeCloseTo(x[i]!, 9);
      expect(turned_y[i]).toBeCloseTo(y[i]!, 9);
    }
  });
});
