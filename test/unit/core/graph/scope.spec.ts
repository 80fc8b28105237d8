import { describe, expect, it } from '@jest/globals';
import { scopePages } from '../../../../src/core/graph/scope.js';
import type { GraphPage } from '../../../../src/core/graph/snapshot.js';

function page(notion_id: string, parent_id: string | null, more: Partial<GraphPage> = {}): GraphPage {
  return {
    id: notion_id,
    notion_id,
    kind: 'page',
    title: notion_id,
    icon: null,
    url: null,
    parent_id,
    database_id: null,
    created_time: null,
    last_edited_time: null,
    links: [],
    ...more,
  };
}

const link = (target: string) => ({ target, kind: 'mention' as const, count: 1, evidence: [] });
const WORKSPACE = [
  page('home', null, { links: [link('row')] }),
  page('child', 'home'),
  page('grandchild', 'child'),
  page('db', 'home', { kind: 'database' }),
  page('row', 'db', { database_id: 'db' }),
  page('loop-a', 'loop-b'),
  page('loop-b', 'loop-a'),
];
const ALL = { database_ids: [], root_ids: [], kinds: [] };
const ids = (pages: GraphPage[]) => pages.map(({ notion_id }) => notion_id);

describe('a scope', () => {
  it('that says nothing is everything', () => {
    expect(scopePages(WORKSPACE, ALL)).toEqual(WORKSPACE);
  });
  it('of a database is it and its rows', () => {
    expect(ids(scopePages(WORKSPACE, { ...ALL, database_ids: ['db'] }))).toEqual(['db', 'row']);
  });
  it('of a root is it and all beneath, also in a circle, also together with a database', () => {
    expect(ids(scopePages(WORKSPACE, { ...ALL, root_ids: ['child'], database_ids: ['db'] }))).toEqual([
      'child',
      'grandchild',
      'db',
      'row',
    ]);
    expect(ids(scopePages(WORKSPACE, { ...ALL, root_ids: ['loop-a', 'nothing'] }))).toEqual(['loop-a', 'loop-b']);
  });
  it('of kinds keeps links of those alone, and hierarchy as it is', () => {
    const mentions = scopePages(WORKSPACE, { ...ALL, kinds: ['mention'] });
    expect(mentions[0]?.links).toHaveLength(1);
    expect(mentions.map(({ parent_id }) => parent_id)).toEqual(WORKSPACE.map(({ parent_id }) => parent_id));
    const hierarchy = scopePages(WORKSPACE, { ...ALL, kinds: ['child'] });
    expect(hierarchy.flatMap(({ links }) => links)).toEqual([]);
    expect(hierarchy[1]?.parent_id).toBe('home');
  });
});
