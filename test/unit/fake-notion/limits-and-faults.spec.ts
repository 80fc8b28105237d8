import { afterEach, describe, expect, it } from '@jest/globals';
import { RateLimit } from '../../fake-notion/rate-limit.js';
import { EditableWorkspace } from '../../fake-notion/workspace-editor.js';
import { ask, startFake, stopAll } from './asking.js';

const PAGE = '11111111-1111-4111-8111-111111111111';
const ROUTE = 'GET /v1/pages/:page_id';

afterEach(stopAll);

function workspace(): EditableWorkspace {
  const made = new EditableWorkspace();
  made.addPage({ id: PAGE, title: 'Page' });
  return made;
}

describe('the limit', () => {
  const options = { requests_per_window: 3, window_ms: 60_000, mode: 'sliding', count_refused: false } as const;
  const retryAfter = (limit: RateLimit, at: number): number | null => limit.take('bot', at)?.retry_after ?? null;

  it('lets a burst through, and then one request for each that has left the window', () => {
    const limit = new RateLimit(options);
    expect([0, 10_000, 20_000].map((at) => retryAfter(limit, at))).toEqual([null, null, null]);
    expect(retryAfter(limit, 30_000)).toBe(30);
    expect(retryAfter(limit, 59_999)).toBe(1);
    expect(retryAfter(limit, 60_000)).toBeNull();
    expect(retryAfter(limit, 60_001)).toBe(10);
    expect(limit.take('another bot', 60_001)).toBeNull();
  });

  it('starts anew for all at once where the window is fixed', () => {
    const limit = new RateLimit({ ...options, mode: 'fixed' });
    for (const at of [59_000, 59_001, 59_002]) expect(retryAfter(limit, at)).toBeNull();
    expect(retryAfter(limit, 59_100)).toBe(1);
    for (const at of [60_000, 60_001, 60_002]) expect(retryAfter(limit, at)).toBeNull();
  });

  it('counts refused requests where told to, so that hammering never gets through', () => {
    const limit = new RateLimit({ ...options, count_refused: true });
    for (let at = 0; at < 200_000; at += 10_000) {
      if (at < 30_000) expect(retryAfter(limit, at)).toBeNull();
      else expect(retryAfter(limit, at)).toBeGreaterThan(0);
    }
    expect(retryAfter(limit, 190_000 + 60_000)).toBeNull();
  });

  it('is answered with Retry-After, the reason, and the seconds as a number or a string', async () => {
    const fake = await startFake({ workspace: workspace(), rate: { requests_per_window: 1 } });
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await ask(fake, `/v1/pages/${PAGE}`));
    expect(answers.map(({ status }) => status)).toEqual([200, 429, 429]);
    expect(answers[1]!.headers.get('retry-after')).toMatch(/^(59|60)$/);
    expect(answers[1]!.body).toMatchObject({
      object: 'error',
      code: 'rate_limited',
      additional_data: { rate_limit_reason: 'public_api_request_rate_limit', retry_after: expect.any(Number) },
    });
    expect(answers[2]!.body.additional_data.retry_after).toEqual(expect.any(String));
  });

  it('passes faster in scaled time', async () => {
    const fake = await startFake({ workspace: workspace(), rate: { requests_per_window: 1 }, time_scale: 600 });
    await ask(fake, `/v1/pages/${PAGE}`);
    await fake.wait(150);
    expect((await ask(fake, `/v1/pages/${PAGE}`)).status).toBe(200);
  });

  it('counts for the bot, whatever its token', async () => {
    const fake = await startFake({ workspace: workspace(), rate: { requests_per_window: 1 } });
    const pair = fake.issuePair();
    const status = async (token: string): Promise<number> =>
      (await ask(fake, `/v1/pages/${PAGE}`, undefined, { authorization: `Bearer ${token}` })).status;
    expect(await status(pair.access_token)).toBe(200);
    const next = fake.tokens.rotate(pair.refresh_token, Date.now());
    expect(await status(next.pair.access_token)).toBe(429);
    expect(await status(fake.token)).toBe(200);
  });
});

describe('faults', () => {
  it.each([
    [500, 'internal_server_error'],
    [503, 'service_unavailable'],
    [504, 'gateway_timeout'],
    [529, 'service_overload'],
    [409, 'conflict_error'],
  ])('answer %i as %s, so often as asked, on the route that was named', async (status, code) => {
    const fake = await startFake({ workspace: workspace() });
    const fault = fake.fail({ route: ROUTE, status, times: 2 });
    expect((await ask(fake, `/v1/pages/${PAGE}/markdown`)).status).toBe(200);
    for (let i = 0; i < 2; i++) expect((await ask(fake, `/v1/pages/${PAGE}`)).body).toMatchObject({ status, code });
    expect((await ask(fake, `/v1/pages/${PAGE}`)).status).toBe(200);
    expect(fault.hits).toBe(2);
    expect(fake.countOf(ROUTE, status)).toBe(2);
  });

  it('can be a storm of 429 with or without Retry-After, and one that must not be retried', async () => {
    const fake = await startFake({ workspace: workspace() });
    fake.fail({ status: 429, retry_after: 7, times: 1 });
    fake.fail({ status: 529, times: 1 });
    fake.fail({ blocked: true, times: 1 });
    const [limited, overloaded, blocked] = [
      await ask(fake, `/v1/pages/${PAGE}`),
      await ask(fake, `/v1/pages/${PAGE}`),
      await ask(fake, `/v1/pages/${PAGE}`),
    ];
    expect(limited.headers.get('retry-after')).toBe('7');
    expect(overloaded.headers.get('retry-after')).toBeNull();
    expect(blocked.status).toBe(429);
    expect(blocked.body.additional_data.rate_limit_reason).toBe('public_api_request_blocked');
  });

  it('can be a page from a proxy, cut JSON, or a connection that breaks in the middle', async () => {
    const fake = await startFake({ workspace: workspace() });
    fake.fail({ html_502: true, times: 1 });
    const html = await ask(fake, `/v1/pages/${PAGE}`);
    expect([html.status, html.headers.get('content-type')]).toEqual([502, 'text/html']);
    fake.fail({ truncate_json: true, times: 1 });
    const cut = await ask(fake, `/v1/pages/${PAGE}`);
    expect([cut.status, cut.body]).toEqual([200, null]);
    expect(cut.text.startsWith('{"object":"page"')).toBe(true);
    fake.fail({ reset_mid_body: true, times: 1 });
    await expect(ask(fake, `/v1/pages/${PAGE}`)).rejects.toThrow();
    expect((await ask(fake, `/v1/pages/${PAGE}`)).status).toBe(200);
  });

  it('can hang until the client gives up, or be merely late', async () => {
    const fake = await startFake({ workspace: workspace() });
    fake.fail({ hang: true, times: 1 });
    const signal = AbortSignal.timeout(100);
    const headers = { authorization: `Bearer ${fake.token}`, 'notion-version': '2026-03-11' };
    await expect(fetch(`${fake.url}/v1/pages/${PAGE}`, { signal, headers })).rejects.toThrow();
    fake.fail({ delay_ms: 80, times: 1 });
    const start = performance.now();
    expect((await ask(fake, `/v1/pages/${PAGE}`)).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(70);
  });

  it('hit by chance the same requests for the same seed, and stop when cancelled', async () => {
    const run = async (seed: number): Promise<number[]> => {
      const fake = await startFake({ workspace: workspace(), seed });
      const fault = fake.fail({ route: /pages/, probability: 0.5, status: 500 });
      const statuses = [];
      for (let i = 0; i < 20; i++) statuses.push((await ask(fake, `/v1/pages/${PAGE}`)).status);
      fault.cancel();
      expect((await ask(fake, `/v1/pages/${PAGE}`)).status).toBe(200);
      return statuses;
    };
    const first = await run(5);
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await run(5)).toEqual(first);
  });

  it('leave the door shut: a revoked token is 401 before any fault', async () => {
    const fake = await startFake({ workspace: workspace() });
    fake.fail({ status: 500 });
    fake.revokeToken();
    expect((await ask(fake, `/v1/pages/${PAGE}`)).status).toBe(401);
  });

  it('can be Notion gone, and back', async () => {
    const fake = await startFake({ workspace: workspace() });
    await ask(fake, `/v1/pages/${PAGE}`);
    fake.goDown();
    await expect(ask(fake, `/v1/pages/${PAGE}`)).rejects.toThrow();
    fake.goDown('unavailable');
    expect((await ask(fake, `/v1/pages/${PAGE}`)).status).toBe(503);
    fake.comeBack();
    expect((await ask(fake, `/v1/pages/${PAGE}`)).status).toBe(200);
  });
});
