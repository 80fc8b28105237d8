import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What a versioned read may tell caches (interface.md, "Versions and caching"). */
export interface ReadValidity {
  /** Names the answer's bytes: graph, version, route and parameters. */
  identity: readonly (string | number)[];
  /** Whether the request named its version (`?v=`), so that its answer never changes. */
  immutable: boolean;
}

/**
 * Sets `ETag` and `Cache-Control`; answers 304 where the reader has these bytes already.
 * @returns true where the answer is complete and no body may follow
 */
export function answerFromCache(request: FastifyRequest, reply: FastifyReply, validity: ReadValidity): boolean {
  const etag = `"${createHash('sha256').update(JSON.stringify(validity.identity)).digest('base64url').slice(0, 27)}"`;
  void reply.header('etag', etag);
  void reply.header('cache-control', validity.immutable ? 'private, max-age=31536000, immutable' : 'private, no-cache');
  const known = request.headers['if-none-match'];
  if (known === undefined) return false;
  const matches = known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
  if (matches) void reply.code(304).send();
  return matches;
}
