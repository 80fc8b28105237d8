import type { Paginated } from '../../notion/client/answers.js';
import { isAppError } from './failures.js';

const MAX_RESTARTS = 3;

type AskFrom<T> = (cursor: string | null) => Promise<Paginated<T>>;

/**
 * Walks a list to its end. A cursor that Notion no longer knows starts the walk again: whoever listens must not mind
 * hearing of an object twice.
 * @param on_cut called where Notion ends a list that goes on: at 10,000 (notion-api.md §3)
 */
export async function* everyResult<T>(page: AskFrom<T>, on_cut?: () => void): AsyncGenerator<T> {
  for (let restarts = 0; ; restarts++) {
    try {
      yield* once(page, on_cut);
      return;
    } catch (error) {
      if (!isAppError(error, 'notion_cursor_expired') || restarts === MAX_RESTARTS) throw error;
    }
  }
}

/** As `everyResult`, for lists whose entries are counted: none is in it twice. */
export async function wholeList<T>(page: AskFrom<T>): Promise<T[]> {
  for (let restarts = 0; ; restarts++) {
    try {
      const results: T[] = [];
      for await (const result of once(page)) results.push(result);
      return results;
    } catch (error) {
      if (!isAppError(error, 'notion_cursor_expired') || restarts === MAX_RESTARTS) throw error;
    }
  }
}

async function* once<T>(page: AskFrom<T>, on_cut?: () => void): AsyncGenerator<T> {
  let cursor: string | null = null;
  do {
    const answer: Paginated<T> = await page(cursor);
    yield* answer.results;
    if (answer.request_status?.type === 'incomplete') on_cut?.();
    cursor = answer.has_more ? answer.next_cursor : null;
  } while (cursor !== null);
}
