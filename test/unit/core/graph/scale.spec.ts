import { describe, expect, it } from '@jest/globals';
import { notionId } from '../../../../bench/graph-data.js';
import { compileSnapshot } from '../../../../src/core/graph/compile.js';
import { pageLinks } from '../../../../src/core/graph/explain.js';
import { neighbourhood } from '../../../../src/core/graph/neighbourhood.js';
import type { GraphPage } from '../../../../src/core/graph/snapshot.js';
import { computeView } from '../../../../src/core/graph/view.js';
import { link, page } from './pages.js';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const numbered = (count: number, links: (i: number) => number[]): GraphPage[] =>
  numbers(count).map((i) => page(notionId(i), { links: links(i).map((target) => link('mention', notionId(target))) }));

const reach = ({ x, y }: { x: Float32Array; y: Float32Array }): number =>
  x.reduce((most, value, i) => Math.max(most, Math.hypot(value, y[i]!)), 0);

describe('graphs of extreme shape', () => {
  it('100,000 pages without a link are one tidy disc', () => {
    const { snapshot } = compileSnapshot(numbered(100_000, () => []));
    const view = computeView(snapshot);
    expect(view.community_count).toBe(1);
    expect(reach(view)).toBeLessThan(4000);
  });

  it('a hub with 50,000 links compiles and is read in parts', () => {
    const { snapshot } = compileSnapshot(numbered(50_001, (i) => (i === 0 ? numbers(50_001).slice(1) : [])));
    expect([snapshot.edge_count, snapshot.degree[0]]).toEqual([50_000, 50_000]);
    const graph = { version: 1, snapshot, view: null };
    expect(neighbourhood(graph, 0, 1)).toMatchObject({ truncated: true });
    expect(neighbourhood(graph, 0, 1).nodes).toHaveLength(2000);
    expect(pageLinks(graph, null, 0, { limit: 50 }).outgoing).toMatchObject({ total: 50_000 });
  });

  it('a hub with 3,000 links stands among its leaves', () => {
    const { snapshot } = compileSnapshot(numbered(3001, (i) => (i === 0 ? numbers(3001).slice(1) : [])));
    const view = computeView(snapshot);
    expect(Math.hypot(view.x[0]!, view.y[0]!)).toBeLessThan(reach(view) / 4);
  });

  it('a clique of 500 is one community whose nodes do not cover each other', () => {
    const { snapshot } = compileSnapshot(numbered(500, () => numbers(500)));
    expect(snapshot.edge_count).toBe(500 * 499);
    expect(computeView(snapshot).community_count).toBe(1);
  });
});
