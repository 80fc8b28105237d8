/**
 * `npm test`: every test that this machine can run, and in plain words what it left out. Jest first (unit, contract,
 * integration), then Playwright (end to end, in a browser). The last line is `N passed, N failed[, N skipped]`.
 *
 *   npm test                             all
 *   npm test -- test/unit/core           Jest, only files that match
 *   npm test -- test/e2e/embed.e2e.ts    Playwright, only files that match
 *   npm test -- test/unit -t 'markdown'  further arguments go to the runner
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, packageBin, root } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { fromJest, fromPlaywright, noTests, sum, summaryLine } from './test-summary.mjs';

const hungAfterMs = 10 * 60_000;
const inCi = process.env.CI === 'true';
const reports = mkdtempSync(join(tmpdir(), 'notion-graph-tests-'));
const say = (text) => process.stdout.write(`${text}\n`);

/** Runs a command to its end; a crash, a kill or a hang is exit code 1. */
function run(args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: hungAfterMs,
    });
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

async function runJest(args) {
  say('\n── Unit, contract and integration tests (Jest)');
  const file = join(reports, 'jest.json');
  // Flags, not NODE_OPTIONS: servers that the tests start must run as users run them.
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const code = await run([...node, packageBin('jest'), '--json', `--outputFile=${file}`, ...args]);
  return fromJest(readReport(file), code);
}

async function runPlaywright(args) {
  say('\n── End-to-end tests (Playwright)');
  const file = join(reports, 'playwright.json');
  const cli = packageBin('@playwright/test', 'playwright');
  const code = await run([cli, 'test', '--reporter=list,json', ...args], { PLAYWRIGHT_JSON_OUTPUT_FILE: file });
  return fromPlaywright(readReport(file), code);
}

async function runAll(args) {
  const paths = args.filter((arg) => /^(\.\/)?test\//.test(arg));
  const endToEnd = paths.filter((path) => /^(\.\/)?test\/e2e\b/.test(path));
  const withJest = args.length === 0 || endToEnd.length < paths.length || paths.length === 0;
  const withPlaywright = args.length === 0 || endToEnd.length > 0;
  const options = args.filter((arg) => !paths.includes(arg));
  const leftOut = [];
  let counts = noTests;

  // Unit and contract tests read the sources: they run while the rest does not even compile.
  if (paths.length === 0 || paths.some((path) => !/^(\.\/)?test\/(unit|contract)\b/.test(path))) await ensureBuilt();

  if (withJest) counts = sum(counts, await runJest([...paths.filter((path) => !endToEnd.includes(path)), ...options]));

  if (withPlaywright && findChromium()) {
    counts = sum(counts, await runPlaywright([...endToEnd, ...(withJest ? [] : options)]));
  } else if (withPlaywright) {
    const where = process.env.CHROMIUM_PATH
      ? `CHROMIUM_PATH (${process.env.CHROMIUM_PATH}) names none`
      : 'there is none';
    leftOut.push(`The end-to-end tests: they need Chromium, and ${where}. To get it: apt-get install chromium`);
  }

  const samples = existsSync(join(root, '..', 'shared', 'samples'));
  if (!samples && args.length === 0) {
    say('\nTests on real exports skip themselves: ../shared/samples is not on this machine and is not published.');
  } else if (inCi && args.length === 0 && counts.skipped > 0) {
    leftOut.push(`${counts.skipped} tests that skipped themselves: see above which`);
  }

  if (leftOut.length > 0) say(`\nLeft out on this machine:\n${leftOut.map((what) => `  - ${what}`).join('\n')}`);
  if (leftOut.length > 0 && inCi) say('With CI=true each of these counts as a failure.');
  return inCi ? sum(counts, { ...noTests, failed: leftOut.length }) : counts;
}

let counts;
try {
  counts = await runAll(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  counts = { ...noTests, failed: 1 };
} finally {
  rmSync(reports, { recursive: true, force: true });
}
process.exitCode = counts.failed > 0 ? 1 : 0;
say(`\n${summaryLine(counts)}`);
