import { expect, it } from '@jest/globals';
import { AppError } from '../../../src/platform/errors/app-error.js';
import { ERRORS, type ErrorCode } from '../../../src/platform/errors/error-table.js';

it('every error has a status of its kind, a title that no other has, and says whether to try again', () => {
  const titles = new Set<string>();
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    const { status, title, retryable } = ERRORS[code];
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(status >= 400 && status < 600).toBe(true);
    if (status === 429 || status === 503) expect(retryable).toBe(true);
    expect(titles.has(title)).toBe(false);
    titles.add(title);
    expect(new AppError(code)).toMatchObject({ code, detail: title, retryable });
  }
});
