import { AppError } from '../../../platform/errors/app-error.js';
import type { ErrorCode } from '../../../platform/errors/error-table.js';

/** `object`: Notion says no to what was asked for. `page`: that, or it cannot bring this one page just now. */
const FAILURES: Record<'object' | 'page', readonly ErrorCode[]> = {
  object: ['notion_object_not_found', 'notion_restricted', 'notion_refused'],
  page: [
    'notion_object_not_found',
    'notion_restricted',
    'notion_refused',
    'notion_answer_too_large',
    'notion_cursor_expired',
    'notion_failed',
  ],
};

/** Whether it is about what was asked for: whatever else is wrong is wrong with the connection, and stops the import. */
export function isFailureOf(what: 'object' | 'page', error: unknown): error is AppError {
  return isAppError(error, ...FAILURES[what]);
}

export function isAppError(error: unknown, ...codes: readonly ErrorCode[]): error is AppError {
  return error instanceof AppError && codes.includes(error.code);
}
