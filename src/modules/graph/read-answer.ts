import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerFromCache } from '../../platform/http/caching.js';

interface Validity {
  graph_id: string;
  version: number;
  /** `immutable` where the request named the version and may keep the answer; an embed's reader may not. */
  immutable: boolean;
}

/**
 * Sends a read of one version of a graph, or 304 where the reader has it. The version and the request's path and query
 * name the bytes, so the ETag is known before the answer is made.
 */
export async function sendRead(
  request: FastifyRequest,
  reply: FastifyReply,
  validity: Validity,
  make: () => Promise<{ content_type: string; file_name: string | null; body: Iterable<string> } | object>,
): Promise<void> {
  const identity = [validity.graph_id, validity.version, request.url];
  if (answerFromCache(request, reply, { identity, immutable: validity.immutable })) return;
  const answer = await make();
  if (!('body' in answer)) {
    void reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(answer));
    return;
  }
  if (answer.file_name !== null) void reply.header('content-disposition', `attachment; filename="${answer.file_name}"`);
  // Chunk by chunk, as the reader takes them: a large graph is never one string.
  void reply.header('content-type', answer.content_type).send(Readable.from(answer.body));
}
