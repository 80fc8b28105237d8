import { retryAfter } from '../../../core/notion/limits/retry.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { boundedFetch, type FetchBounds } from '../client/bounded-fetch.js';
import { Fault } from '../client/faults.js';

const MAX_BYTES = 1024 * 1024;
const DEFAULT_RETRY_SECONDS = 5;

interface Question {
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
}

/**
 * One request about tokens, sent once: somebody waits for the answer, or repeating it would use up a token twice.
 * @returns an answer that was read whole and is JSON, of any status below 500 but 429
 * @throws AppError `notion_unavailable`, `notion_rate_limited`
 */
export async function askNotion(
  url: string,
  question: Question,
  total_ms: number,
): Promise<{ status: number; body: unknown }> {
  const bounds: FetchBounds = { total_ms, idle_ms: total_ms, max_bytes: MAX_BYTES };
  try {
    const answer = await boundedFetch(bounds)(url, question);
    const retry_ms = retryAfter(answer.headers.get('retry-after'), undefined, answer.headers.get('date'));
    if (answer.status === 429) {
      throw new AppError('notion_rate_limited', {
        detail: 'Notion asks this server to slow down. Try again in a while.',
        retryAfter: retry_ms === null ? DEFAULT_RETRY_SECONDS : retry_ms / 1_000,
      });
    }
    if (answer.status >= 500) throw unavailable();
    return { status: answer.status, body: JSON.parse(await answer.text()) as unknown };
  } catch (error) {
    // The parser's error quotes the answer, which may hold tokens.
    if (error instanceof Fault || error instanceof SyntaxError) throw unavailable();
    throw error;
  }
}

export function unavailable(): AppError {
  return new AppError('notion_unavailable', {
    detail: 'Notion did not answer. Try again in a while.',
    retryAfter: DEFAULT_RETRY_SECONDS,
  });
}
