/**
 * `npm run dev`: one command that reloads on every change. tsc watches and emits (tsx would be quicker, but esbuild
 * does not emit the decorator metadata that Nest's injection reads), Node restarts the server on what tsc emits, and
 * Vite serves the browser's side with hot reload. Ctrl-C, or the end of any of the three, ends all.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { dist, ensureBuilt, forgetBuild, packageBin, root } from './build.mjs';

const children = new Set();
let ending = false;

function end(code) {
  if (ending) return;
  ending = true;
  process.exitCode = code;
  for (const child of children) child.kill('SIGTERM');
}

function start(name, args, onLine) {
  // Their own process groups would outlive a closed terminal; sharing ours, Ctrl-C reaches them as well.
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        process.stdout.write(`${name.padEnd(6)} │ ${line}\n`);
        onLine?.(line);
      }
    });
  }
  child.on('error', () => end(1));
  child.on('close', (code) => {
    children.delete(child);
    end(code ?? 0);
  });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(0));

try {
  // A first whole build, so that the server finds its pages; from here on `dist/` belongs to the watchers.
  await ensureBuilt();
} catch (error) {
  // Not the end: the watchers show the same errors and pick up the fix.
  process.stderr.write(`${error.message}\n`);
}
forgetBuild();

let serving = false;
start(
  'types',
  [packageBin('typescript', 'tsc'), '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'],
  (line) => {
    // Started only now: the first pass rewrites every file, and each would restart the server.
    if (serving || ending || !line.includes('Watching for file changes')) return;
    serving = true;
    start('server', ['--watch', '--watch-preserve-output', '--enable-source-maps', join(dist, 'main.js')]);
  },
);
start('web', [packageBin('vite'), 'web', '--clearScreen', 'false']);
