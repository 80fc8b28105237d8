import { describe, expect, it } from '@jest/globals';
import {
  CANVAS,
  contrast,
  groupColour,
  INK,
  kindColour,
  KIND_ORDER,
  mix,
  translucent,
} from '../../../web/src/graph/palette.js';

const THEMES = ['light', 'dark'] as const;

describe.each(THEMES)('the %s palette', (theme) => {
  it('gives twelve groups twelve colours that stand out from the ground', () => {
    const colours = Array.from({ length: 12 }, (_, group) => groupColour(group, theme));
    expect(new Set(colours).size).toBe(12);
    for (const colour of colours) expect(contrast(colour, CANVAS[theme])).toBeGreaterThan(2.1);
  });

  it('gives every kind of link its own colour', () => {
    const colours = KIND_ORDER.map((kind) => kindColour(kind, theme));
    expect(new Set(colours).size).toBe(KIND_ORDER.length);
    for (const colour of colours) expect(contrast(colour, CANVAS[theme])).toBeGreaterThan(2.7);
  });

  it('writes labels in ink that reads', () => {
    expect(contrast(INK[theme], CANVAS[theme])).toBeGreaterThan(7);
  });

  it('has a neutral colour for no group and for a kind it does not know', () => {
    expect(groupColour(null, theme)).toBe(groupColour(-1, theme));
    expect(kindColour('some_new_kind', theme)).toMatch(/^#[0-9a-f]{6}$/);
  });
});

it('keeps a group’s colour, whatever other groups do', () => {
  expect(groupColour(3, 'light')).toBe(groupColour(15, 'light'));
});

it('mixes and premultiplies', () => {
  expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080');
  expect(mix('#123456', '#ffffff', 0)).toBe('#123456');
  expect(translucent('#ff8000', 0.5)).toBe('rgba(128, 64, 0, 0.5)');
});

it('measures contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});
