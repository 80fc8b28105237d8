import { describe, expect, it } from '@jest/globals';
import { edgeLook, labelOf, nodeLook } from '../../../web/src/graph/appearance.js';
import { buildModel } from '../../../web/src/graph/model.js';
import {
  focusOf,
  INITIAL_VIEW,
  reduceView,
  type ViewAction,
  type ViewState,
} from '../../../web/src/graph/view-state.js';
import { graph, link, node } from './graph-fixture.js';

const model = buildModel(
  graph(
    [node('a', { group: 0 }), node('b', { group: 0 }), node('c', { group: 1 }), node('d', { group: 1 })],
    [link('a', 'b', ['mention']), link('c', 'd', ['child']), link('b', 'c', ['relation'], { directed: false })],
  ),
);
const after = (...actions: ViewAction[]): ViewState => actions.reduce(reduceView, INITIAL_VIEW);
const [ab, cd, bc] = model.links as [ReturnType<typeof link>, ReturnType<typeof link>, ReturnType<typeof link>];
const at = (id: string) => model.nodes.get(id) ?? node(id);

describe('what a reader switches', () => {
  it('toggles kinds and groups without touching the state before', () => {
    const once = after({ type: 'toggle_kind', kind: 'child' });
    expect([...once.hiddenKinds]).toEqual(['child']);
    expect([...reduceView(once, { type: 'toggle_kind', kind: 'child' }).hiddenKinds]).toEqual([]);
    expect(INITIAL_VIEW.hiddenKinds.size).toBe(0);
    expect(after({ type: 'toggle_group', group: null }).groups.has(null)).toBe(true);
    expect(after({ type: 'toggle_group', group: 1 }, { type: 'clear_groups' }).groups.size).toBe(0);
  });

  it('stays the same object where nothing changes, so that nothing is drawn again', () => {
    expect(reduceView(INITIAL_VIEW, { type: 'hover', node: null })).toBe(INITIAL_VIEW);
    expect(reduceView(INITIAL_VIEW, { type: 'clear_groups' })).toBe(INITIAL_VIEW);
  });

  it('outlives a new version, except for what is gone', () => {
    const state = after(
      { type: 'select', node: 'a' },
      { type: 'hover', node: 'b' },
      { type: 'toggle_group', group: 1 },
      { type: 'toggle_group', group: 9 },
      { type: 'toggle_kind', kind: 'child' },
      { type: 'toggle_kind', kind: 'comment' },
      { type: 'model', model },
    );
    expect(state.selected).toBe('a');
    expect(state.hovered).toBeNull();
    expect([...state.groups]).toEqual([1]);
    expect([...state.hiddenKinds]).toEqual(['child']);
    const smaller = buildModel(graph([node('z')], []));
    expect(reduceView(state, { type: 'model', model: smaller }).selected).toBeNull();
  });
});

describe('what stands out', () => {
  it('is the pointed-at node before the picked one', () => {
    const state = after({ type: 'select', node: 'a' }, { type: 'hover', node: 'c' });
    expect(focusOf(model, state)?.centre).toBe('c');
    expect(focusOf(model, after({ type: 'select', node: 'gone' }))).toBeNull();
  });

  it('dims and unnames what is not a neighbour', () => {
    const state = after({ type: 'hover', node: 'a' });
    const focus = focusOf(model, state);
    expect(nodeLook(at('b'), state, focus, 'light').label).toBe('B');
    const far = nodeLook(at('d'), state, focus, 'light');
    expect(far.label).toBe('');
    expect(far.color).not.toBe(nodeLook(at('d'), INITIAL_VIEW, null, 'light').color);
  });

  it('isolates a group', () => {
    const state = after({ type: 'toggle_group', group: 1 });
    expect(nodeLook(at('a'), state, null, 'dark').label).toBe('');
    expect(nodeLook(at('c'), state, null, 'dark').label).toBe('C');
  });

  it('hides a link when all its kinds are off', () => {
    const state = after({ type: 'toggle_kind', kind: 'child' });
    expect(edgeLook(cd, true, state, null, 'light', 3).hidden).toBe(true);
    expect(edgeLook(ab, true, state, null, 'light', 3).hidden).toBe(false);
  });

  it('gives the picked node’s directed links an arrow, and only them', () => {
    const state = after({ type: 'select', node: 'b' });
    const focus = focusOf(model, state);
    expect(edgeLook(ab, true, state, focus, 'light', 3).type).toBe('arrow');
    expect(edgeLook(bc, true, state, focus, 'light', 3).type).toBe('line');
    expect(edgeLook(cd, true, state, focus, 'light', 3).type).toBe('line');
  });
});

it('shortens a long title by whole characters and puts its emoji first', () => {
  expect(labelOf(node('a', { name: 'x'.repeat(80), icon: '🚀' }))).toBe(`🚀 ${'x'.repeat(31)}…`);
  expect(labelOf(node('a', { name: '👩‍🚀'.repeat(40) }))).toBe(`${'👩‍🚀'.repeat(31)}…`);
  expect(labelOf(node('a', { name: '👩‍🚀'.repeat(32) }))).toBe('👩‍🚀'.repeat(32));
  expect(labelOf(node('a', { name: '<b>bold</b>' }))).toBe('<b>bold</b>');
});
