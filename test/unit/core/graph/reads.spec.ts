import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileSnapshot } from '../../../../src/core/graph/compile.js';
import { d3Object } from '../../../../src/core/graph/d3.js';
import { evidenceWithin } from '../../../../src/core/graph/evidence.js';
import { explainLink, pageLinks } from '../../../../src/core/graph/explain.js';
import { neighbourhood } from '../../../../src/core/graph/neighbourhood.js';
import { selectGraph } from '../../../../src/core/graph/select.js';
import { nodeIndex } from '../../../../src/core/graph/snapshot.js';
import { subgraph } from '../../../../src/core/graph/subgraph.js';
import { arbitraryPages } from './arbitrary-pages.js';
import { graphOf, link, names, page } from './pages.js';

const dual = (target: string, count: number) => link('relation', target, { dual: true, count });
const graph = graphOf([
  page('home', { links: [link('mention', 'notes', { evidence: ['See notes.'] }), link('link', 'row1')] }),
  page('notes', { parent_id: 'home', links: [link('mention', 'home', { evidence: ['Back home.'] })] }),
  page('todo', { parent_id: 'notes' }),
  page('db', { kind: 'database', parent_id: 'home' }),
  page('row1', { parent_id: 'db', database_id: 'db', links: [dual('row2', 2), link('mention', 'row2')] }),
  page('row2', { parent_id: 'db', database_id: 'db', links: [dual('row1', 1)] }),
  page('lost'),
]);
const at = (name: string): number => nodeIndex(graph.snapshot, name);

describe('a selection', () => {
  it('is everything without restrictions', () => {
    const all = selectGraph(graph, { kinds: [], database_ids: [], root_ids: [] });
    expect([all.nodes.length, all.edges.length]).toEqual([7, graph.snapshot.edge_count]);
  });

  it('by kind keeps links of that kind, which then show only it and count only its occurrences', () => {
    const { nodes, links } = d3Object(graph, selectGraph(graph, { kinds: ['mention'] }));
    expect(nodes).toHaveLength(7);
    expect(links.map((l) => `${l.source} ${l.target} ${l.kinds.join()} ${l.value} ${l.directed}`)).toEqual([
      'home notes mention 1 true',
      'notes home mention 1 true',
      'row1 row2 mention 1 true',
    ]);
  });

  it('by database is the database and its rows', () => {
    expect(names(graph, selectGraph(graph, { database_ids: ['db'] }).nodes)).toEqual(['db', 'row1', 'row2']);
  });

  it('by root is the page and everything beneath it', () => {
    expect(names(graph, selectGraph(graph, { root_ids: ['notes'] }).nodes)).toEqual(['notes', 'todo']);
    expect(names(graph, selectGraph(graph, { root_ids: ['home'] }).nodes)).not.toContain('lost');
    expect(selectGraph(graph, { root_ids: ['nobody'] }).nodes).toHaveLength(0);
  });

  it('by limit is the most important nodes, in that order, and the links among them', () => {
    const { nodes, edges } = selectGraph(graph, { limit: 3 });
    const { importance } = graph.view!;
    expect(nodes).toHaveLength(3);
    expect(importance[nodes[0]!]).toBe(1);
    expect(importance[nodes[1]!]!).toBeGreaterThanOrEqual(importance[nodes[2]!]!);
    const inside = new Set(nodes);
    for (const edge of edges) {
      expect(inside.has(graph.snapshot.edge_source[edge]!)).toBe(true);
      expect(inside.has(graph.snapshot.edge_target[edge]!)).toBe(true);
    }
    expect(selectGraph(graph, { limit: 0 }).nodes).toHaveLength(0);
  });

  it('survives cycles of parents', () => {
    const cycle = graphOf([
      page('a', { parent_id: 'b' }),
      page('b', { parent_id: 'a' }),
      page('c', { parent_id: 'b' }),
    ]);
    expect(names(cycle, selectGraph(cycle, { root_ids: ['a'] }).nodes)).toEqual(['a', 'b', 'c']);
    expect(names(cycle, selectGraph(cycle, { root_ids: ['c'] }).nodes)).toEqual(['c']);
  });
});

describe('a neighbourhood', () => {
  it('grows with depth and goes both ways', () => {
    expect(names(graph, neighbourhood(graph, at('todo'), 1).nodes)).toEqual(['todo', 'notes']);
    expect(names(graph, neighbourhood(graph, at('todo'), 2).nodes)).toEqual(['todo', 'notes', 'home']);
    const whole = neighbourhood(graph, at('todo'), 1e9);
    expect([whole.nodes.length, whole.truncated]).toEqual([6, false]);
    expect([...whole.distance]).toEqual([...whole.distance].sort((a, b) => a - b));
  });

  it('is cut at the limit, nearest first, and says so', () => {
    const cut = neighbourhood(graph, at('home'), 3, 2);
    expect([cut.nodes.length, cut.nodes[0], cut.truncated]).toEqual([2, at('home'), true]);
    expect(neighbourhood(graph, 99, 1).nodes).toHaveLength(0);
    expect(neighbourhood(graph, at('home'), NaN).nodes).toHaveLength(1);
  });

  it('never shrinks with depth', () => {
    fc.assert(
      fc.property(arbitraryPages, fc.nat(13), (pages, start) => {
        const made = { version: 1, snapshot: compileSnapshot(pages).snapshot, view: null };
        let last = new Set<number>();
        for (let depth = 0; depth < 5; depth++) {
          const now = new Set(neighbourhood(made, start, depth).nodes);
          for (const node of last) expect(now.has(node)).toBe(true);
          last = now;
        }
      }),
    );
  });
});

describe('an explanation', () => {
  it('gives kinds and sentences of both directions', () => {
    expect(explainLink(graph, graph.evidence, at('home'), at('notes'))).toEqual({
      source: at('home'),
      target: at('notes'),
      value: 3,
      kinds: [
        { kind: 'mention', direction: 'out', count: 1, evidence: ['See notes.'] },
        { kind: 'child', direction: 'out', count: 1, evidence: [] },
        { kind: 'mention', direction: 'in', count: 1, evidence: ['Back home.'] },
      ],
    });
  });

  it('says both for a dual relation from either end, and null for strangers', () => {
    const kinds = explainLink(graph, null, at('row2'), at('row1'))?.kinds;
    expect(kinds?.map(({ kind, direction, count }) => `${kind} ${direction} ${count}`)).toEqual([
      'mention in 1',
      'relation both 2',
    ]);
    expect(explainLink(graph, graph.evidence, at('lost'), at('home'))).toBeNull();
  });
});

describe("a page's links", () => {
  it('go out and come in, with evidence; a dual relation does both', () => {
    const { outgoing, incoming } = pageLinks(graph, graph.evidence, at('notes'));
    expect(outgoing.pages.map(({ index, evidence }) => [names(graph, [index])[0], evidence])).toEqual([
      ['home', [{ kind: 'mention', text: 'Back home.' }]],
      ['todo', []],
    ]);
    expect(incoming).toEqual({
      total: 1,
      pages: [
        {
          index: at('home'),
          kinds: ['mention', 'child'],
          directed: true,
          value: 2,
          evidence: [{ kind: 'mention', text: 'See notes.' }],
        },
      ],
    });
    const row = pageLinks(graph, null, at('row2'));
    expect(row.outgoing.pages.map(({ kinds, value }) => [kinds, value])).toEqual([[['relation'], 2]]);
    expect(row.incoming.pages.find(({ index }) => index === at('row1'))?.kinds).toEqual(['mention', 'relation']);
  });

  it('come in parts', () => {
    const { outgoing } = pageLinks(graph, null, at('home'), { offset: 1, limit: 1 });
    expect([outgoing.total, outgoing.pages.length]).toEqual([3, 1]);
  });
});

describe('a part of a graph', () => {
  it('knows nothing of the rest, and finds its evidence', () => {
    const part = subgraph(graph, selectGraph(graph, { root_ids: ['notes', 'db'], kinds: ['mention', 'child'] }));
    const object = d3Object(part.graph, selectGraph(part.graph));
    expect(object.nodes.map(({ name, degree }) => `${name} ${degree}`)).toEqual([
      'db 2',
      'notes 1',
      'row1 2',
      'row2 2',
      'todo 1',
    ]);
    expect(object.stats).toMatchObject({ nodes: 5, links: 4 });
    const pair = subgraph(graph, selectGraph(graph, { root_ids: ['home'], kinds: ['mention'] }));
    const [home, notes] = ['home', 'notes'].map((name) => nodeIndex(pair.graph.snapshot, name)) as [number, number];
    const why = explainLink(pair.graph, evidenceWithin(graph.evidence, pair.edges), home, notes);
    expect(why?.kinds.map(({ evidence }) => evidence)).toEqual([['See notes.'], ['Back home.']]);
  });
});
