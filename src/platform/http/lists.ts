import { z } from 'zod';
import { AppError } from '../errors/app-error.js';

/** `?limit` (50, at most 200) and `?cursor`, as every list takes them. */
export const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(512).optional(),
});
export type ListQuery = z.infer<typeof listQuery>;

const position = z.tuple([z.string(), z.string()]);

/** A cursor holds the sort value and the id of the last row shown, so rows that come or go do not shift the rest. */
export function encodeCursor(sort_value: string, id: string): string {
  return Buffer.from(JSON.stringify([sort_value, id])).toString('base64url');
}

/** @throws AppError `malformed_request` for a cursor that no list of ours gave out */
export function decodeCursor(cursor: string): [sort_value: string, id: string] {
  try {
    return position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new AppError('malformed_request', {
      detail: 'This cursor was not made by this list. Start without one.',
      cause,
    });
  }
}
