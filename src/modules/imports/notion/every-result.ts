import { AppError } from '../../../platform/errors/app-error.js';
import type { ErrorCode } from '../../../platform/errors/error-table.js';
import type { Paginated } from '../../notion/client/answers.js';

const MAX_RESTARTS = 3;

/**
 * Walks a list to its end. A cursor that Notion no longer knows starts the walk again: whoever listens must not mind
 * hearing of an object twice.
 * @param on_cut called where Notion ends a list that goes on: at 10,000 (notion-api.md §3)
 */
export async function* everyResult<T>(
  page: (cursor: string | null) => Promise<Paginated<T>>,
  on_cut?: () => void,
): AsyncGenerator<T> {
  for (let restarts = 0; ; restarts++) {
    try {
      let cursor: string | null = null;
      do {
        const answer: Paginated<T> = await page(cursor);
        yield* answer.results;
        if (answer.request_status?.type === 'incomplete') on_cut?.();
        cursor = answer.has_more ? answer.next_cursor : null;
      } while (cursor !== null);
      return;
    } catch (error) {
      if (!isAppError(error, 'notion_cursor_expired') || restarts === MAX_RESTARTS) throw error;
    }
  }
}

export function isAppError(error: unknown, ...codes: ErrorCode[]): error is AppError {
  return error instanceof AppError && codes.includes(error.code);
}
