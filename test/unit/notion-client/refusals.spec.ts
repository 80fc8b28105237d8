import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { failure, json, open, PAGE_ID, page, ScriptedNotion, text } from './scripted-notion.js';

const notion = new ScriptedNotion();
beforeAll(() => notion.start());
afterAll(() => notion.stop());
beforeEach(() => notion.clear());

const limited = (headers: Record<string, string> = {}, additional_data?: Record<string, unknown>) =>
  failure(429, 'rate_limited', { headers, ...(additional_data ? { additional_data } : {}) });

describe('a request that Notion refuses', () => {
  it.each([
    ['the header’s seconds', limited({ 'retry-after': '7' }), 7_000],
    ['the body’s number', limited({}, { retry_after: 8 }), 8_000],
    ['the body’s text', limited({}, { retry_after: '9.5' }), 9_500],
    ['the longer of both', limited({ 'retry-after': '3' }, { retry_after: '12' }), 12_000],
    [
      'a date, by Notion’s own clock',
      limited({ date: 'Thu, 01 Jan 2015 00:00:00 GMT', 'retry-after': 'Thu, 01 Jan 2015 00:00:20 GMT' }),
      20_000,
    ],
    [
      'more than a window, of a whole workspace',
      limited({ 'retry-after': '240' }, { rate_limit_reason: 'public_api_space_request_rate_limit' }),
      240_000,
    ],
    ['at most an hour', limited({ 'retry-after': '999999999' }), 3_600_000],
    ['a second, where it does not say', limited(), 1_000],
    ['a second, where the edge refuses in HTML', text('<html>Slow down</html>', 429), 1_000],
    ['529 as well', failure(529, 'service_overload', { headers: { 'retry-after': '5' } }), 5_000],
    ['529 without a word', text('', 529), 1_000],
  ])('comes back after as long as it is asked to: %s', async (_, refusal, wait_ms) => {
    notion.answers(refusal);
    const { apis, time, ledger } = open(notion);
    const start = time.now();
    await expect(apis.for('c', { ledger }).me()).resolves.toMatchObject({ id: PAGE_ID });
    expect(time.now() - start).toBeGreaterThanOrEqual(wait_ms - 0.01);
    expect(time.now() - start).toBeLessThan(wait_ms + 100);
    expect(ledger.counts()).toEqual({ total: 2, by_reason: { identity: 2 }, retried: 1, refused: 1 });
  });

  it('holds back all requests of its connection, and no other connection', async () => {
    const { apis, time } = open(notion);
    notion.answers(limited({ 'retry-after': '30' }));
    const refused = apis.for('one').me();
    while (notion.received.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await refused;
    const freed_at = time.now();
    expect(freed_at).toBeGreaterThanOrEqual(30_000);
    await apis.for('other').me();
    expect(time.now() - freed_at).toBeLessThan(100);
  });

  it('waits longer and longer where it is refused again and again without a word', async () => {
    notion.answers(limited(), limited(), limited(), limited(), limited());
    const { apis, time } = open(notion);
    await apis.for('c').me();
    const freezes = time.slept.filter((ms) => ms > 500).map((ms) => Math.round(ms / 1000));
    expect(freezes).toEqual([1, 2, 4, 8, 16]);
  });

  it('counts once with those that were under way beside it', async () => {
    const { apis, time } = open(notion);
    const waiting: (() => void)[] = [];
    notion.then = (response, request) => {
      if (notion.received.length > 8) return page(response, request);
      waiting.push(() => limited()(response, request));
      if (waiting.length === 8) for (const refuse of waiting) refuse();
    };
    await Promise.all(Array.from({ length: 8 }, () => apis.for('c').me()));
    // Eight in a row would have been a minute or more.
    expect(time.now()).toBeLessThan(10_000);
  });

  it('is given up after twenty refusals: Notion is there, so the breaker stays closed', async () => {
    notion.then = limited({ 'retry-after': '11' });
    const { apis, ledger } = open(notion);
    await expect(apis.for('c', { ledger }).me()).rejects.toMatchObject({
      code: 'notion_rate_limited',
      retryable: true,
      retryAfter: 11,
    });
    expect(ledger.counts()).toMatchObject({ total: 20, refused: 20 });
    expect(apis.status('c')).toMatchObject({ state: 'closed' });
  });

  it('is given up after a quarter of an hour', async () => {
    notion.then = limited({ 'retry-after': '600' });
    const { apis, ledger } = open(notion);
    await expect(apis.for('c', { ledger }).me()).rejects.toMatchObject({
      code: 'notion_rate_limited',
      retryAfter: 600,
    });
    expect(ledger.counts().total).toBe(3);
  });

  it('does not come back where Notion has blocked it, and says so', async () => {
    notion.then = limited({ 'retry-after': '1' }, { rate_limit_reason: 'public_api_request_blocked' });
    await expect(open(notion).apis.for('c').me()).rejects.toMatchObject({ code: 'notion_blocked', retryable: false });
    expect(notion.received).toHaveLength(1);
  });
});

describe('a storm of refusals', () => {
  it.each([
    ['with Retry-After', { 'retry-after': '2' }],
    ['without', {}],
  ])('%s: every request comes through, and few are sent in vain', async (_, headers) => {
    const { apis, ledger, time } = open(notion, {}, 180);
    const over_at = 3 * 60_000;
    notion.then = (response, request) => (time.now() < over_at ? limited(headers) : page)(response, request);
    const ids = Array.from({ length: 40 }, (_, index) => `page-${index}`);
    const answers = await Promise.all(ids.map((id) => apis.for('c', { ledger }).retrievePage(id)));
    expect(answers).toHaveLength(40);
    const { total, refused } = ledger.counts();
    expect(total - refused).toBe(40);
    // Three minutes of refusals at the full pace would be 540.
    expect(refused).toBeLessThan(100);
    expect(apis.status('c')).toMatchObject({ state: 'closed' });
  });

  it('of 529 ends like any outage', async () => {
    notion.then = json({ object: 'error', status: 529, code: 'service_overload', message: 'busy' }, 529);
    const { apis } = open(notion);
    for (let call = 0; call < 4; call++)
      await expect(apis.for('c').me()).rejects.toMatchObject({ code: 'notion_failed' });
    await expect(apis.for('c').me()).rejects.toMatchObject({ code: 'notion_unavailable' });
  });
});
