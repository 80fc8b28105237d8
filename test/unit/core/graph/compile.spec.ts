import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeSnapshot } from '../../../../src/core/graph/codec.js';
import { compileSnapshot } from '../../../../src/core/graph/compile.js';
import { encodeEvidence, evidenceOf } from '../../../../src/core/graph/evidence.js';
import { edgeBetween, isoTime, nodeIndex } from '../../../../src/core/graph/snapshot.js';
import { arbitraryPages } from './arbitrary-pages.js';
import { edgesOf, link, page } from './pages.js';

describe('links of a graph', () => {
  it('are one per ordered pair, kinds in their order, occurrences summed', () => {
    const a = page('a', {
      links: [link('url', 'b', { count: 2 }), link('mention', 'b', { count: 3 }), link('link', 'c')],
    });
    const b = page('b', { links: [link('mention', 'a')] });
    expect(edgesOf([a, b, page('c')])).toEqual(['a -> b mention+url x5', 'a -> c link x1', 'b -> a mention x1']);
  });

  it('run from parent to child', () => {
    expect(edgesOf([page('a'), page('b', { parent_id: 'a' })])).toEqual(['a -> b child x1']);
  });

  it('join hierarchy and a mention of the child', () => {
    expect(edgesOf([page('a', { links: [link('mention', 'b')] }), page('b', { parent_id: 'a' })])).toEqual([
      'a -> b mention+child x2',
    ]);
  });

  it('tie a row to its database where its parent is none, once where it is the same', () => {
    const db = page('db', { kind: 'database' });
    const rows = [page('r1', { database_id: 'db' }), page('r2', { database_id: 'db', parent_id: 'db' })];
    expect(edgesOf([db, ...rows])).toEqual(['db -> r1 child x1', 'db -> r2 child x1']);
  });

  it('have no child where the parent is not shared', () => {
    const { snapshot } = compileSnapshot([page('a', { parent_id: 'gone', database_id: 'secret' })]);
    expect(snapshot.edge_count).toBe(0);
    expect(snapshot.parent[0]).toBe(-1);
    expect(snapshot.database_ids.at(snapshot.database[0]!)).toBe('secret');
  });

  it('survive a cycle of parents', () => {
    expect(edgesOf([page('a', { parent_id: 'b' }), page('b', { parent_id: 'a' })])).toEqual([
      'a -> b child x1',
      'b -> a child x1',
    ]);
  });

  it('never join a page to itself or to what is not shared; both are counted', () => {
    const { snapshot, dropped } = compileSnapshot([
      page('a', { parent_id: 'a', links: [link('mention', 'a'), link('mention', 'x'), link('link', 'y')] }),
    ]);
    expect(snapshot.edge_count).toBe(0);
    expect(dropped).toEqual({ self_links: 1, missing_targets: 2 });
  });
});

describe('a dual relation', () => {
  const dual = (target: string, count = 1) =>
    link('relation', target, { dual: true, count, evidence: [`to ${target}`] });

  it('seen from both sides is one undirected link from the smaller id, counted once', () => {
    const pages = [page('b', { links: [dual('a', 3)] }), page('a', { links: [dual('b', 2)] })];
    expect(edgesOf(pages)).toEqual(['a -- b relation x3']);
    const { snapshot, evidence } = compileSnapshot(pages);
    expect(evidenceOf(evidence, edgeBetween(snapshot, 0, 1), 'relation')).toEqual(['to b', 'to a']);
  });

  it('seen from one side only has a direction', () => {
    expect(edgesOf([page('a'), page('b', { links: [dual('a')] })])).toEqual(['b -> a relation x1']);
    expect(edgesOf([page('a', { links: [link('relation', 'b')] }), page('b', { links: [dual('a')] })])).toEqual([
      'a -> b relation x1',
      'b -> a relation x1',
    ]);
  });

  it('leaves other kinds where they are', () => {
    const a = page('a', { links: [dual('b'), link('mention', 'b')] });
    const b = page('b', { links: [dual('a'), link('link', 'a')] });
    expect(edgesOf([a, b])).toEqual(['a -- b mention+relation x2', 'b -> a link x1']);
  });
});

describe('a compiled snapshot', () => {
  it('keeps the page with the smallest id of those with one Notion id', () => {
    const { snapshot } = compileSnapshot([page('a', { id: '2', title: 'two' }), page('a', { id: '1', title: 'one' })]);
    expect([snapshot.node_count, snapshot.titles.at(0)]).toEqual([1, 'one']);
  });

  it('reads times as UTC whatever the zone of the machine', () => {
    const { snapshot } = compileSnapshot([page('a', { created_time: '2024-01-02T03:04', last_edited_time: 'soon' })]);
    expect(isoTime(snapshot.created[0]!)).toBe('2024-01-02T03:04:00.000Z');
    expect(isoTime(snapshot.edited[0]!)).toBeNull();
  });

  it('is empty for no pages', () => {
    const { snapshot } = compileSnapshot([]);
    expect([snapshot.node_count, snapshot.edge_count, nodeIndex(snapshot, 'a')]).toEqual([0, 0, -1]);
  });

  it('keeps three different sentences for a link', () => {
    const evidence = ['one', 'two', 'one', 'three', 'four'];
    const pages = [page('a', { links: [link('mention', 'b', { evidence })] }), page('b')];
    expect(evidenceOf(compileSnapshot(pages).evidence, 0, 'mention')).toEqual(['one', 'two', 'three']);
  });

  it('is the same bytes for the same pages in any order', () => {
    fc.assert(
      fc.property(arbitraryPages, fc.integer(), (pages, seed) => {
        const turned = [...pages].reverse();
        const rotated = [...pages.slice(seed % 7), ...pages.slice(0, seed % 7)];
        const [first, ...others] = [pages, turned, rotated].map((order) => {
          const { snapshot, evidence, dropped } = compileSnapshot(order);
          return { snapshot: encodeSnapshot(snapshot), evidence: encodeEvidence(evidence), dropped };
        });
        for (const other of others) expect(other).toEqual(first);
      }),
    );
  });

  it('has edges in order whose ends exist, and degrees that sum to twice their number', () => {
    fc.assert(
      fc.property(arbitraryPages, (pages) => {
        const { snapshot: s } = compileSnapshot(pages);
        for (let edge = 0; edge < s.edge_count; edge++) {
          expect(s.edge_source[edge]).toBeLessThan(s.node_count);
          expect(s.edge_target[edge]).toBeLessThan(s.node_count);
          expect(s.edge_source[edge]).not.toBe(s.edge_target[edge]);
          expect(s.edge_kinds[edge]).not.toBe(0);
          expect(edgeBetween(s, s.edge_source[edge]!, s.edge_target[edge]!)).toBe(edge);
          if (s.edge_directed[edge] === 0) expect(s.edge_source[edge]).toBeLessThan(s.edge_target[edge]!);
        }
        expect(s.degree.reduce((sum, degree) => sum + degree, 0)).toBe(2 * s.edge_count);
        expect([...s.in_edges].sort((a, b) => a - b)).toEqual([...s.in_edges.keys()]);
      }),
    );
  });
});
