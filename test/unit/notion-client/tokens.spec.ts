import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AppError } from '../../../src/platform/errors/app-error.js';
import { type Answer, failure, open, PAGE_ID, page, ScriptedNotion, TOKEN } from './scripted-notion.js';

const notion = new ScriptedNotion();
beforeAll(() => notion.start());
afterAll(() => notion.stop());
beforeEach(() => notion.clear());

const unauthorized = failure(401, 'unauthorized');
/** Takes one token only. */
const only =
  (access_token: string): Answer =>
  (response, request) =>
    (request.headers.authorization === `Bearer ${access_token}` ? page : unauthorized)(response, request);

describe('a token that Notion no longer takes', () => {
  it('is renewed once, and the request sent again with the new one', async () => {
    notion.then = only(`${TOKEN}_2`);
    const { apis, tokens, ledger } = open(notion);
    await expect(apis.for('c', { ledger }).me()).resolves.toMatchObject({ id: PAGE_ID });
    expect(tokens.refreshed).toEqual([1]);
    expect(ledger.counts()).toMatchObject({ total: 2, retried: 1 });
  });

  it('ends the connection where the new one is refused too', async () => {
    notion.then = unauthorized;
    const { apis, tokens } = open(notion);
    await expect(apis.for('c').me()).rejects.toMatchObject({ code: 'connection_revoked', retryable: false });
    expect(tokens.refreshed).toEqual([1]);
    expect(notion.received).toHaveLength(2);
  });

  it('is tried once more where there is nothing to renew, as with an internal integration', async () => {
    notion.answers(unauthorized);
    const { apis, tokens } = open(notion);
    tokens.renew = () => undefined;
    await expect(apis.for('c').me()).resolves.toMatchObject({ id: PAGE_ID });
  });

  it('is not the end where somebody has connected again meanwhile', async () => {
    const { apis, tokens } = open(notion);
    notion.answers(unauthorized, (response, request) => {
      tokens.renew(); // It was the second one that was just refused: Notion takes the third one only.
      unauthorized(response, request);
    });
    notion.then = only(`${TOKEN}_3`);
    await expect(apis.for('c').me()).resolves.toMatchObject({ id: PAGE_ID });
    expect(tokens.refreshed).toEqual([1]);
  });

  it('is not chased for ever', async () => {
    const { apis, tokens } = open(notion);
    notion.then = (response, request) => {
      tokens.renew();
      unauthorized(response, request);
    };
    await expect(apis.for('c').me()).rejects.toMatchObject({ code: 'connection_revoked' });
    expect(notion.received).toHaveLength(4);
  });

  it('is renewed for all at once: each tells which one it had', async () => {
    notion.then = only(`${TOKEN}_2`);
    const { apis, tokens } = open(notion);
    await Promise.all(Array.from({ length: 8 }, () => apis.for('c').me()));
    expect(tokens.token.token_version).toBe(2);
    expect(new Set(tokens.refreshed)).toEqual(new Set([1]));
  });

  it('says that Notion is there: the breaker stays closed', async () => {
    notion.then = unauthorized;
    const { apis } = open(notion);
    for (let call = 0; call < 10; call++) await expect(apis.for('c').me()).rejects.toThrow('connection_revoked');
    expect(apis.status('c')).toMatchObject({ state: 'closed' });
  });
});

describe('a token source that fails', () => {
  it.each(['connection_revoked', 'store_unavailable'] as const)('is heard: %s', async (code) => {
    notion.then = unauthorized;
    const { apis, tokens } = open(notion);
    tokens.refresh = () => Promise.reject(new AppError(code));
    await expect(apis.for('c').me()).rejects.toMatchObject({ code });
    tokens.current = () => Promise.reject(new AppError(code));
    await expect(apis.for('c').me()).rejects.toMatchObject({ code });
    expect(notion.received).toHaveLength(1);
  });

  it('does not keep the place', async () => {
    const { apis, tokens } = open(notion, { in_flight: 1 });
    const current = tokens.current.bind(tokens);
    tokens.current = () => Promise.reject(new AppError('store_unavailable'));
    await expect(apis.for('c').me()).rejects.toMatchObject({ code: 'store_unavailable' });
    tokens.current = current;
    await expect(apis.for('c').me()).resolves.toMatchObject({ id: PAGE_ID });
  });
});

it('tries a token that is no connection yet', async () => {
  notion.then = only('pasted');
  const { apis, tokens } = open(notion);
  tokens.token = { access_token: 'pasted', token_version: 0 };
  await expect(apis.unconnected(tokens).me()).resolves.toMatchObject({ id: PAGE_ID });
});
