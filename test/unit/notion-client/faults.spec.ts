import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { toAppError, toProblem } from '../../../src/platform/errors/problem.js';
import {
  type Answer,
  failure,
  hang,
  hangInBody,
  json,
  open,
  PAGE_ID,
  page,
  reset,
  resetInBody,
  ScriptedNotion,
  text,
  TOKEN,
} from './scripted-notion.js';
import { gate } from './virtual-time.js';

const notion = new ScriptedNotion();
beforeAll(() => notion.start());
afterAll(() => notion.stop());
beforeEach(() => notion.clear());

const QUICK = { total_ms: 1_200, idle_ms: 400, max_bytes: 1_000_000 };

const dribble: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 10);
  response.on('close', () => clearInterval(timer));
};

const PASSING: [string, Answer, number | string][] = [
  ['a server that never answers', hang, 'timeout'],
  ['an answer that stops in the middle', hangInBody, 'timeout'],
  ['an answer that never ends', dribble, 'timeout'],
  ['a connection that is reset', reset, 'network'],
  ['a connection that is reset in the body', resetInBody, 'network'],
  ['JSON that is cut short', text('{"object": "page", "id": "0b5c'), 'garbled'],
  ['an HTML page in place of an answer', text('<html>Salaries</html>'), 'garbled'],
  ['an empty answer', text(''), 'garbled'],
  ['bytes that are no text', text(Buffer.from([0x22, 0xff, 0xfe, 0x22])), 'garbled'],
  ['an answer without what makes it one', json({ id: PAGE_ID }), 'garbled'],
  ['500', failure(500, 'internal_server_error'), 500],
  ['an HTML 502', text('<html>Bad gateway</html>', 502), 502],
  ['503', failure(503, 'service_unavailable'), 503],
  ['503 of the database', failure(503, 'database_connection_unavailable'), 503],
  ['an HTML 504', text('<html>Gateway timeout</html>', 504), 504],
  ['504', failure(504, 'gateway_timeout'), 504],
];

describe('a fault that passes', () => {
  it.each(PASSING)('is survived: %s', async (_, fault, status) => {
    notion.answers(fault, fault, page);
    const { apis, ledger, requests } = open(notion, { bounds: QUICK });
    await expect(apis.for('c', { ledger }).retrievePage(PAGE_ID)).resolves.toMatchObject({ id: PAGE_ID });
    expect(ledger.counts()).toEqual({ total: 3, by_reason: { sweep: 3 }, retried: 2, refused: 0 });
    expect(requests.map((request) => request.status)).toEqual([status, status, 200]);
  });

  it.each([
    ['results', { object: 'list', next_cursor: null, has_more: false }],
    ['a next_cursor although there is more', { object: 'list', results: [], next_cursor: null, has_more: true }],
    [
      'an id in one of its results',
      { object: 'list', results: [{ object: 'page' }], next_cursor: null, has_more: false },
    ],
  ])('is survived: a list without %s', async (_, garbled) => {
    notion.answers(json(garbled), json({ ...garbled, results: [], next_cursor: null, has_more: false }));
    await expect(open(notion).apis.for('c').search(null)).resolves.toMatchObject({ results: [] });
    expect(notion.received).toHaveLength(2);
  });

  it('is tried again after longer and longer waits, of a random part', async () => {
    notion.then = json({}, 500);
    const { apis, time } = open(notion);
    await expect(apis.for('c').me()).rejects.toMatchObject({ code: 'notion_failed' });
    const backoffs = time.slept.filter((ms) => ms > 100).map((ms) => Math.round(ms));
    expect(backoffs).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
  });

  it('is tried again no earlier than a 503 asks for', async () => {
    notion.answers(failure(503, 'service_unavailable', { headers: { 'retry-after': '9' } }));
    const { apis, time } = open(notion);
    await apis.for('c').me();
    expect(time.slept).toContain(9_000);
  });

  it('does not hold a place while it waits', async () => {
    const { apis, time } = open(notion, { in_flight: 1 });
    const sleeping = gate();
    const sleep = time.sleep.bind(time);
    time.sleep = async (ms, signal) => {
      if (ms > 100) await sleeping.passed;
      await sleep(ms, signal);
    };
    notion.answers(json({}, 500));
    const first = apis.for('c').me();
    await expect(apis.for('c').retrievePage(PAGE_ID)).resolves.toMatchObject({ id: PAGE_ID });
    sleeping.open();
    await expect(first).resolves.toMatchObject({ id: PAGE_ID });
  });
});

describe('an answer that comes slowly', () => {
  it('is waited for as long as something comes', async () => {
    notion.then = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const parts = ['{"object":', '"page",', '"id":', '"x"', '}'];
      const timer = setInterval(() => {
        const part = parts.shift();
        if (part !== undefined) response.write(part);
        else {
          clearInterval(timer);
          response.end();
        }
      }, 15);
    };
    const { apis } = open(notion, { bounds: { ...QUICK, total_ms: 2_000, idle_ms: 60 } });
    await expect(apis.for('c').me()).resolves.toEqual({ object: 'page', id: 'x' });
    expect(notion.received).toHaveLength(1);
  });
});

describe('a fault that stays', () => {
  it('ends after six tries, and says which it was', async () => {
    notion.then = text('<html>Bad gateway</html>', 502);
    const { apis, ledger } = open(notion);
    await expect(apis.for('c', { ledger }).retrievePage(PAGE_ID)).rejects.toMatchObject({
      code: 'notion_failed',
      retryable: true,
      extra: { fault: 'server' },
    });
    expect(ledger.counts()).toMatchObject({ total: 6, retried: 5 });
  });

  it('ends earlier where its time is over', async () => {
    notion.then = json({}, 500);
    const { apis, ledger } = open(notion, { total_ms: 4_000 });
    await expect(apis.for('c', { ledger }).me()).rejects.toMatchObject({ code: 'notion_failed' });
    expect(ledger.counts().total).toBe(4);
  });

  it('ends at once where its caller cancels the wait for the next try', async () => {
    notion.then = json({}, 500);
    const { apis, time } = open(notion);
    const cancel = new AbortController();
    const reason = new Error('the job stops');
    const sleep = time.sleep.bind(time);
    time.sleep = (ms, signal) => {
      if (ms > 100) cancel.abort(reason);
      return sleep(ms, signal);
    };
    await expect(apis.for('c', { signal: cancel.signal }).me()).rejects.toBe(reason);
    expect(notion.received).toHaveLength(1);
  });
});

describe('what is not tried again', () => {
  it.each([
    ['404 object_not_found', failure(404, 'object_not_found'), 'notion_object_not_found'],
    ['403 restricted_resource', failure(403, 'restricted_resource'), 'notion_restricted'],
    ['an HTML 403 of the edge', text('<html>Blocked</html>', 403), 'notion_refused'],
    [
      '400 validation_error',
      failure(400, 'validation_error', { message: 'body failed: start_cursor' }),
      'notion_refused',
    ],
    ['400 invalid_request', failure(400, 'invalid_request'), 'notion_refused'],
    ['409 conflict_error', failure(409, 'conflict_error'), 'notion_refused'],
    ['404 of something else', text('<html>Not found</html>', 404), 'notion_refused'],
  ])('%s', async (_, answer, code) => {
    notion.then = answer;
    await expect(open(notion).apis.for('c').retrievePage(PAGE_ID)).rejects.toMatchObject({ code, retryable: false });
    expect(notion.received).toHaveLength(1);
  });

  it('a cursor that has expired: its list is to be started again', async () => {
    notion.then = failure(400, 'validation_error', { message: `The start_cursor provided is invalid: ${PAGE_ID}` });
    await expect(open(notion).apis.for('c').blockChildren(PAGE_ID, 'old')).rejects.toMatchObject({
      code: 'notion_cursor_expired',
    });
    expect(notion.received).toHaveLength(1);
  });

  it('a redirect: nobody else is given the token', async () => {
    const other = new ScriptedNotion();
    await other.start();
    notion.then = text('', 302, { location: `${other.url}/v1/users/me` });
    const error: unknown = await open(notion)
      .apis.for('c')
      .me()
      .catch((thrown: unknown) => thrown);
    await other.stop();
    expect(error).toMatchObject({ code: 'notion_refused' });
    expect(other.received).toHaveLength(0);
  });

  it('an answer that is too large, also once it is unpacked', async () => {
    const large = JSON.stringify({ object: 'page', id: PAGE_ID, filler: 'x'.repeat(2_000_000) });
    for (const answer of [text(large), text(gzipSync(large), 200, { 'content-encoding': 'gzip' })]) {
      notion.clear();
      notion.then = answer;
      await expect(open(notion, { bounds: QUICK }).apis.for('c').me()).rejects.toMatchObject({
        code: 'notion_answer_too_large',
      });
      expect(notion.received).toHaveLength(1);
    }
  });
});

describe('an error', () => {
  it.each([
    ['404', failure(404, 'object_not_found')],
    ['400', failure(400, 'validation_error')],
    ['401', failure(401, 'unauthorized')],
    ['403', failure(403, 'restricted_resource')],
    ['500', failure(500, 'internal_server_error')],
    ['blocked', failure(429, 'rate_limited', { additional_data: { rate_limit_reason: 'public_api_request_blocked' } })],
    ['429', failure(429, 'rate_limited')],
    ['reset', reset],
    ['HTML', text('<html>Salaries</html>')],
  ])('holds no token, no id and no title: %s', async (_, answer) => {
    notion.then = answer;
    const error: unknown = await open(notion)
      .apis.for('c')
      .retrievePage(PAGE_ID)
      .catch((thrown: unknown) => thrown);
    const told = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(toProblem(toAppError(error)));
    expect(told).not.toContain(TOKEN);
    expect(told).not.toContain(PAGE_ID);
    expect(told).not.toContain('Salaries');
    expect(told).not.toContain(notion.url);
  });

  it('holds the request’s id, which is what Notion’s support asks for', async () => {
    notion.then = failure(404, 'object_not_found', { headers: { 'x-notion-request-id': 'd0c4b8a6-1111' } });
    await expect(open(notion).apis.for('c').me()).rejects.toMatchObject({
      extra: { notion_code: 'object_not_found', notion_request_id: 'd0c4b8a6-1111' },
    });
  });
});
