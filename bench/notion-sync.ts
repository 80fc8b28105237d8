/**
 * A first sync of the built server with a generated workspace behind the fake Notion, beside a plain client that searches
 * and walks blocks with the official library. Notion's limit is scaled in time: 60 times as many requests a minute, and
 * answers that take a sixtieth of the time. What counts is requests a page, for at Notion's own limit they are the time.
 */
import { APIErrorCode, Client, isFullBlock, isFullPage, isNotionClientError } from '@notionhq/client';
import { startApp } from '../test/e2e/start-app.js';
import { countWorkspace } from '../test/fake-notion/counts.js';
import { expectedGraph } from '../test/fake-notion/expected.js';
import { generateWorkspace } from '../test/fake-notion/generate.js';
import { FakeNotion } from '../test/fake-notion/server.js';
import { followImport } from '../test/integration/follow-import.js';
import { sendJson } from '../test/integration/http-client.js';

const SIZES = [1_000, 10_000];
const TIME_SCALE = 60;
const A_MINUTE = 180;
const LATENCY_MS = 4;
/** Pages that the reference reads at most: its cost a page does not depend on how many there are. */
const REFERENCE_PAGES = 1_000;
/** Requests of ours under way at once, and so of the reference. */
const AT_ONCE = 12;

interface Cost {
  requests: number;
  refused: number;
  seconds: number;
  /** Of the allowed requests, while content was read. */
  rate_share: number;
}

const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

function costOf(fake: FakeNotion, bot_token: string, seconds: number): Cost {
  const sent = fake.requests.filter(({ token, route }) => token === bot_token && route !== 'GET /v1/users/me');
  const reading = sent.filter(({ route }) => /markdown|blocks/.test(route));
  const [from, to] = [reading[0]?.at ?? 0, reading.at(-1)?.at ?? 0];
  const during = sent.filter(({ at }) => at >= from && at <= to).length;
  return {
    requests: sent.length,
    refused: sent.filter(({ status }) => status === 429).length,
    seconds: round(seconds),
    rate_share: round(during / (((to - from) / 60_000) * A_MINUTE * TIME_SCALE), 3),
  };
}

async function ours(fake: FakeNotion): Promise<Cost & { nodes: number; links: number; first_graph_seconds: number }> {
  const app = await startApp({
    env: { SAMPLE: 'off', NOTION_API_URL: fake.url, NOTION_REQUESTS_PER_MINUTE: String(A_MINUTE * TIME_SCALE) },
  });
  try {
    fake.forgetRequests();
    const started = performance.now();
    await sendJson(app.url, '/api/v1/connections', { method: 'POST', json: { token: fake.token } });
    const { imports } = await sendJson<{ imports: { id: string; graph_id: string }[] }>(app.url, '/api/v1/imports');
    const [first] = imports;
    if (!first) throw new Error('No import was started.');
    await followImport(app.url, first.id, ({ data }) => data.phase === 'reading');
    const first_graph_seconds = round((performance.now() - started) / 1_000);
    const news = await followImport(app.url, first.id);
    if (news.at(-1)?.data.state !== 'done') throw new Error(`The import ended badly: ${JSON.stringify(news.at(-1))}`);
    const seconds = (performance.now() - started) / 1_000;
    const { stats } = await sendJson<{ stats: { nodes: number; links: number } }>(
      app.url,
      `/api/v1/graphs/${first.graph_id}/data`,
    );
    return {
      ...costOf(fake, fake.token.slice(-8), seconds),
      nodes: stats.nodes,
      links: stats.links,
      first_graph_seconds,
    };
  } finally {
    await app.stop();
  }
}

/** What a reader of Notion's guides writes: search for the pages, then each page's blocks, level by level. */
async function reference(fake: FakeNotion, most: number): Promise<Cost & { pages: number }> {
  const token = 'ntn_reference';
  const [person] = fake.workspace.people;
  if (!person) throw new Error('A workspace has at least one person.');
  fake.tokens.addInternal(token, person);
  const client = new Client({ auth: token, baseUrl: fake.url, notionVersion: '2026-03-11', logger: () => undefined });
  fake.forgetRequests();
  const started = performance.now();
  const pages: string[] = [];
  let cursor: string | undefined;
  do {
    const answer = await client.search({ page_size: 100, ...(cursor === undefined ? {} : { start_cursor: cursor }) });
    pages.push(...answer.results.filter(isFullPage).map(({ id }) => id));
    cursor = answer.next_cursor ?? undefined;
  } while (cursor !== undefined && pages.length < most);
  const queue = pages.slice(0, most).values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const id of queue) await walkShared(client, id);
    }),
  );
  const cost = costOf(fake, token.slice(-8), (performance.now() - started) / 1_000);
  return { ...cost, pages: Math.min(most, pages.length) };
}

/** Copies of what was not shared have children that cannot be had. */
async function walkShared(client: Client, block_id: string): Promise<void> {
  try {
    await walk(client, block_id);
  } catch (error) {
    if (!isNotionClientError(error) || error.code !== APIErrorCode.ObjectNotFound) throw error;
  }
}

async function walk(client: Client, block_id: string): Promise<void> {
  let cursor: string | undefined;
  do {
    const answer = await client.blocks.children.list({
      block_id,
      page_size: 100,
      ...(cursor === undefined ? {} : { start_cursor: cursor }),
    });
    for (const block of answer.results) {
      if (isFullBlock(block) && block.has_children && block.type !== 'child_page' && block.type !== 'child_database') {
        await walkShared(client, block.id);
      }
    }
    cursor = answer.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

for (const size of SIZES) {
  const workspace = generateWorkspace({ pages: size, seed: 5 });
  const counts = countWorkspace(workspace);
  const expected = expectedGraph(workspace);
  const fake = await FakeNotion.start({
    workspace,
    rate: { requests_per_window: A_MINUTE * TIME_SCALE },
    latency_ms: LATENCY_MS,
  });
  try {
    const own = await ours(fake);
    const plain = await reference(fake, REFERENCE_PAGES);
    const [a_page, plain_a_page] = [own.requests / counts.pages, plain.requests / plain.pages];
    console.log(
      JSON.stringify({
        bench: 'notion-sync',
        pages: counts.pages,
        complete: own.nodes === expected.nodes.length && own.links === expected.links.length,
        time_scale: TIME_SCALE,
        requests: own.requests,
        requests_a_page: round(a_page, 3),
        budget: Math.floor(1.05 * counts.pages + counts.data_sources + counts.holes + counts.extra_property_pages),
        seconds: own.seconds,
        first_graph_seconds: own.first_graph_seconds,
        rate_share: own.rate_share,
        refused_429: own.refused,
        minutes_at_notions_limit: round(own.requests / A_MINUTE, 1),
        reference: '@notionhq/client, search and blocks.children',
        // It misses what search does not list, relations past 25 and rows past 10,000.
        reference_pages: plain.pages,
        reference_is_a_sample: plain.pages < counts.pages && plain.pages === REFERENCE_PAGES,
        reference_requests_a_page: round(plain_a_page, 3),
        reference_seconds: plain.seconds,
        reference_refused_429: plain.refused,
        reference_minutes_at_notions_limit: round((plain_a_page * counts.pages) / A_MINUTE, 1),
        ratio: round(a_page / plain_a_page),
      }),
    );
  } finally {
    await fake.stop();
  }
}
