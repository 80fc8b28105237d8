import { Grid } from './grid.js';

// Bound once: each `Math.` is a slow look-up where the global object is a sandbox, as under Jest.
const { min, sqrt } = Math;

const GAP = 2;
const LARGEST_RADIUS = 14;

/** The radius that the layout keeps free around a node, in layout units: room for a dot that grows with degree. */
export function nodeRadius(degree: number): number {
  return min(LARGEST_RADIUS, 3 + 0.7 * sqrt(degree));
}

/**
 * Pushes nodes apart until none cover each other, or the passes are over. `mobility` 0 holds a node: the other one then
 * makes the whole way.
 */
export function removeOverlap(
  x: Float64Array,
  y: Float64Array,
  radius: Float64Array,
  mobility: Float64Array | undefined,
  passes: number,
): void {
  const n = x.length;
  for (let pass = 0; pass < passes; pass++) {
    const [from_x, from_y] = [x.slice(), y.slice()];
    const grid = new Grid(from_x, from_y, 2 * LARGEST_RADIUS);
    let moves = 0;
    for (let i = 0; i < n; i++) {
      grid.around(x[i]!, y[i]!, radius[i]! + LARGEST_RADIUS + GAP, (j) => {
        if (j <= i) return;
        const wanted = radius[i]! + radius[j]! + GAP;
        let dx = x[j]! - x[i]!;
        let dy = y[j]! - y[i]!;
        let square = dx * dx + dy * dy;
        if (square >= wanted * wanted * 0.999) return;
        const [give_i, give_j] = mobility ? [mobility[i]!, mobility[j]!] : [1 / radius[i]!, 1 / radius[j]!];
        if (give_i + give_j === 0) return;
        let distance = sqrt(square);
        if (square < 1e-9) {
          distance = 0;
          // Coinciding nodes part in a direction that differs from pair to pair.
          dx = ((i * 7 + j * 3) % 11) - 5.5;
          dy = ((i * 5 + j * 9) % 13) - 6.5;
          square = dx * dx + dy * dy;
        }
        const length = sqrt(square);
        const push = (wanted - distance) / length / (give_i + give_j);
        x[i]! -= dx * push * give_i;
        y[i]! -= dy * push * give_i;
        x[j]! += dx * push * give_j;
        y[j]! += dy * push * give_j;
        moves++;
      });
    }
    if (moves === 0) return;
  }
}
