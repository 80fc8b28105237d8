/**
 * Starts the built server as users start it: a process of its own on a real port with a fresh `DATA_DIR`. For
 * Playwright and for Jest's integration tests alike. `npm test` builds first; nothing here does.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const READY_WITHIN_MS = 30_000;
const STOPPED_WITHIN_MS = 15_000;
const PORT_TRIES = 3;
/** What a process needs of the machine. Nothing else is handed on: a developer's NOTION_TOKEN is not a test's. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'];

export interface RunningApp {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly data_dir: string;
  /** All that the server has written to stdout and stderr so far. */
  output(): string;
  /** Ends it as an operator would (SIGTERM), gives its exit code and erases its `DATA_DIR`. */
  stop(): Promise<number | null>;
  /**
   * Ends it as a power cut would, or as the signal says, and gives its exit code. `DATA_DIR` stays, for
   * `startApp({ data_dir })` and then `stop()`.
   */
  kill(signal?: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
}

export interface AppOptions {
  /** Variables on top of the defaults; `undefined` takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A `DATA_DIR` of before, to start over on; without it a fresh one. */
  readonly data_dir?: string;
  /** The Node to run it with; without it, this one. */
  readonly node?: string;
}

export async function startApp(options: AppOptions = {}): Promise<RunningApp> {
  const data_dir = options.data_dir ?? (await mkdtemp(join(tmpdir(), 'notion-graph-data-')));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(data_dir, await freePort(), options);
    } catch (error) {
      // Between finding the port and listening on it another process may take it.
      const portTaken = error instanceof Error && error.message.includes('EADDRINUSE');
      if (portTaken && attempt < PORT_TRIES) continue;
      if (options.data_dir === undefined) await rm(data_dir, { recursive: true, force: true });
      throw error;
    }
  }
}

async function startOnce(data_dir: string, port: number, options: AppOptions): Promise<RunningApp> {
  const child = spawn(options.node ?? process.execPath, ['--enable-source-maps', MAIN], {
    // Not the checkout: its .env is the developer's.
    cwd: data_dir,
    env: environment({ PORT: String(port), DATA_DIR: data_dir, ...options.env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  let output = '';
  const collect = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  // A test that ends without stop() must not leave a server behind.
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  void closed.then(() => process.off('exit', killWithUs));

  let url: string;
  try {
    url = await readyUrl(child, () => output);
  } catch (error) {
    child.kill('SIGKILL');
    await closed;
    throw error;
  }
  return {
    url,
    data_dir,
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
      const code = await closed;
      clearTimeout(late);
      await rm(data_dir, { recursive: true, force: true });
      return code;
    },
    async kill(signal = 'SIGKILL') {
      child.kill(signal);
      return closed;
    },
  };
}

function environment(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const inherited = Object.fromEntries(INHERITED.map((name) => [name, process.env[name]]));
  const all: Record<string, string | undefined> = { ...inherited, HOST: '127.0.0.1', LOG_LEVEL: 'warn', ...variables };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Settles on the `Ready: ` line, on the process's end or, only then, after a time limit. */
function readyUrl(child: ChildProcessByStdio<null, Readable, Readable>, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (what: string): void => {
      reject(new Error(`The server ${what}. It said:\n${output()}`));
    };
    const limit = setTimeout(() => {
      fail(`was not ready within ${String(READY_WITHIN_MS / 1000)} s`);
    }, READY_WITHIN_MS);
    child.stdout.on('data', () => {
      const ready = /^Ready: (\S+?)\/?\s*\n/m.exec(output());
      if (ready?.[1] === undefined) return;
      clearTimeout(limit);
      resolve(ready[1]);
    });
    child.once('error', (error) => {
      clearTimeout(limit);
      fail(`did not start: ${error.message}`);
    });
    child.once('close', (code) => {
      clearTimeout(limit);
      fail(`ended with code ${String(code)} before it was ready`);
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('No port'));
      });
    });
  });
}
