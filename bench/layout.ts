/** Layout time and quality beside d3-force: `npx tsx bench/layout.ts [nodes...]`, one JSON line per size. */
import { powerLawGraph } from './graph-data.js';
import type { Quality } from './layout-quality.js';
import { d3Layout, ownLayout, quality } from './layout-quality.js';

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1000, 10_000];

function timed<T>(run: () => T): { seconds: number; value: T } {
  const start = performance.now();
  const value = run();
  return { seconds: round((performance.now() - start) / 1000), value };
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function rounded(figures: Quality): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]: [string, number]) => [name, round(value)]));
}

// A first run at a small size, so that neither side is timed while it is compiled.
ownLayout(powerLawGraph(400));
d3Layout(powerLawGraph(400), 30);

for (const nodes of sizes) {
  const edges = powerLawGraph(nodes);
  const own = timed(() => ownLayout(edges));
  const reference = timed(() => d3Layout(edges));
  process.stdout.write(
    `${JSON.stringify({
      bench: 'layout',
      nodes,
      links: edges.source.length,
      seconds: own.seconds,
      reference: 'd3-force',
      reference_seconds: reference.seconds,
      ratio: round(reference.seconds / own.seconds),
      quality: rounded(quality(edges, own.value)),
      reference_quality: rounded(quality(edges, reference.value)),
    })}\n`,
  );
}
