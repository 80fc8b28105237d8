// Bound once: each `Math.` is a slow look-up where the global object is a sandbox, as under Jest.
const { sqrt } = Math;

// Cosine and sine of the golden angle, π(3 − √5), written out: Math.cos may differ between engines in its last bit.
export const GOLDEN = { cos: -0.7373688780783197, sin: 0.6754902942615238 };

/**
 * Calls back with points that fill a disc or a ring evenly, as a sunflower's seeds do (Vogel 1979): point i lies at
 * radius `spacing · √(i + skip)`, a golden angle after the one before. Each point has about 3.1 · spacing² of room.
 */
export function sunflower(
  count: number,
  spacing: number,
  skip: number,
  place: (index: number, x: number, y: number) => void,
): void {
  let [x, y] = [1, 0];
  for (let i = 0; i < count; i++) {
    const radius = spacing * sqrt(i + skip);
    place(i, x * radius, y * radius);
    [x, y] = [x * GOLDEN.cos - y * GOLDEN.sin, x * GOLDEN.sin + y * GOLDEN.cos];
  }
}
