import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, realpath, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, basename, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { compileSnapshot } from './core/graph/compile.js';
import { type Format, FORMATS, isFormat } from './core/graph/formats.js';
import { selectGraph } from './core/graph/select.js';
import type { Graph, GraphPage } from './core/graph/snapshot.js';
import { computeView } from './core/graph/view.js';
import type { LedgerEntry } from './core/notion/page.js';
import { hashPassword } from './modules/auth/password-hash.js';
import { readExport } from './modules/imports/export/read-export.js';
import { AppError } from './platform/errors/app-error.js';

const USAGE = `Usage:
  notion-graph build INPUT [--out FILE] [--format ${Object.keys(FORMATS).join('|')}]
      INPUT is a Notion export (a zip of Markdown & CSV, or of HTML), or \`notion\`: the workspace of NOTION_TOKEN.
      Writes the graph to stdout, or to FILE. The format is d3 unless named.
  notion-graph admin hash-password
      Asks for a password and prints what ADMIN_PASSWORD_HASH takes.
  notion-graph admin rotate-keys
      Encrypts every Notion token anew with the first of TOKEN_KEYS. Stop the server first.
`;

/** Wrong usage: exit 2 with the usage, where every other failure is exit 1 with one line. */
class UsageError extends Error {}

async function main(args: string[]): Promise<void> {
  const [command, ...rest] = args;
  switch (command) {
    case 'build':
      return build(rest);
    case 'admin':
      return admin(rest);
    case '--help':
    case '-h':
    case 'help':
      process.stdout.write(USAGE);
      return;
    case undefined:
      throw new UsageError('Say what to do.');
    default:
      throw new UsageError(`There is no command "${command}".`);
  }
}

async function build(args: string[]): Promise<void> {
  const { input, format, out } = buildOptions(args);
  const tmp_dir = await mkdtemp(join(tmpdir(), 'notion-graph-build-'));
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const progress = progressBar();
  try {
    const { graph, ledger } =
      input === 'notion'
        ? await readNotion(tmp_dir, interrupted.signal, progress)
        : await readZip(input, tmp_dir, interrupted.signal, progress, format);
    progress.stop();
    await write(out, FORMATS[format].write(graph, selectGraph(graph)));
    report(graph.snapshot.node_count, graph.snapshot.edge_count, ledger);
  } finally {
    progress.stop();
    await rm(tmp_dir, { recursive: true, force: true });
  }
}

function buildOptions(args: string[]): { input: string; format: Format; out: string | undefined } {
  const { values, positionals } = parsed(args);
  if (values.help === true) {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  const [input, ...more] = positionals;
  const format = values.format ?? 'd3';
  if (input === undefined) throw new UsageError('Name the export to read.');
  if (more.length > 0) throw new UsageError('Name one export at a time.');
  if (!isFormat(format)) throw new UsageError(`There is no format "${format}".`);
  return { input, format, out: values.out };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { out: { type: 'string' }, format: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'These arguments do not fit.');
  }
}

async function readZip(
  input: string,
  tmp_dir: string,
  signal: AbortSignal,
  progress: SingleBar,
  format: Format,
): Promise<{ graph: Graph; ledger: LedgerEntry[] }> {
  const { pages, ledger } = await readPages(input, tmp_dir, signal, progress);
  // What follows does not look up from its work: from here on an interruption ends the process, as by default.
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
  const { snapshot } = compileSnapshot(pages);
  // A list of links has no positions; everything else does.
  const view = format === 'csv' ? null : computeView(snapshot);
  return { graph: { version: 1, snapshot, view }, ledger };
}

async function readNotion(
  tmp_dir: string,
  signal: AbortSignal,
  progress: SingleBar,
): Promise<{ graph: Graph; ledger: LedgerEntry[] }> {
  // Only here: an export is built without starting the application.
  const { graphFromNotion } = await import('./cli-notion.js');
  let said: string | null = null;
  return graphFromNotion(tmp_dir, signal, ({ pages_found, pages_read, message }) => {
    progress.setTotal(pages_found);
    progress.update(pages_read);
    if (message !== null && message !== said) process.stderr.write(`${message}\n`);
    said = message;
  });
}

async function readPages(
  input: string,
  tmp_dir: string,
  signal: AbortSignal,
  progress: SingleBar,
): Promise<{ pages: GraphPage[]; ledger: LedgerEntry[] }> {
  const source = readExport(input, {
    tmp_dir,
    signal,
    on_progress: ({ pages_found, pages_read }) => {
      progress.setTotal(pages_found);
      progress.update(pages_read);
    },
  });
  const pages: GraphPage[] = [];
  for (;;) {
    const next = await source.next();
    if (next.done === true) return { pages, ledger: next.value.ledger };
    // There is no store here to give ids of ours, so Notion's stand in for them.
    pages.push({ id: next.value.notion_id, ...next.value });
  }
}

/** To a file by way of a second one beside it: a build that fails leaves what was there. */
async function write(out: string | undefined, chunks: Iterable<string>): Promise<void> {
  if (out === undefined) {
    await pipeline(Readable.from(chunks), process.stdout as Writable, { end: false });
    return;
  }
  const target = await targetOf(out);
  if (!target.replaceable) {
    await pipeline(Readable.from(chunks), createWriteStream(target.path));
    return;
  }
  const part = join(dirname(target.path), `.${basename(target.path)}.part`);
  try {
    await pipeline(Readable.from(chunks), createWriteStream(part));
    await rename(part, target.path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** A device or a pipe is written to, never replaced; a link leads to what it names. */
async function targetOf(out: string): Promise<{ path: string; replaceable: boolean }> {
  const path = await realpath(out).catch(() => out);
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) throw new AppError('unprocessable', { detail: `--out ${out} is a folder. Name a file.` });
  if (!found && !(await stat(dirname(path)).catch(() => null))) {
    throw new AppError('unprocessable', { detail: `--out ${out}: there is no such folder.` });
  }
  return { path, replaceable: found === null || found.isFile() };
}

/** A bar on a terminal; nothing elsewhere. Always on stderr: stdout is the graph's. */
function progressBar(): SingleBar {
  const bar = new SingleBar(
    {
      format: '{bar} {value}/{total} pages',
      stream: process.stderr,
      noTTYOutput: false,
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  if (process.stderr.isTTY) bar.start(0, 0);
  return bar;
}

function report(nodes: number, links: number, ledger: readonly LedgerEntry[]): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`${nodes} pages, ${links} links\n`);
  for (const { reason, count } of ledger)
    process.stderr.write(`  left out: ${count} × ${reason.replaceAll('_', ' ')}\n`);
}

async function admin(args: string[]): Promise<void> {
  if (args.length === 1 && args[0] === 'rotate-keys') {
    if (existsSync('.env')) process.loadEnvFile('.env');
    const { rotateKeys } = await import('./cli-admin.js');
    process.stdout.write(`${await rotateKeys()}\n`);
    return;
  }
  if (args.length !== 1 || args[0] !== 'hash-password') {
    throw new UsageError('The admin commands are `hash-password` and `rotate-keys`.');
  }
  const password = await askPassword();
  if (password.length < 8)
    throw new AppError('unprocessable', { detail: 'Choose a password of at least 8 characters.' });
  process.stdout.write(`${await hashPassword(password)}\n`);
}

/** From the terminal, unseen, or the first line of stdin. */
async function askPassword(): Promise<string> {
  if (!process.stdin.isTTY) {
    for await (const line of createInterface({ input: process.stdin })) return line;
    return '';
  }
  process.stderr.write('Password: ');
  const unseen = new (await import('node:stream')).Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: unseen, terminal: true });
  const password = await terminal.question('');
  terminal.close();
  process.stderr.write('\n');
  return password;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of our output has what it wanted (`| head`).
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`${failureLine(error)}\n`);
  process.exit(1);
});

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
  process.stderr.write(`${failureLine(error)}\n`);
  process.exit(1);
});

function failureLine(error: unknown): string {
  if (error instanceof AppError) return `${error.detail} (${error.code})`;
  if (!(error instanceof Error)) return 'The build failed.';
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return `There is no such file: ${'path' in error ? String(error.path) : ''}`;
  if (code === 'EACCES') return 'This file may not be read or written.';
  if (code === 'EISDIR') return 'This is a folder. Name the export’s zip file.';
  if (code === 'ENOSPC') return 'The disk is full.';
  if (error.name === 'AbortError') return 'Interrupted.';
  return `The build failed: ${error.message}`;
}
