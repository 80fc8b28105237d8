import { AppError } from '../errors/app-error.js';

/** An error of the operating system, as against one of ours. */
export function isDiskError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

export function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** What the person who runs the server has to hear about it. */
export function diskUnavailable(cause: unknown): AppError {
  const { code } = cause as NodeJS.ErrnoException;
  return new AppError('store_unavailable', {
    detail: isDiskFull(cause)
      ? 'The disk that holds DATA_DIR is full: make room on it.'
      : `DATA_DIR cannot be read or written (${code ?? 'unknown error'}): check the disk and its permissions.`,
    cause,
  });
}
