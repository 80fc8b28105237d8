/// <reference lib="dom" />
/** The journeys of a newcomer over the built app in a real browser. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type RunningApp, startApp } from './start-app.js';

const SAMPLES = fileURLToPath(new URL('../../../shared/samples/', import.meta.url));
// Counted with unzip and find, and with test/export/count-export.py: 278 .md files and one database with a CSV.
const REAL_EXPORT = { file: join(SAMPLES, 'notion-export.zip'), nodes: '279' };

let app: RunningApp;

test.beforeAll(async () => {
  app = await startApp();
});

test.afterAll(async () => {
  await app.stop();
});

/** A page that fails its test when anything is blocked, missing or thrown on it. */
async function open(page: Page, path = '/'): Promise<string[]> {
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(app.url) && !/^(data|blob):/.test(request.url()))
      faults.push(`asks ${request.url()}`);
  });
  await page.goto(`${app.url}${path}`);
  return faults;
}

const drawn = (page: Page) => page.locator('[data-testid="graph"][data-ready="true"]');

async function drop(page: Page, path: string): Promise<void> {
  await page.getByTestId('open-import').click();
  await page.getByTestId('file-input').first().setInputFiles(path);
}

async function violations(page: Page): Promise<string[]> {
  // What is still fading in has the contrast of neither state.
  await page.evaluate(() => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    return Promise.allSettled(ending.map(({ finished }) => finished));
  });
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

test('a newcomer sees the sample workspace, drawn', async ({ page }) => {
  const faults = await open(page);
  await expect(drawn(page)).toHaveAttribute('data-nodes', '64');
  await expect(page.getByTestId('stats')).toContainText('64 pages');
  // WebGL has put something else than its background on the canvas.
  const canvas = page.getByTestId('graph').locator('canvas').first();
  await expect(canvas).toBeVisible();
  const colours = await drawn(page).screenshot();
  expect(colours.byteLength).toBeGreaterThan(20_000);
  expect(faults).toEqual([]);
});

test('a search leads to a page, its links and the sentences behind them', async ({ page }) => {
  await open(page);
  await expect(drawn(page)).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('lane loaf');
  await expect(page.getByTestId('search-result').first()).toContainText('Lane Loaf');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('page-title')).toHaveText('Lane Loaf');
  await expect(page.getByTestId('page-panel')).toContainText('Best known for Lane Loaf.');
  const first = page.getByTestId('links').getByTestId('link-target').first();
  const next = await first.textContent();
  await first.click();
  await expect(page.getByTestId('page-title')).not.toHaveText('Lane Loaf');
  expect(next).toContain((await page.getByTestId('page-title').textContent()) ?? 'no title');
});

test('the ledger says what could not be read', async ({ page }) => {
  await open(page);
  await expect(drawn(page)).toBeVisible();
  await page.getByTestId('open-ledger').click();
  await expect(page.getByTestId('ledger').locator('[data-reason="self_link"]')).toBeVisible();
});

test('a file that is no export is refused with what to do', async ({ page }, info) => {
  await open(page);
  await expect(drawn(page)).toBeVisible();
  const path = info.outputPath('notes.zip');
  await writeFile(path, 'this is not a zip');
  await drop(page, path);
  await expect(page.locator('[data-testid="problem"][data-code="export_not_zip"]')).toBeVisible();
});

test('an embed shows the same map to anybody, storing nothing', async ({ page, browser }) => {
  await open(page);
  await expect(drawn(page)).toBeVisible();
  const nodes = await drawn(page).getAttribute('data-nodes');
  await page.getByTestId('open-embed').click();
  await page.getByTestId('create-embed').click();
  const url = await page.getByTestId('embed-url').inputValue();

  const stranger = await browser.newContext();
  const embedded = await stranger.newPage();
  const faults = await open(embedded, new URL(url).pathname);
  await expect(drawn(embedded)).toHaveAttribute('data-nodes', nodes ?? '');
  expect(faults).toEqual([]);
  expect(await stranger.cookies()).toEqual([]);
  expect(await embedded.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
  await stranger.close();
});

test('an embed that never was says so kindly', async ({ page }) => {
  await page.goto(`${app.url}/embed/AAAAAAAAAAAAAAAAAAAAAA`);
  await expect(page.getByTestId('gone')).toBeVisible();
});

test('titles are text, whatever they hold', async ({ page }) => {
  await open(page);
  await expect(drawn(page)).toBeVisible();
  const titles = [
    '<img src=x onerror="window.hacked=1">',
    '<script>window.hacked=1</script>',
    '‮reversed',
    'x'.repeat(5_000),
  ];
  await page.route('**/api/v1/graphs/*/data*', async (route) => {
    const answer = await route.fetch();
    const graph = (await answer.json()) as { nodes: { name: string }[] };
    graph.nodes.forEach((node, index) => (node.name = titles[index % titles.length] ?? node.name));
    await route.fulfill({ response: answer, json: graph });
  });
  await page.reload();
  await expect(drawn(page)).toBeVisible();
  await page.getByTestId('mode-list').click();
  await expect(page.getByTestId('table-view')).toContainText('onerror=');
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
});

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the page and in the embed (${scheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await open(page);
    await expect(drawn(page)).toBeVisible();
    await page.getByTestId('search').fill('agatha');
    await page.getByTestId('search-result').first().click();
    await expect(page.getByTestId('page-title')).toHaveText('Agatha');
    expect(await violations(page)).toEqual([]);

    await page.getByTestId('open-embed').click();
    await page.getByTestId('create-embed').click();
    await page.goto(await page.getByTestId('embed-url').inputValue());
    await expect(drawn(page)).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
}

test('everything can be reached by keyboard alone', async ({ page }) => {
  await open(page);
  await expect(drawn(page)).toBeVisible();
  const reached = new Set<string>();
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() =>
      document.activeElement?.closest('[data-testid]')?.getAttribute('data-testid'),
    );
    if (name) reached.add(name);
  }
  for (const name of ['search', 'open-ledger', 'open-embed', 'open-import', 'graph', 'mode-list']) {
    expect([...reached]).toContain(name);
  }
});

// Last: from here on the newest graph, which the page opens with, is not the sample's.
test('a real export is dropped and shows its graph', async ({ page }) => {
  test.skip(!existsSync(REAL_EXPORT.file), 'the sample exports are not beside this checkout');
  const faults = await open(page);
  await expect(drawn(page)).toBeVisible();
  await drop(page, REAL_EXPORT.file);
  await expect(drawn(page)).toHaveAttribute('data-nodes', REAL_EXPORT.nodes, { timeout: 30_000 });
  await page.getByTestId('search').fill('habit tracker');
  await page.getByTestId('search-result').first().click();
  await expect(page.getByTestId('page-title')).toHaveText('Habit Tracker');
  await expect(page.getByTestId('open-in-notion')).toHaveAttribute('href', /^https:\/\/www\.notion\.so\/152bb52e/);
  expect(faults).toEqual([]);
});
