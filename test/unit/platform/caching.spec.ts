import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answerFromCache } from '../../../src/platform/http/caching.js';

describe('a read of a version', () => {
  let server: FastifyInstance;
  let base: string;
  beforeEach(async () => {
    server = Fastify();
    server.get<{ Params: { version: string }; Querystring: { v?: string } }>('/:version', (request, reply) => {
      const identity = ['graph', Number(request.params.version), request.url];
      if (answerFromCache(request, reply, { identity, immutable: request.query.v !== undefined })) return;
      void reply.send({ version: request.params.version });
    });
    base = await server.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(() => server.close());

  const read = async (path: string, known?: string) => {
    const answer = await fetch(base + path, known === undefined ? {} : { headers: { 'if-none-match': known } });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
  };
  const etagOf = async (url: string) => String((await read(url)).headers['etag']);

  it('has a strong ETag, the same every time, another for every other answer', async () => {
    expect(await etagOf('/1')).toMatch(/^"[\w-]{20,}"$/);
    expect(await etagOf('/1')).toBe(await etagOf('/1'));
    const all = await Promise.all(['/1', '/2', '/1?a', '/12', '/1?v=1'].map(etagOf));
    expect(new Set(all).size).toBe(all.length);
  });

  it('that names its version may be kept for ever, and no other', async () => {
    expect((await read('/1?v=1')).headers['cache-control']).toBe('private, max-age=31536000, immutable');
    expect((await read('/1')).headers['cache-control']).toBe('private, no-cache');
  });

  it('is 304 with no body for who has it, in every way of saying so (RFC 9110 §13.1.2)', async () => {
    const etag = await etagOf('/1');
    for (const known of [etag, `W/${etag}`, `"a", ${etag}`, `"a",W/${etag} , "b"`]) {
      const answer = await read('/1', known);
      expect([known, answer.status, answer.body]).toEqual([known, 304, '']);
      expect(answer.headers).toMatchObject({ etag, 'cache-control': 'private, no-cache' });
    }
  });

  it('is sent to who has something else', async () => {
    for (const known of ['', '"a"', await etagOf('/2'), etagless(await etagOf('/1'))]) {
      expect((await read('/1', known)).status).toBe(200);
    }
  });
});

/** The tag without its quotes is another tag. */
const etagless = (etag: string) => etag.replaceAll('"', '');
