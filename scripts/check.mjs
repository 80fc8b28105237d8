/**
 * `npm run check`: everything that CI holds besides the tests, as many at a time as there are cores. Every check runs
 * even where one fails, so that one run shows all there is to mend; output is shown of what fails only.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { packageBin, root } from './build.mjs';

const tsc = packageBin('typescript', 'tsc');
const prettier = ['--check', '--log-level=warn', '.'];

// The slowest first, so that they do not end up alone.
const checks = [
  { name: 'lint', args: [packageBin('eslint'), '--max-warnings=0', '.'] },
  { name: 'generated files', args: ['scripts/generate.mjs', '--check'] },
  { name: 'types', args: [tsc, '-p', '.'] },
  { name: 'types of web', args: [tsc, '-p', 'web', '--noEmit'] },
  { name: 'types of scripts', args: [tsc, '-p', 'scripts'] },
  {
    name: 'dependency rules',
    args: [packageBin('dependency-cruiser', 'depcruise'), 'src', 'web', 'test', 'bench', 'scripts'],
  },
  { name: 'dead code', args: [packageBin('knip')] },
  { name: 'format', args: [packageBin('prettier'), ...prettier] },
];

function run({ name, args }) {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => output.push(Buffer.from(error.message)));
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
      if (code !== 0) process.stdout.write(`${Buffer.concat(output).toString().trim()}\n\n`);
      resolve(code === 0);
    });
  });
}

const waiting = [...checks];
const failed = [];
async function worker() {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    if (!(await run(check))) failed.push(check.name);
  }
}
await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker));

if (failed.length > 0) {
  process.stdout.write(
    `Failed: ${failed.join(', ')}. To mend format and lint: npm run fix. To generate: npm run generate\n`,
  );
  process.exitCode = 1;
}
