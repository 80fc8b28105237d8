import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { ImportView } from './imports.schemas.js';

/** Below the idle timeouts of common proxies. */
const HEARTBEAT_MS = 15_000;

/** An import's changes as server-sent events, until it is finished or the reader leaves. */
export function sendImportEvents(
  reply: FastifyReply,
  follow: (signal: AbortSignal) => AsyncGenerator<ImportView>,
): void {
  const left = new AbortController();
  reply.raw.once('close', () => left.abort());
  void reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .send(Readable.from(events(follow(left.signal))));
}

/** A comment now and then keeps an idle connection open; readers skip it. */
async function* events(changes: AsyncGenerator<ImportView>): AsyncGenerator<string> {
  let next = changes.next();
  try {
    for (;;) {
      const settled = new AbortController();
      const beat = delay(HEARTBEAT_MS, null, { signal: settled.signal }).catch(() => null);
      const result = await Promise.race([next, beat]);
      settled.abort();
      if (result === null) {
        yield ': still here\n\n';
        continue;
      }
      if (result.done === true) return;
      yield `event: ${eventName(result.value)}\ndata: ${JSON.stringify(result.value)}\n\n`;
      next = changes.next();
    }
  } finally {
    await changes.return(undefined);
  }
}

function eventName({ state }: ImportView): 'progress' | 'done' | 'failed' {
  if (state === 'done') return 'done';
  return state === 'failed' || state === 'cancelled' ? 'failed' : 'progress';
}
