import { describe, expect, it } from '@jest/globals';
import { buildModel, emojiOf, neighbourhood, titleOf, visibleKind } from '../../../web/src/graph/model.js';
import { graph, link, node } from './graph-fixture.js';

describe('a model of a graph', () => {
  const data = graph(
    [
      node('a', { group: 1, degree: 5, name: 'Home', icon: '🏡' }),
      node('b', { group: 1 }),
      node('c', { group: 0, x: null }),
    ],
    [link('a', 'b', ['mention', 'child']), link('b', 'c', ['relation']), link('c', 'gone')],
  );
  const model = buildModel(data);

  it('drops links to nodes that were cut away', () => {
    expect(model.links).toHaveLength(2);
  });

  it('names a group after its best-linked page, largest first', () => {
    expect(model.groups).toEqual([
      { group: 1, count: 2, name: 'Home', icon: '🏡' },
      { group: 0, count: 1, name: 'C', icon: null },
    ]);
  });

  it('counts every kind of every link, in the order of the interface', () => {
    expect(model.kinds).toEqual([
      { kind: 'mention', count: 1 },
      { kind: 'relation', count: 1 },
      { kind: 'child', count: 1 },
    ]);
  });

  it('knows that a node still waits for its place', () => {
    expect(model.placed).toBe(false);
  });

  it('finds neighbours over the links that are switched on', () => {
    expect([...neighbourhood(model, 'b', new Set())].sort()).toEqual(['a', 'b', 'c']);
    expect([...neighbourhood(model, 'b', new Set(['relation']))].sort()).toEqual(['a', 'b']);
    expect([...neighbourhood(model, 'b', new Set(['mention']))].sort()).toEqual(['a', 'b', 'c']);
  });
});

it('draws a link as its first kind that is on, and not at all where all are off', () => {
  const both = link('a', 'b', ['mention', 'child']);
  expect(visibleKind(both, new Set())).toBe('mention');
  expect(visibleKind(both, new Set(['mention']))).toBe('child');
  expect(visibleKind(both, new Set(['mention', 'child']))).toBeNull();
});

it.each([
  ['🏡', '🏡'],
  ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
  ['https://elsewhere.example/pixel.png', null],
  ['/icons/1.png', null],
  ['javascript:alert(1)', null],
  ['', null],
  [null, null],
])('takes %j as an emoji: %j', (icon, expected) => {
  expect(emojiOf(icon)).toBe(expected);
});

it('never shows an empty title', () => {
  expect(titleOf({ name: '  ' })).toBe('Untitled');
  expect(titleOf(undefined)).toBe('Untitled');
});
