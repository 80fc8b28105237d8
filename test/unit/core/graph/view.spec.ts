import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pagesOf, powerLawGraph } from '../../../../bench/graph-data.js';
import { findCommunities } from '../../../../src/core/graph/communities.js';
import { compileSnapshot } from '../../../../src/core/graph/compile.js';
import type { GraphPage } from '../../../../src/core/graph/snapshot.js';
import { nodeIndex } from '../../../../src/core/graph/snapshot.js';
import type { View } from '../../../../src/core/graph/view.js';
import { computeView, encodeView } from '../../../../src/core/graph/view.js';
import { undirectedGraph } from '../../../../src/core/graph/weighted-graph.js';
import { arbitraryPages } from './arbitrary-pages.js';
import { link, page } from './pages.js';

const wiki = pagesOf(powerLawGraph(300, 2));
const snapshot = compileSnapshot(wiki).snapshot;
const view = computeView(snapshot);

const distance = (a: View, i: number, b: View, j: number): number => Math.hypot(a.x[i]! - b.x[j]!, a.y[i]! - b.y[j]!);
const added = (name: string, ...targets: number[]): GraphPage =>
  page(name, { links: targets.map((i) => link('mention', wiki[i]!.notion_id)) });

describe('a view', () => {
  it('is the same bytes every time, on every platform', () => {
    expect(encodeView(computeView(snapshot))).toEqual(encodeView(view));
    // Changes when the layout does, never between machines or versions of Node.
    expect(createHash('sha256').update(encodeView(view)).digest('hex')).toBe(
      'a87d29d9624330b3f241d907e3b44eff91a27732d5cee8da0f9afd0190b10e1a',
    );
  });

  it('is finite for any pages, with importance above 0 and at most 1', () => {
    fc.assert(
      fc.property(arbitraryPages, (pages) => {
        const made = compileSnapshot(pages).snapshot;
        const { x, y, importance, community, community_count } = computeView(made);
        for (let i = 0; i < made.node_count; i++) {
          expect(Number.isFinite(x[i]!) && Number.isFinite(y[i]!)).toBe(true);
          expect(importance[i]! > 0 && importance[i]! <= 1).toBe(true);
          expect(community[i]!).toBeLessThan(community_count);
        }
      }),
    );
  });

  it('tells how far it is', () => {
    const shares: number[] = [];
    computeView(snapshot, { on_progress: (share) => shares.push(share) });
    expect(shares.at(-1)).toBe(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
  });

  it('holds the hub of a star to be the most important', () => {
    const star = compileSnapshot([
      page('hub'),
      ...['a', 'b', 'c'].map((id) => page(id, { parent_id: 'hub' })),
    ]).snapshot;
    expect(computeView(star).importance[nodeIndex(star, 'hub')]).toBe(1);
  });
});

describe('a view after the previous one', () => {
  it('is the same where nothing changed', () => {
    expect(computeView(snapshot, { previous: { snapshot, view } })).toEqual(view);
  });

  it('keeps untouched nodes near and puts a new one beside its neighbours', () => {
    const next = compileSnapshot([...wiki, added('new', 3, 4), added('alone')]).snapshot;
    const moved = computeView(next, { previous: { snapshot, view } });
    const shifts: number[] = [];
    for (let i = 0; i < snapshot.node_count; i++) {
      shifts.push(distance(moved, nodeIndex(next, snapshot.ids.at(i)), view, i));
    }
    shifts.sort((a, b) => a - b);
    expect(shifts[Math.floor(shifts.length * 0.9)]).toBeLessThan(10);
    expect(shifts.at(-1)).toBeLessThan(60);
    const beside = nodeIndex(next, 'new');
    const neighbour = nodeIndex(next, wiki[3]!.notion_id);
    const other = nodeIndex(next, wiki[4]!.notion_id);
    const span = distance(moved, neighbour, moved, other);
    expect(distance(moved, beside, moved, neighbour)).toBeLessThan(span + 60);
  });

  it('keeps the labels of communities when a page is added or the largest one is gone', () => {
    const largest = wiki.filter((_, i) => view.community[i] !== 0);
    for (const pages of [[...wiki, added('new', 3)], largest]) {
      const next = compileSnapshot(pages).snapshot;
      const moved = computeView(next, { previous: { snapshot, view } });
      let [same, all] = [0, 0];
      for (let i = 0; i < next.node_count; i++) {
        const old = nodeIndex(snapshot, next.ids.at(i));
        if (old < 0) continue;
        all++;
        if (moved.community[i] === view.community[old]) same++;
      }
      expect(same / all).toBeGreaterThan(0.8);
    }
  });

  it('forgets nothing when most pages are gone', () => {
    const few = compileSnapshot(wiki.slice(0, 5)).snapshot;
    const back = computeView(snapshot, { previous: { snapshot: few, view: computeView(few) } });
    expect(back.x.every(Number.isFinite)).toBe(true);
  });
});

describe('a pinned node', () => {
  it('is where its pin says, at first and later, and its neighbours come along', () => {
    const id = wiki[7]!.notion_id;
    const pins = new Map([
      [id, { x: 1000, y: -500 }],
      ['nobody', { x: 0, y: 0 }],
    ]);
    const first = computeView(snapshot, { pins });
    const later = computeView(snapshot, { pins, previous: { snapshot, view } });
    const node = nodeIndex(snapshot, id);
    for (const { x, y } of [first, later]) expect([x[node], y[node]]).toEqual([1000, -500]);
    expect(computeView(snapshot, { pins, previous: { snapshot, view: later } })).toEqual(later);
  });
});

describe('communities', () => {
  const of = (nodes: number, pairs: [number, number][]) =>
    findCommunities(
      undirectedGraph(
        nodes,
        Uint32Array.from(pairs, ([a]) => a),
        Uint32Array.from(pairs, ([, b]) => b),
      ),
    );

  it('are labelled by size, then by first node; what has no link shares the last label', () => {
    const triangle: [number, number][] = [
      [3, 4],
      [4, 5],
      [3, 5],
    ];
    const { community, count } = of(9, [...triangle, [1, 2], [6, 7]]);
    expect([...community]).toEqual([3, 1, 1, 0, 0, 0, 2, 2, 3]);
    expect(count).toBe(4);
  });

  it('part two cliques at their bridge', () => {
    const pairs: [number, number][] = [[0, 5]];
    for (let i = 0; i < 5; i++) for (let j = i + 1; j < 5; j++) pairs.push([i, j], [i + 5, j + 5]);
    expect([...of(10, pairs).community]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
  });

  it('are none for no nodes', () => {
    expect(of(0, []).count).toBe(0);
  });
});
