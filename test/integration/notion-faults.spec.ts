/** Whatever Notion and the network do, the import ends in the same graph, or says what it waits for. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { expectedGraph } from '../fake-notion/expected.js';
import type { Fault } from '../fake-notion/faults.js';
import { generateWorkspace } from '../fake-notion/generate.js';
import {
  appOf,
  connect,
  connected,
  dataOf,
  done,
  expected,
  fakeNotion,
  finished,
  graphOf,
  markdownAsked,
  markdownReads,
  show,
  stopAll,
  sync,
  until,
} from './notion-world.js';

afterEach(stopAll);

const MARKDOWN = 'GET /v1/pages/:page_id/markdown';
const ofPage = (id: string): RegExp => new RegExp(`/v1/pages/${id}/markdown`);

async function importedUnder(faults: readonly Fault[], seed: number, options: { has_children_lies?: boolean } = {}) {
  const workspace = generateWorkspace({ pages: 80, seed });
  const fake = await fakeNotion({ workspace, seed, ...options });
  const app = await appOf(fake);
  // The token is looked at before there is a connection: that is another test's matter.
  const handles = faults.map((fault) => fake.fail({ route: /\/v1\/(?!users)/, ...fault }));
  const world = await connect(fake, app);
  const row = await done(app, world.first.id);
  expect(await graphOf(world)).toEqual(expected(workspace));
  expect(row.pages_failed).toBe(0);
  return { ...world, row, hits: handles.reduce((sum, { hits }) => sum + hits, 0) };
}

describe('an import ends in the same graph', () => {
  it.each<[what: string, seed: number, faults: Fault[]]>([
    ['a storm of 429 that say for how long', 1, [{ status: 429, retry_after: 0.05, probability: 0.2 }]],
    ['429 that do not say for how long', 2, [{ status: 429, probability: 0.02 }]],
    [
      'a limit of the whole workspace',
      3,
      [{ rate_limit_reason: 'public_api_space_request_rate_limit', retry_after: 1, times: 5 }],
    ],
    ['500', 4, [{ status: 500, probability: 0.15 }]],
    ['502 that are pages', 5, [{ html_502: true, probability: 0.15 }]],
    [
      '503 and 504',
      6,
      [
        { status: 503, probability: 0.1 },
        { status: 504, probability: 0.1 },
      ],
    ],
    ['529', 7, [{ status: 529, retry_after: 0.05, probability: 0.15 }]],
    ['connections that break in the middle', 8, [{ reset_mid_body: true, probability: 0.15 }]],
    ['answers that end too early', 9, [{ truncate_json: true, probability: 0.15 }]],
    ['answers that never come', 10, [{ hang: true, route: MARKDOWN, times: 3 }]],
    [
      'all of it together',
      11,
      [
        { status: 429, retry_after: 0.05, probability: 0.04 },
        { status: 500, probability: 0.04 },
        { html_502: true, probability: 0.04 },
        { reset_mid_body: true, probability: 0.04 },
        { truncate_json: true, probability: 0.04 },
      ],
    ],
  ])(
    'under %s',
    async (_what, seed, faults) => {
      const { hits, row, fake } = await importedUnder(faults, seed);
      expect(hits).toBeGreaterThan(0);
      // Every request is accounted for, also those that came to nothing.
      expect(row.requests.total).toBe(fake.requests.filter(({ route }) => route !== 'GET /v1/users/me').length);
    },
    90_000,
  );

  it('where cursors expire in the middle of a list', async () => {
    const workspace = generateWorkspace({ pages: 320, seed: 12 });
    const fake = await fakeNotion({ workspace });
    const app = await appOf(fake);
    const expiring = setInterval(() => {
      if (fake.countOf('POST /v1/search') <= 4) fake.cursors.expireAll();
    }, 1);
    try {
      const world = await connect(fake, app);
      await done(app, world.first.id);
      expect(await graphOf(world)).toEqual(expected(workspace));
    } finally {
      clearInterval(expiring);
    }
  }, 60_000);
});

describe('a page', () => {
  it('whose markdown is refused is read block by block, with the same links', async () => {
    const { row } = await importedUnder([{ route: MARKDOWN, status: 400, probability: 0.3 }], 21, {
      has_children_lies: true,
    });
    expect(row.requests.by_reason['blocks']).toBeGreaterThan(0);
  }, 60_000);

  it('that is too long comes in parts, with the same links', async () => {
    const workspace = generateWorkspace({ pages: 60, seed: 22, blocks_per_page: 12 });
    const world = await connected({ workspace, markdown_block_limit: 4 });
    await done(world.app, world.first.id);
    expect(await graphOf(world)).toEqual(expected(workspace));
  }, 60_000);

  it('that cannot be read does not fail the import, stands in the ledger, and is read once it can be', async () => {
    const workspace = generateWorkspace({ pages: 80, seed: 23 });
    const fake = await fakeNotion({ workspace });
    const app = await appOf(fake);
    const holders = new Set(
      [...workspace.pages.values(), ...workspace.databases.values()].map((node) => workspace.parentOf(node)?.id),
    );
    const pages = [...workspace.pages.values()].filter(
      (page) => workspace.isNode(page) && !holders.has(page.id) && workspace.isListed(page),
    );
    const [gone, locked, broken] = pages.map(({ id }) => id);
    if (gone === undefined || locked === undefined || broken === undefined) throw new Error('too small');
    const blocksOf = (id: string): RegExp => new RegExp(`/v1/blocks/${id}/children`);
    const faults = [
      fake.fail({ route: ofPage(gone), status: 404 }),
      fake.fail({ route: ofPage(locked), status: 403 }),
      fake.fail({ route: ofPage(broken), status: 400 }),
      fake.fail({ route: blocksOf(broken), status: 400 }),
    ];
    const world = await connect(fake, app);
    const row = await done(app, world.first.id);
    expect(row.pages_failed).toBe(3);
    const inLedger = row.ledger
      .filter(({ subject }) => subject === 'page')
      .map(({ reason, count, examples }) => [reason, count, examples[0]?.node_id]);
    expect(inLedger.sort()).toEqual([
      ['notion_object_not_found', 1, gone],
      ['notion_refused', 1, broken],
      ['notion_restricted', 1, locked],
    ]);
    const all = expectedGraph(workspace);
    const data = await dataOf(world);
    expect(data.nodes).toHaveLength(all.nodes.length);

    for (const fault of faults) fault.cancel();
    fake.forgetRequests();
    await sync(world, { mode: 'full' });
    expect(await graphOf(world)).toEqual(expected(workspace));
    expect(markdownReads(fake).sort()).toEqual([gone, locked, broken].sort());
  }, 60_000);

  it('that Notion cannot bring just now is read by the next sync', async () => {
    const workspace = generateWorkspace({ pages: 40, seed: 24 });
    const fake = await fakeNotion({ workspace });
    const app = await appOf(fake);
    const page = [...workspace.pages.values()].find(
      (candidate) => workspace.isNode(candidate) && candidate.blocks.length > 0,
    );
    if (!page) throw new Error('too small');
    const faults = [ofPage(page.id), new RegExp(`/v1/blocks/${page.id}/children`)].map((route) =>
      fake.fail({ route, status: 500, retry_after: 0 }),
    );
    const world = await connect(fake, app);
    const row = await done(app, world.first.id);
    expect(row.pages_failed).toBe(1);
    expect(row.ledger.map(({ reason }) => reason)).toContain('notion_failed');
    for (const fault of faults) fault.cancel();
    await sync(world);
    expect(await graphOf(world)).toEqual(expected(workspace));
  }, 90_000);
});

describe('a data source', () => {
  it('that cannot be queried costs its unlisted rows for now, not the import, and nothing is dropped for it', async () => {
    const workspace = generateWorkspace({ pages: 80, seed: 25 });
    const fake = await fakeNotion({ workspace });
    const app = await appOf(fake);
    const world = await connect(fake, app);
    await done(app, world.first.id);
    const fault = fake.fail({ route: 'POST /v1/data_sources/:data_source_id/query', status: 400 });
    const row = await sync(world, { mode: 'full' });
    expect(fault.hits).toBeGreaterThan(0);
    expect(row.ledger.map(({ reason }) => reason)).toContain('rows_not_readable');
    expect(await graphOf(world)).toEqual(expected(workspace));
  }, 60_000);
});

describe('an integration that Notion blocks', () => {
  it('fails the import, says so, and is not asked again', async () => {
    const workspace = generateWorkspace({ pages: 60, seed: 31 });
    const fake = await fakeNotion({ workspace });
    const app = await appOf(fake);
    const fault = fake.fail({ route: MARKDOWN, blocked: true });
    const world = await connect(fake, app);
    const row = await finished(app, world.first.id);
    expect(row).toMatchObject({ state: 'failed', code: 'notion_blocked' });
    expect(row.message).toContain('Notion blocks the requests of this integration');
    // Those that were under way at once.
    expect(fault.hits).toBeLessThanOrEqual(12);
    const sent = fake.requests.length;
    fault.cancel();
    await sync(world);
    expect(await graphOf(world)).toEqual(expected(workspace));
    expect(fake.requests.length).toBeGreaterThan(sent);
  }, 60_000);
});

describe('Notion gone for a while', () => {
  it.each(['reset', 'unavailable'] as const)(
    '(%s) makes the import wait, with the graph shown, and then it ends well',
    async (how) => {
      const workspace = generateWorkspace({ pages: 120, seed: 41 });
      const fake = await fakeNotion({ workspace, latency_ms: 20 });
      const app = await appOf(fake);
      const world = await connect(fake, app);
      await markdownAsked(fake, 40);
      fake.goDown(how);
      await until(app, world.first.id, ({ state }) => state === 'waiting');
      const waiting = await show(app, world.first.id);
      expect(waiting.message).toMatch(
        /^Notion is not answering\. The last graph is from \d\d:\d\d( UTC)?; next try at \d\d:\d\d UTC\.$/,
      );
      expect((await dataOf(world)).version).toBeGreaterThan(0);
      const read = new Set(markdownReads(fake).filter((id, index, all) => all.indexOf(id) === index));
      expect(read.size).toBeLessThan(expectedGraph(workspace).nodes.length);
      fake.comeBack();
      fake.forgetRequests();
      await done(app, world.first.id);
      expect(await graphOf(world)).toEqual(expected(workspace));
      expect(markdownReads(fake).length).toBeLessThan(expectedGraph(workspace).nodes.length - 15);
    },
    90_000,
  );
});
