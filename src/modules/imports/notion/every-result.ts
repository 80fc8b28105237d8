import { AppError } from '../../../platform/errors/app-error.js';
import type { ErrorCode } from '../../../platform/errors/error-table.js';
import type { Paginated } from '../../notion/client/notion-api.js';

const MAX_RESTARTS = 3;

/**
 * Walks a paginated answer to its end. A cursor that Notion no longer knows (`notion_cursor_expired`) starts the walk
 * again: whoever listens must not mind hearing of an object twice.
 */
export async function* everyResult(page: (cursor: string | undefined) => Promise<Paginated>): AsyncGenerator<unknown> {
  for (let restarts = 0; ; restarts++) {
    try {
      let cursor: string | undefined;
      do {
        const answer = await page(cursor);
        yield* answer.results;
        cursor = answer.has_more ? (answer.next_cursor ?? undefined) : undefined;
      } while (cursor !== undefined);
      return;
    } catch (error) {
      if (!isAppError(error, 'notion_cursor_expired') || restarts === MAX_RESTARTS) throw error;
    }
  }
}


export function isAppError(error: unknown, code: ErrorCode): error is AppError {
  return error instanceof AppError && error.code === code;
}
