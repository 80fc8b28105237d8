import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, json, open, PAGE_ID, page, ScriptedNotion, TOKEN } from './scripted-notion.js';

const notion = new ScriptedNotion();
beforeAll(() => notion.start());
afterAll(() => notion.stop());
beforeEach(() => notion.clear());

const list = (results: unknown[], next_cursor: string | null = null, extra: object = {}): Answer =>
  json({ object: 'list', results, next_cursor, has_more: next_cursor !== null, ...extra });

describe('what is asked of Notion', () => {
  it('goes out in the newest version with the token of the connection', async () => {
    await open(notion).apis.for('c').retrievePage(PAGE_ID);
    expect(notion.received[0]).toMatchObject({
      method: 'GET',
      url: `/v1/pages/${PAGE_ID}`,
      headers: { authorization: `Bearer ${TOKEN}`, 'notion-version': '2026-03-11' },
    });
  });

  it('searches a page of 100 at a time', async () => {
    notion.answers(list([{ object: 'page', id: 'a' }], 'next'), list([{ object: 'data_source', id: 'b' }]));
    const api = open(notion).apis.for('c');
    const first = await api.search(null, { sort: { timestamp: 'last_edited_time', direction: 'descending' } });
    const second = await api.search(first.next_cursor, { filter: { property: 'object', value: 'data_source' } });
    expect(first).toMatchObject({ results: [{ object: 'page', id: 'a' }], has_more: true, next_cursor: 'next' });
    expect(second).toMatchObject({ results: [{ id: 'b' }], has_more: false, next_cursor: null });
    expect(notion.received.map(({ method, url, body }) => ({ method, url, body }))).toEqual([
      {
        method: 'POST',
        url: '/v1/search',
        body: { page_size: 100, sort: { timestamp: 'last_edited_time', direction: 'descending' } },
      },
      {
        method: 'POST',
        url: '/v1/search',
        body: { page_size: 100, start_cursor: 'next', filter: { property: 'object', value: 'data_source' } },
      },
    ]);
  });

  it('queries rows, and tells where Notion cut them', async () => {
    notion.then = list([{ object: 'page', id: 'a' }], null, {
      request_status: { type: 'incomplete', incomplete_reason: 'query_result_limit_reached' },
    });
    const rows = await open(notion)
      .apis.for('c')
      .queryDataSource('ds', {
        cursor: 'here',
        filter: { timestamp: 'last_edited_time', last_edited_time: { on_or_after: '2026-01-01' } },
        sorts: [{ timestamp: 'created_time', direction: 'ascending' }],
        properties: ['title', 'a%3Ab', 'c:d'],
      });
    expect(rows.request_status).toEqual({ type: 'incomplete', incomplete_reason: 'query_result_limit_reached' });
    const { url, body } = notion.received[0]!;
    expect(new URL(url, notion.url).searchParams.getAll('filter_properties')).toEqual(['title', 'a:b', 'c:d']);
    expect(body).toMatchObject({ page_size: 100, start_cursor: 'here', sorts: [{ timestamp: 'created_time' }] });
  });

  it.each([
    ['a%3Ab', 'a%3Ab'],
    ['a:b', 'a%3Ab'],
    ['%5D%3Fx%23', '%5D%3Fx%23'],
    [']?x#', '%5D%3Fx%23'],
    ['50%', '50%25'],
    ['title', 'title'],
  ])('encodes a property’s id once: %s', async (id, path) => {
    notion.then = list([{ object: 'property_item', type: 'relation', id: 'x', relation: { id: PAGE_ID } }]);
    const items = await open(notion).apis.for('c').pageProperty(PAGE_ID, id, null);
    expect(items.results).toMatchObject([{ type: 'relation', relation: { id: PAGE_ID } }]);
    expect(notion.received[0]!.url).toBe(`/v1/pages/${PAGE_ID}/properties/${path}?page_size=100`);
  });

  it('gives a property that holds one value as a list of one', async () => {
    notion.then = json({ object: 'property_item', type: 'number', id: 'x', number: 7 });
    const items = await open(notion).apis.for('c').pageProperty(PAGE_ID, 'x', null);
    expect(items).toEqual({
      results: [{ object: 'property_item', type: 'number', id: 'x', number: 7 }],
      has_more: false,
      next_cursor: null,
    });
  });

  it('reads every other thing by its own address', async () => {
    const api = open(notion).apis.for('c');
    await api.retrieveDatabase('d');
    await api.retrieveDataSource('s');
    await api.retrieveBlock('b');
    await api.me();
    notion.then = list([]);
    await api.blockChildren('b', 'here');
    await api.comments('b', null);
    notion.then = json({ object: 'page_markdown', id: 'p', markdown: '# A', truncated: false, unknown_block_ids: [] });
    expect(await api.pageMarkdown('p')).toMatchObject({ markdown: '# A', truncated: false });
    expect(notion.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /v1/databases/d',
      'GET /v1/data_sources/s',
      'GET /v1/blocks/b',
      'GET /v1/users/me',
      'GET /v1/blocks/b/children?start_cursor=here&page_size=100',
      'GET /v1/comments?block_id=b&page_size=100',
      'GET /v1/pages/p/markdown',
    ]);
  });

  it('leaves an id no way out of its place in the path', async () => {
    const api = open(notion).apis.for('c');
    await expect(api.retrievePage('../users/me')).rejects.toMatchObject({ code: 'notion_refused' });
    await api.retrievePage('a/b?c#d');
    expect(notion.received.map(({ url }) => url)).toEqual(['/v1/pages/a%2Fb%3Fc%23d']);
  });

  it('lets members pass that it does not know', async () => {
    expect(await open(notion).apis.for('c').retrievePage(PAGE_ID)).toMatchObject({ a_field_of_tomorrow: true });
  });
});

describe('the ledger and the metrics', () => {
  it('count every request that was sent, by reason', async () => {
    const { apis, ledger } = open(notion);
    const api = apis.for('c', { ledger });
    await api.retrievePage(PAGE_ID);
    await api.retrievePage(PAGE_ID, 'unlisted');
    await api.me();
    expect(ledger.counts()).toEqual({
      total: 3,
      by_reason: { sweep: 1, unlisted: 1, identity: 1 },
      retried: 0,
      refused: 0,
    });
  });

  it('keep the work of one connection’s users apart', async () => {
    const { apis, ledger } = open(notion);
    await apis.for('c', { ledger }).me();
    await apis.for('c').me();
    expect(ledger.counts().total).toBe(1);
  });

  it('name routes, never addresses', async () => {
    const { apis, requests } = open(notion);
    notion.answers(page, json({}, 500), page);
    await apis.for('c').retrievePage(PAGE_ID);
    await apis.for('c').retrieveBlock(PAGE_ID);
    expect(requests.map(({ route, status }) => ({ route, status }))).toEqual([
      { route: 'GET /v1/pages/{id}', status: 200 },
      { route: 'GET /v1/blocks/{id}', status: 500 },
      { route: 'GET /v1/blocks/{id}', status: 200 },
    ]);
  });
});

describe('places', () => {
  it('are no more than allowed, and given in order', async () => {
    const { apis } = open(notion, { in_flight: 4 });
    let open_now = 0;
    let most = 0;
    const order: string[] = [];
    notion.then = (response, { url }) => {
      open_now += 1;
      most = Math.max(most, open_now);
      order.push(url.split('/').at(-1)!);
      setTimeout(() => {
        open_now -= 1;
        page(response, notion.received[0]!);
      }, 5);
    };
    const ids = Array.from({ length: 20 }, (_, index) => `page-${String(index).padStart(2, '0')}`);
    await Promise.all(ids.map((id) => apis.for('c').retrievePage(id)));
    expect(most).toBe(4);
    // Over four sockets neighbours may change places, more than that nobody.
    order.forEach((id, index) => expect(Math.abs(ids.indexOf(id) - index)).toBeLessThan(4));
  });

  it.each(['in the queue', 'under way'])('are given back by a caller who cancels %s', async (where) => {
    const { apis } = open(notion, { in_flight: 1 });
    const cancel = new AbortController();
    const reason = new Error('the job stops');
    const blocker = new AbortController();
    notion.answers(() => setImmediate(() => (where === 'under way' ? cancel : blocker).abort(reason)));
    const first = apis.for('c', { signal: where === 'under way' ? cancel.signal : blocker.signal }).me();
    const second = apis.for('c', where === 'under way' ? {} : { signal: cancel.signal }).me();
    if (where === 'in the queue') cancel.abort(reason);
    await expect(first).rejects.toBe(reason);
    if (where === 'in the queue') await expect(second).rejects.toBe(reason);
    else await expect(second).resolves.toMatchObject({ object: 'page' });
    await expect(apis.for('c').me()).resolves.toMatchObject({ object: 'page' });
  });
});
