/** Colours of groups and links, for both themes. Pure: a colour is a function of an id and a theme. */

export type Theme = 'light' | 'dark';

/** What lies under the graph: dimming mixes towards it, rings and label halos are cut out with it. */
export const CANVAS: Record<Theme, string> = { light: '#fbfaf8', dark: '#191918' };
export const INK: Record<Theme, string> = { light: '#33312c', dark: '#e9e7e2' };
const GREY: Record<Theme, string> = { light: '#a3a09a', dark: '#77746d' };

/** Twelve hues, far apart in order, of like weight: a map should read as one piece of cloth. */
const GROUPS: Record<Theme, readonly string[]> = {
  light: [
    '#5b74e8',
    '#e8805a',
    '#2fa596',
    '#a067dc',
    '#d9a227',
    '#d95f91',
    '#5da653',
    '#3f9fd8',
    '#b0764f',
    '#7a86a8',
    '#a3a93a',
    '#cc5650',
  ],
  dark: [
    '#8299f7',
    '#f29b78',
    '#55c4b3',
    '#bd92f0',
    '#e8bd57',
    '#ee86af',
    '#86c97b',
    '#6cbcee',
    '#cf9d79',
    '#a1adcf',
    '#c3c962',
    '#e88079',
  ],
};

/** Hierarchy stays quiet; what an author wrote stands out. */
const KINDS: Record<string, Record<Theme, string>> = {
  mention: { light: '#4c6fe0', dark: '#8fa8ff' },
  link: { light: '#1f9384', dark: '#5fd0bf' },
  link_to_page: { light: '#2c93c4', dark: '#74c8f0' },
  relation: { light: '#d9743f', dark: '#f5a67c' },
  child: { light: '#8d8a83', dark: '#8f8c85' },
  synced: { light: '#c8508a', dark: '#f08cba' },
  url: { light: '#b08a14', dark: '#e2c05c' },
  comment: { light: '#8a57cc', dark: '#c39bf5' },
};

export const KIND_ORDER = ['mention', 'link', 'link_to_page', 'relation', 'child', 'synced', 'url', 'comment'] as const;

/** By the group's own id, not by its rank: a group keeps its colour when another one grows. */
export function groupColour(group: number | null, theme: Theme): string {
  if (group === null || !Number.isFinite(group) || group < 0) return GREY[theme];
  const hues = GROUPS[theme];
  return hues[Math.trunc(group) % hues.length] ?? GREY[theme];
}

export function kindColour(kind: string, theme: Theme): string {
  return KINDS[kind]?.[theme] ?? GREY[theme];
}

export type Rgb = readonly [number, number, number];

export function rgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

const hex2 = (value: number): string => Math.round(value).toString(16).padStart(2, '0');

/** `from` with `amount` (0..1) of `to` in it. */
export function mix(from: string, to: string, amount: number): string {
  const a = rgb(from);
  const b = rgb(to);
  const at = (i: 0 | 1 | 2): string => hex2(a[i] + (b[i] - a[i]) * amount);
  return `#${at(0)}${at(1)}${at(2)}`;
}

/** Sigma blends with `ONE, ONE_MINUS_SRC_ALPHA` and multiplies nothing itself, so translucency comes premultiplied. */
export function translucent(hex: string, alpha: number): string {
  const [r, g, b] = rgb(hex);
  return `rgba(${Math.round(r * alpha)}, ${Math.round(g * alpha)}, ${Math.round(b * alpha)}, ${alpha})`;
}

/** WCAG 2 contrast ratio of two opaque colours, 1..21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = rgb(hex).map((channel) => {
    const c = channel / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
