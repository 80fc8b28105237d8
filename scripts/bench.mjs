/**
 * `npm run bench [-- NAME…]`: runs every benchmark in bench/ (or those whose name contains NAME), one after the other
 * so that none disturbs another's figures. A benchmark is a file there that no other file there imports. Their JSON lines go to stdout and nothing else does: a benchmark that
 * prints anything else there, or nothing, or fails, fails the run.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureBuilt, packageBin, root } from './build.mjs';

const wanted = process.argv.slice(2);
const sources = readdirSync(join(root, 'bench')).filter((name) => name.endsWith('.ts'));
const texts = sources.map((name) => readFileSync(join(root, 'bench', name), 'utf8'));
const names = sources
  .filter((name) => !texts.some((text) => text.includes(`'./${name.replace(/ts$/, 'js')}'`)))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort();

async function run(name) {
  process.stderr.write(`── ${name}\n`);
  const child = spawn(process.execPath, ['--expose-gc', packageBin('tsx'), join('bench', name)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.on('error', () => resolve(1)).on('close', resolve));
  const faults = [];
  let figures = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.trim() === '') continue;
    try {
      JSON.parse(line);
      figures += 1;
      process.stdout.write(`${line}\n`);
    } catch {
      faults.push(`prints a line that is not JSON: ${line}`);
    }
  }
  if ((await ended) !== 0) faults.push('failed');
  if (figures === 0) faults.push('gave no figures');
  for (const fault of faults) process.stderr.write(`${name} ${fault}\n`);
  return faults.length === 0;
}

let good = names.length > 0;
if (!good) process.stderr.write(`No benchmark is called that. They are in bench/\n`);
await ensureBuilt().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
for (const name of names) good = (await run(name)) && good;
process.exitCode = good ? 0 : 1;
