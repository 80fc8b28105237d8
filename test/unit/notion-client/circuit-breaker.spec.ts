import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { failure, json, open, type Opened, PAGE_ID, reset, ScriptedNotion, page } from './scripted-notion.js';
import { gate } from './virtual-time.js';

const notion = new ScriptedNotion();
beforeAll(() => notion.start());
afterAll(() => notion.stop());
beforeEach(() => notion.clear());

const NOON = '2026-10-01T12:00:00.000Z';
const down = json({}, 503);

/** Notion is gone, and five calls in a row have found out. */
async function outage(opened: Opened): Promise<void> {
  notion.then = down;
  for (let call = 0; call < 4; call++) await expect(opened.apis.for('c').me()).rejects.toThrow('notion_failed');
  await expect(opened.apis.for('c').me()).rejects.toThrow('notion_unavailable');
  notion.received.length = 0;
}

describe('the circuit breaker', () => {
  it('opens after five calls in a row that were given up, the last of which says so already', async () => {
    const opened = open(notion);
    await outage(opened);
    expect(opened.apis.status('c')).toEqual({ state: 'open', since: NOON, next_try_at: '2026-10-01T12:00:30.000Z' });
  });

  it('asks Notion for nothing while it is open, and says when it will', async () => {
    const opened = open(notion);
    await outage(opened);
    opened.time.pass(10_000);
    await expect(opened.apis.for('c').retrievePage(PAGE_ID)).rejects.toMatchObject({
      code: 'notion_unavailable',
      retryable: true,
      retryAfter: 20,
      extra: { since: NOON, next_try_at: '2026-10-01T12:00:20.000Z' },
    });
    expect(notion.received).toHaveLength(0);
  });

  it('is another one for every connection', async () => {
    const opened = open(notion);
    await outage(opened);
    notion.then = page;
    await expect(opened.apis.for('other').me()).resolves.toMatchObject({ id: PAGE_ID });
  });

  it('lets one probe through when its time has come, and closes where that is answered', async () => {
    const opened = open(notion);
    await outage(opened);
    opened.time.pass(30_000);
    const probed = gate();
    const answer = gate();
    notion.answers((response, request) => {
      probed.open();
      void answer.passed.then(() => page(response, request));
    });
    const probe = opened.apis.for('c').me();
    await probed.passed;
    expect(opened.apis.status('c').state).toBe('half_open');
    await expect(opened.apis.for('c').me()).rejects.toMatchObject({ code: 'notion_unavailable', retryAfter: 5 });
    expect(notion.received).toHaveLength(1);
    opened.wall.now = new Date('2026-10-01T12:01:00.000Z');
    answer.open();
    await probe;
    expect(opened.apis.status('c')).toEqual({
      state: 'closed',
      since: '2026-10-01T12:01:00.000Z',
      next_try_at: null,
    });
  });

  it('probes with one request, and waits twice as long where it fails, up to ten minutes', async () => {
    const opened = open(notion);
    await outage(opened);
    for (const seconds of [30, 60, 120, 240, 480, 600, 600]) {
      opened.time.pass(seconds * 1000 - 1);
      await expect(opened.apis.for('c').me()).rejects.toMatchObject({ retryAfter: 1 });
      expect(notion.received).toHaveLength(0);
      opened.time.pass(1);
      await expect(opened.apis.for('c').me()).rejects.toMatchObject({ code: 'notion_unavailable' });
      expect(notion.received).toHaveLength(1);
      notion.received.length = 0;
    }
    expect(opened.apis.status('c').since).toBe(NOON);
  });

  it.each([
    ['an error of what was asked for', failure(404, 'object_not_found'), 'notion_object_not_found'],
    ['a token that it no longer takes', failure(401, 'unauthorized'), 'connection_revoked'],
    ['a refusal to do more', failure(429, 'rate_limited', { headers: { 'retry-after': '1' } }), 'notion_rate_limited'],
  ])('closes by any answer: %s', async (_, answer, code) => {
    const opened = open(notion);
    await outage(opened);
    opened.time.pass(30_000);
    notion.then = answer;
    await expect(opened.apis.for('c').me()).rejects.toMatchObject({ code });
    expect(opened.apis.status('c').state).toBe('closed');
  });

  it('gives the probe to the next call where its caller cancels it', async () => {
    const opened = open(notion);
    await outage(opened);
    opened.time.pass(30_000);
    const cancel = new AbortController();
    notion.answers(() => cancel.abort(new Error('the job stops')));
    await expect(opened.apis.for('c', { signal: cancel.signal }).me()).rejects.toThrow('the job stops');
    expect(opened.apis.status('c').state).toBe('open');
    notion.then = page;
    await expect(opened.apis.for('c').me()).resolves.toMatchObject({ id: PAGE_ID });
    expect(opened.apis.status('c').state).toBe('closed');
  });

  it('stays closed for one page that Notion never manages to give', async () => {
    const { apis } = open(notion);
    notion.then = (response, request) => (request.url.includes('broken') ? reset : page)(response, request);
    for (let round = 0; round < 10; round++) {
      await expect(apis.for('c').retrievePage('broken')).rejects.toMatchObject({ code: 'notion_failed' });
      await apis.for('c').retrievePage('fine');
    }
    expect(apis.status('c').state).toBe('closed');
  });

  it('ends what is under way when it opens: nobody goes on asking', async () => {
    const opened = open(notion);
    const asleep = gate();
    const wake = gate();
    const sleep = opened.time.sleep.bind(opened.time);
    opened.time.sleep = async (ms, signal) => {
      opened.time.sleep = sleep;
      asleep.open();
      await wake.passed;
      await sleep(ms, signal);
    };
    notion.then = down;
    const under_way = opened.apis.for('c').me();
    await asleep.passed;
    await outage(opened);
    wake.open();
    await expect(under_way).rejects.toMatchObject({ code: 'notion_unavailable' });
    expect(notion.received).toHaveLength(0);
  });

  it.each(['2016-01-01T00:00:00.000Z', '2036-01-01T00:00:00.000Z'])(
    'waits as long as it would where the clock on the wall jumps to %s',
    async (time_of_day) => {
      const opened = open(notion);
      await outage(opened);
      opened.wall.now = new Date(time_of_day);
      opened.time.pass(29_000);
      await expect(opened.apis.for('c').me()).rejects.toMatchObject({ code: 'notion_unavailable', retryAfter: 1 });
      opened.time.pass(1_000);
      notion.then = page;
      await expect(opened.apis.for('c').me()).resolves.toMatchObject({ id: PAGE_ID });
    },
  );
});
