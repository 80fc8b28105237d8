import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { api, embedApi, onSessionEnded } from '../../../web/src/api/client.js';
import { ApiError } from '../../../web/src/api/problem.js';

const REFRESH = 'POST /api/v1/auth/refresh';
const realFetch = globalThis.fetch;

let calls: string[];
let ended: number;
/** What the server answers to the n-th call of each kind, the last one for ever. */
let answers: Record<string, (() => Response)[]>;

const ok = (body: unknown) => () => new Response(JSON.stringify(body), { status: 200 });
const refuse = (status: number, code: string) => () =>
  new Response(JSON.stringify({ status, code, title: code }), { status });
const SESSION_OVER = refuse(401, 'unauthenticated');

beforeEach(() => {
  calls = [];
  ended = 0;
  answers = {};
  onSessionEnded(() => {
    ended += 1;
  });
  globalThis.fetch = async (input, init) => {
    const call = `${init?.method ?? 'GET'} ${input as string}`;
    const before = calls.filter((made) => made === call).length;
    calls.push(call);
    await new Promise((resolve) => setTimeout(resolve, 1));
    const answer = answers[call]?.[before] ?? answers[call]?.at(-1);
    if (answer === undefined) throw new TypeError(`nobody answers ${call}`);
    return answer();
  };
});

afterEach(() => {
  globalThis.fetch = realFetch;
});

const problemOf = async (promise: Promise<unknown>) => {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw new Error('no ApiError');
  return error.problem;
};

describe('a call that finds its session run out', () => {
  it('renews it and is made again, unseen', async () => {
    answers = { 'GET /api/v1/me': [SESSION_OVER, ok({ id: 'u' })], [REFRESH]: [ok({})] };
    expect(await api.me()).toEqual({ id: 'u' });
    expect(calls).toEqual(['GET /api/v1/me', REFRESH, 'GET /api/v1/me']);
    expect(ended).toBe(0);
  });

  it('shares one renewal with all that run at the time', async () => {
    answers = {
      'GET /api/v1/me': [SESSION_OVER, ok({ id: 'u' })],
      'GET /api/v1/connections': [SESSION_OVER, ok({ connections: [] })],
      [REFRESH]: [ok({})],
    };
    await Promise.all([api.me(), api.connections()]);
    expect(calls.filter((call) => call === REFRESH)).toHaveLength(1);
  });

  it('renews again when it runs out again', async () => {
    answers = { 'GET /api/v1/me': [SESSION_OVER, ok({}), SESSION_OVER, ok({})], [REFRESH]: [ok({})] };
    await api.me();
    await api.me();
    expect(calls.filter((call) => call === REFRESH)).toHaveLength(2);
  });

  it('asks for a login where the renewal is refused', async () => {
    answers = { 'GET /api/v1/me': [SESSION_OVER], [REFRESH]: [SESSION_OVER] };
    expect(await problemOf(api.me())).toMatchObject({ code: 'unauthenticated' });
    expect(calls).toEqual(['GET /api/v1/me', REFRESH]);
    expect(ended).toBe(1);
  });

  it('does not go round in circles where a renewed session is refused, too', async () => {
    answers = { 'GET /api/v1/me': [SESSION_OVER], [REFRESH]: [ok({})] };
    expect(await problemOf(api.me())).toMatchObject({ code: 'unauthenticated' });
    expect(calls).toHaveLength(3);
    expect(ended).toBe(1);
  });

  it('takes nobody’s session for over because the server cannot renew it now', async () => {
    answers = { 'GET /api/v1/me': [SESSION_OVER], [REFRESH]: [refuse(503, 'store_unavailable')] };
    expect(await problemOf(api.me())).toMatchObject({ status: 503, code: 'store_unavailable' });
    expect(ended).toBe(0);
  });
});

describe('a 401 that is no session’s end', () => {
  it('is told as it is: a wrong password', async () => {
    answers = { 'POST /api/v1/auth/password': [refuse(401, 'wrong_password')] };
    expect(await problemOf(api.login('x'))).toMatchObject({ code: 'wrong_password' });
    expect(calls).toHaveLength(1);
    expect(ended).toBe(0);
  });

  it('is told as it is: an embed has no session', async () => {
    answers = { 'GET /api/v1/embeds/t': [SESSION_OVER] };
    expect(await problemOf(embedApi('t').meta())).toMatchObject({ status: 401 });
    expect(calls).toHaveLength(1);
    expect(ended).toBe(0);
  });
});
