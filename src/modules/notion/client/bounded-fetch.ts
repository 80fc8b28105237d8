import { AppError } from '../../../platform/errors/app-error.js';
import { Fault } from './faults.js';

export interface FetchBounds {
  /** From the start to the body's last byte. */
  total_ms: number;
  /** Without a byte. */
  idle_ms: number;
  /** Of the body, once it is decompressed. */
  max_bytes: number;
}

export const FETCH_BOUNDS: FetchBounds = { total_ms: 60_000, idle_ms: 30_000, max_bytes: 64 * 1024 * 1024 };

interface Request {
  method?: string;
  headers?: Record<string, string>;
  body?: string | FormData;
}

interface Answer {
  ok: boolean;
  status: number;
  headers: Headers;
  text(): Promise<string>;
}

/**
 * A `fetch` for the official client that always ends: the client times only the wait for headers and reads a body of
 * any length. Here the body has been read when it resolves.
 * @throws Fault `timeout`, `network` or `garbled`; AppError `notion_answer_too_large`; the signal's reason once it is aborted
 */
export function boundedFetch(bounds: FetchBounds, signal?: AbortSignal) {
  return async (url: string, request: Request = {}): Promise<Answer> => {
    const stop = new AbortController();
    const late = (): void => stop.abort(new Fault('timeout'));
    const total = setTimeout(late, bounds.total_ms);
    const idle = setTimeout(late, bounds.idle_ms);
    // Not AbortSignal.any: on Node 20 a signal that lives as long as an import would collect all of its requests' ones.
    const cancel = (): void => stop.abort(signal?.reason);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      signal?.throwIfAborted();
      const response = await fetch(url, {
        method: request.method ?? 'GET',
        headers: request.headers ?? {},
        body: request.body ?? null,
        signal: stop.signal,
        // Notion's API does not redirect: whoever does is not given the token.
        redirect: 'manual',
      });
      idle.refresh();
      const text = await readText(response, bounds.max_bytes, () => idle.refresh());
      const { ok, status, headers } = response;
      return { ok, status, headers, text: () => Promise.resolve(text) };
    } catch (error) {
      stop.signal.throwIfAborted();
      // What fetch throws names the address, so it goes no further.
      throw error instanceof Fault || error instanceof AppError ? error : new Fault('network');
    } finally {
      clearTimeout(total);
      clearTimeout(idle);
      signal?.removeEventListener('abort', cancel);
    }
  };
}

async function readText(response: Response, max_bytes: number, onBytes: () => void): Promise<string> {
  if (!response.body) return '';
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    onBytes();
    bytes += value.byteLength;
    if (bytes > max_bytes) {
      await reader.cancel();
      throw new AppError('notion_answer_too_large', {
        detail: `Notion’s answer is longer than ${Math.floor(max_bytes / 1024 / 1024)} MB, the most that is read.`,
      });
    }
    chunks.push(value);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new Fault('garbled', { status: response.status });
  }
}
