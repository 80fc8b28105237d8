/// <reference lib="dom" />
/** From a login with Notion to a map in an embed, in a real browser, against the fake Notion. */
import { expect, test } from '@playwright/test';
import { expectedGraph } from '../fake-notion/expected.js';
import { generateWorkspace } from '../fake-notion/generate.js';
import { FakeNotion } from '../fake-notion/server.js';
import { type RunningApp, startApp } from './start-app.js';

let fake: FakeNotion;
let app: RunningApp;

test.beforeAll(async () => {
  fake = await FakeNotion.start({ workspace: generateWorkspace({ pages: 100, seed: 11 }), rate: null });
  app = await startApp({
    env: {
      NOTION_API_URL: fake.url,
      NOTION_CLIENT_ID: fake.oauth.client_id,
      NOTION_CLIENT_SECRET: fake.oauth.client_secret,
      NOTION_REQUESTS_PER_MINUTE: '100000',
    },
  });
});

test.afterAll(async () => {
  await app.stop();
  await fake.stop();
});

test('login, progress, graph, choose databases, embed', async ({ page, browser }) => {
  await page.goto(app.url);
  await page.getByTestId('login-notion').click();
  // Notion's own page.
  await page.getByRole('button', { name: /allow/i }).click();
  await page.waitForURL(`${app.url}/**`);

  // The import started by itself; its end shows the whole workspace.
  const expected = expectedGraph(fake.workspace);
  const graph = page.locator('[data-testid="graph"][data-ready="true"]');
  await expect(graph).toHaveAttribute('data-links', String(expected.links.length), { timeout: 45_000 });
  await expect(graph).toHaveAttribute('data-nodes', String(expected.nodes.length));

  // A graph of one database.
  const database = expected.nodes.find(({ kind }) => kind === 'database');
  const rows = expected.nodes.filter(({ database_id }) => database_id === database?.id).length;
  await page.getByTestId('choose-databases').click();
  await page
    .getByTestId('database-option')
    .filter({ hasText: database?.title ?? '' })
    .first()
    .click();
  await page.getByTestId('create-graph').click();
  await expect(graph).toHaveAttribute('data-nodes', String(rows + 1), { timeout: 20_000 });

  await page.getByTestId('open-embed').click();
  await page.getByTestId('create-embed').click();
  const url = await page.getByTestId('embed-url').inputValue();
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(url);
  await expect(stranger.locator('[data-testid="graph"][data-ready="true"]')).toHaveAttribute(
    'data-nodes',
    String(rows + 1),
  );
});

test('a login that was cancelled says what to do', async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(app.url);
  await page.getByTestId('login-notion').click();
  await page.getByRole('button', { name: /cancel/i }).click();
  await page.waitForURL(`${app.url}/**`);
  await expect(page.getByRole('heading')).toBeVisible();
  await expect(page.getByRole('link', { name: /again/i })).toBeVisible();
});
