import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placeLabels, type LabelCandidate } from '../../../web/src/graph/labels.js';
import { nodeSize, positionsOf } from '../../../web/src/graph/positions.js';
import { node } from './graph-fixture.js';

const label = (
  key: string,
  x: number,
  y: number,
  priority: number,
  over: Partial<LabelCandidate> = {},
): LabelCandidate => ({
  key,
  text: key,
  x,
  y,
  width: 60,
  height: 14,
  disc: 4,
  gap: 3,
  priority,
  forced: false,
  ...over,
});
const keys = (placed: LabelCandidate[]): string[] => placed.map(({ key }) => key);

describe('labels', () => {
  it('give way to more important ones, whatever their order', () => {
    expect(keys(placeLabels([label('small', 10, 5, 1), label('large', 0, 0, 9)]))).toEqual(['large']);
  });

  it('give way to the disc of a more important node', () => {
    const hub = label('hub', 0, 100, 50, { disc: 30 });
    expect(keys(placeLabels([hub, label('leaf', 0, 60, 2)]))).toEqual(['hub']);
    expect(keys(placeLabels([{ ...hub, priority: 1 }, label('leaf', 0, 60, 2)]))).toContain('leaf');
  });

  it('stay where they are forced to', () => {
    expect(keys(placeLabels([label('large', 0, 0, 9), label('picked', 0, 0, 1, { forced: true })]))).toEqual([
      'picked',
    ]);
  });

  it('never overlap each other', () => {
    const any = fc.record({
      x: fc.integer({ min: -300, max: 1500 }),
      y: fc.integer({ min: -300, max: 900 }),
      width: fc.integer({ min: 5, max: 250 }),
      priority: fc.integer({ min: 0, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 80 }), (boxes) => {
        const placed = placeLabels(
          boxes.map((box, i) => label(String(i), box.x, box.y, box.priority, { width: box.width })),
        );
        for (const a of placed) {
          for (const b of placed) {
            if (a.key >= b.key) continue;
            const apart = Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= a.height;
            expect(apart).toBe(true);
          }
        }
      }),
    );
  });
});

describe('positions', () => {
  it('come from the server where it has them', () => {
    expect(positionsOf([node('a', { x: 3, y: -4 })]).get('a')).toEqual({ x: 3, y: -4 });
  });

  it('are a circle around the placed ones otherwise, the same each time', () => {
    const nodes = [node('a', { x: 30, y: 40 }), node('b', { x: null, y: null }), node('c', { x: null, y: null })];
    const once = positionsOf(nodes);
    expect(positionsOf([...nodes].reverse())).toEqual(new Map([...once].reverse()));
    for (const id of ['b', 'c']) {
      const { x, y } = once.get(id) ?? { x: 0, y: 0 };
      expect(Math.hypot(x, y)).toBeCloseTo(57.5, 6);
    }
  });

  it('give more links a larger disc, a database a larger one still, a crowd smaller ones', () => {
    const size = (degree: number, kind: 'page' | 'database' = 'page', count = 100) => nodeSize({ degree, kind }, count);
    expect(size(16)).toBeGreaterThan(size(4));
    expect(size(4, 'database')).toBeGreaterThan(size(4));
    expect(size(4, 'page', 20_000)).toBeLessThan(size(4, 'page', 100));
    expect(size(1e9)).toBeLessThan(40);
  });
});
