import { ERRORS, type ErrorCode } from './error-table.js';

export interface FieldError {
  /** Dotted path of the offending value, e.g. `body.connection_id`. */
  path: string;
  message: string;
}

export interface AppErrorOptions {
  /** What happened and what to do next, for the person who reads it. Never a token, an e-mail or a page title. */
  detail?: string;
  errors?: FieldError[];
  /** Seconds, sent as `Retry-After`. */
  retryAfter?: number;
  /** Extra members of the problem document, e.g. the running import's id. */
  extra?: Record<string, string | number | boolean | null>;
  cause?: unknown;
}

/** The one error class. Its code names a row of the error table, which says what HTTP makes of it. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly retryable: boolean;
  readonly errors: FieldError[] | undefined;
  readonly retryAfter: number | undefined;
  readonly extra: Record<string, string | number | boolean | null>;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    const row = ERRORS[code];
    const detail = options.detail ?? row.title;
    super(`${code}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = detail;
    this.retryable = row.retryable;
    this.errors = options.errors;
    this.retryAfter = options.retryAfter;
    this.extra = options.extra ?? {};
  }
}
