/**
 * `./bin/notion-graph build` on generated exports, beside `unzip -t` of the same file: what reading the zip alone costs.
 * Pages a second, wall seconds and peak memory (VmHWM, Linux) of either process as a whole, start-up included.
 */
import { spawn } from 'node:child_process';
import { readFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeExport } from '../test/export/write-export.js';

const SIZES = [1_000, 10_000, 50_000];
const LOOK_MS = 20;
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

interface Cost {
  seconds: number;
  peak_mb: number;
}

async function costOf(command: string, args: string[]): Promise<Cost> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: 'ignore' });
  let peak_mb = 0;
  const look = setInterval(() => {
    // The kernel keeps the high-water mark itself: the last look before the end misses next to nothing.
    readFile(`/proc/${String(child.pid)}/status`, 'utf8').then(
      (status) => (peak_mb = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? peak_mb * 1024) / 1024),
      () => undefined,
    );
  }, LOOK_MS);
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  clearInterval(look);
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}`);
  return { seconds: (performance.now() - started) / 1_000, peak_mb };
}

const round = (value: number, digits = 2) => Number(value.toFixed(digits));

const folder = await mkdtemp(join(tmpdir(), 'notion-graph-bench-'));
try {
  for (const pages of SIZES) {
    const file = join(folder, `${String(pages)}.zip`);
    // Flat: `unzip -t` does not look into a zip within the zip.
    const expected = await writeExport(file, { seed: 8, pages, links_per_page: 5, parts: 0, page_bytes: 2_000 });
    const ours = await costOf(process.execPath, [cli, 'build', file, '--out', join(folder, 'graph.json')]);
    const links_only = await costOf(process.execPath, [
      cli,
      'build',
      file,
      '--format',
      'csv',
      '--out',
      join(folder, 'links.csv'),
    ]);
    const unzip = await costOf('unzip', ['-tqq', file]);
    console.log(
      JSON.stringify({
        bench: 'build',
        pages: expected.nodes.length,
        links: expected.links.length,
        zip_mb: round((await stat(file)).size / 1024 / 1024),
        seconds: round(ours.seconds),
        pages_per_second: Math.round(expected.nodes.length / ours.seconds),
        peak_mb: Math.round(ours.peak_mb),
        without_layout: {
          seconds: round(links_only.seconds),
          pages_per_second: Math.round(expected.nodes.length / links_only.seconds),
          peak_mb: Math.round(links_only.peak_mb),
        },
        reference: 'unzip -t',
        reference_seconds: round(unzip.seconds),
        reference_peak_mb: Math.round(unzip.peak_mb),
        ratio: round(ours.seconds / unzip.seconds),
      }),
    );
    await rm(file);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
