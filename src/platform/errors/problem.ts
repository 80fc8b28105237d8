import { HttpException } from '@nestjs/common';
import { AppError, type FieldError } from './app-error.js';
import { ERRORS, type ErrorCode } from './error-table.js';

/** RFC 9457, with `code` and, for validation, `errors`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  errors?: FieldError[];
  [extra: string]: unknown;
}

/** Statuses that Nest and Fastify raise themselves, before a handler of ours runs. */
const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'malformed_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'upload_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  503: 'shutting_down',
};

const DETAIL_BY_STATUS: Readonly<Record<number, string>> = {
  400: 'The request could not be read. Check that its body is well-formed and its Content-Type names what it is.',
  404: 'There is nothing at this address.',
  413: 'The body is larger than this route takes.',
  415: 'Send application/json.',
};

/** Any thrown value as the error that the table knows. What nobody expected is `internal`, and says nothing of itself. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const status = thrown instanceof HttpException ? thrown.getStatus() : statusCodeOf(thrown);
  const code = CODE_BY_STATUS[status];
  const detail = DETAIL_BY_STATUS[status];
  if (code) return new AppError(code, { cause: thrown, ...(detail === undefined ? {} : { detail }) });
  if (status >= 400 && status < 500) return new AppError('malformed_request', { cause: thrown });
  return new AppError('internal', {
    detail: 'The request failed on our side. Try again; if it keeps failing, quote the X-Request-Id header.',
    cause: thrown,
  });
}

export function toProblem(error: AppError): Problem {
  const row = ERRORS[error.code];
  return {
    type: `urn:notion-graph:error:${error.code}`,
    title: row.title,
    status: row.status,
    code: error.code,
    detail: error.detail,
    ...(error.errors ? { errors: error.errors } : {}),
    ...error.extra,
  };
}

function statusCodeOf(thrown: unknown): number {
  if (typeof thrown !== 'object' || thrown === null || !('statusCode' in thrown)) return 500;
  return typeof thrown.statusCode === 'number' ? thrown.statusCode : 500;
}
