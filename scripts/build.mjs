/**
 * Builds `dist/` (the server with tsc, the browser's side with Vite) and says whether it must be built at all.
 * One place for it because `start`, `test`, `bench`, `generate` and `bin/notion-graph` all need a current build
 * and must agree on what current means: the stamp in `dist/` is a hash of the sources' content, so a checkout
 * that only touches times builds nothing.
 *
 * A build goes to a directory of its own and is moved into place whole: a failed one leaves the old build, two at
 * once do not mix, and files whose source is gone do not linger.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const dist = join(root, 'dist');
const stampFile = join(dist, '.build-stamp');
const inputs = ['src', 'web', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const abandonedAfterMs = 10 * 60_000;

/** The path of an installed package's command, run as `node <path>`: no shell, no npx, any Node. */
export function packageBin(packageName, command = packageName) {
  // Read from its folder: many packages do not export their package.json.
  const folder = join(root, 'node_modules', packageName);
  try {
    const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return join(folder, typeof bin === 'string' ? bin : bin[command]);
  } catch {
    throw new Error(`${packageName} is not installed. Run: npm ci --include=dev`);
  }
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules' && entry.name !== 'dist')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesUnder(join(path, entry.name)));
}

/** A hash of everything that the build reads. About 20 ms for a few hundred files. */
export function sourcesHash() {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((input) => filesUnder(join(root, input)))) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

export function isBuilt(hash = sourcesHash()) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash;
}

/** After this the next `ensureBuilt` builds: for `dev`, whose watchers write into `dist/` themselves. */
export function forgetBuild() {
  rmSync(stampFile, { force: true });
}

/** @returns {Promise<void>} fails with all that the command has written */
function run(title, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${title} failed:\n${Buffer.concat(output).toString().trim()}`));
    });
  });
}

function removeAbandonedBuilds() {
  for (const name of readdirSync(root).filter((entry) => entry.startsWith('dist.'))) {
    const { mtimeMs } = statSync(join(root, name), { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (Date.now() - mtimeMs > abandonedAfterMs) rmSync(join(root, name), { recursive: true, force: true });
  }
}

/** Builds, whether it is needed or not. Silent unless it fails; then the error's message is the tools' own output. */
export async function build() {
  removeAbandonedBuilds();
  const hash = sourcesHash();
  const next = join(root, `dist.next-${process.pid}`);
  const old = join(root, `dist.old-${process.pid}`);
  try {
    const results = await Promise.allSettled([
      run('tsc', [packageBin('typescript', 'tsc'), '-p', 'tsconfig.build.json', '--outDir', next]),
      run('vite', [packageBin('vite'), 'build', 'web', '--outDir', join(next, 'web'), '--emptyOutDir']),
    ]);
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.message] : []));
    if (failures.length > 0) throw new Error(failures.join('\n\n'));
    writeFileSync(join(next, '.build-stamp'), hash);
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(next, dist);
  } finally {
    for (const leftover of [next, old]) rmSync(leftover, { recursive: true, force: true });
  }
}

/** Builds if `dist/` is missing or is not of these sources. Says so on a terminal only: stdout is the caller's. */
export async function ensureBuilt() {
  if (isBuilt()) return;
  if (process.stderr.isTTY) process.stderr.write('Building (the first time, or the sources changed) …\n');
  await build();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await (process.argv.includes('--if-needed') ? ensureBuilt() : build());
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
