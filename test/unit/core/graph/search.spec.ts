import { describe, expect, it } from '@jest/globals';
import { searchTitles } from '../../../../src/core/graph/search.js';
import { graphOf, page } from './pages.js';

function found(titles: readonly string[], query: string, limit = 10): string[] {
  const graph = graphOf(titles.map((title, i) => page(`p${i}`, { title })));
  return searchTitles(graph, query, limit).map(({ index }) => graph.snapshot.titles.at(index));
}

describe('search', () => {
  it('ranks the whole title, its start, a word, a part, all words', () => {
    const titles = ['notes of the plan', 'Plan', 'the map of planning', 'explanation', 'plan B', 'B of a plan'];
    expect(found(titles, 'plan')).toEqual([
      'Plan',
      'plan B',
      'notes of the plan',
      'the map of planning',
      'B of a plan',
      'explanation',
    ]);
    expect(found(titles, 'plan notes')).toEqual(['notes of the plan']);
  });

  it.each([
    ['CAFÉ', 'cafe'],
    ['cafe', 'café'],
    ['Straße', 'STRASSE'],
    ['İstanbul', 'istanbul'],
    ['Łódź', 'lodz'],
    ['Ⅳ ﬁnal', 'iv final'],
    ['ΣΊΣΥΦΟΣ', 'σισυφος'],
    ['مُحَمَّد', 'محمد'],
    ['שָׁלוֹם עולם', 'שלום'],
    ['会議の議事録', '議事'],
    ['한국어 문서', '한국'],
    ['हिन्दी नोट', 'हिन्दी'],
    ['🦊 fox', '🦊'],
  ])('finds %s by %s', (title, query) => {
    expect(found([title, 'other'], query)).toEqual([title]);
  });

  it('does not take が for か', () => {
    expect(found(['かく'], 'が')).toEqual([]);
  });

  it('finds nothing for nothing, and keeps to the limit', () => {
    expect(found(['a'], '  ')).toEqual([]);
    expect(found(['a', 'ab', 'abc'], 'a', 2)).toEqual(['a', 'ab']);
    expect(found(['a'], 'a', 0)).toEqual([]);
  });
});
