import { t } from '../strings.js';

/** A problem+json answer, or what the browser knows where there was no answer (status 0). */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  /** Seconds, from `Retry-After`. */
  retryAfter: number | null;
  /** The import that a 409 says is running. */
  importId: string | null;
}

export class ApiError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'ApiError';
    this.problem = problem;
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads an error answer. A proxy's HTML page or an empty body still becomes one clear problem. */
export function parseProblem(status: number, body: string, retryAfter: string | null): Problem {
  let document: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null) document = parsed as Record<string, unknown>;
  } catch {
    // Not JSON: the status alone has to tell.
  }
  const code = text(document['code']) || codeOfStatus(status);
  return {
    status,
    code,
    title: text(document['title']) || t.problem.titles[code] || t.problem.unexpected(status),
    detail: text(document['detail']),
    retryAfter: parseRetryAfter(retryAfter),
    importId: text(document['import_id']) || null,
  };
}

export function offlineProblem(): Problem {
  const title = t.problem.titles['offline'] ?? '';
  return { status: 0, code: 'offline', title, detail: '', retryAfter: null, importId: null };
}

/** Any thrown thing as a problem, so that a screen has one kind of error to show. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return {
    ...offlineProblem(),
    code: 'internal',
    title: t.problem.unexpected(0),
    detail: text((error as Error).message),
  };
}

/** What a reader can do about it, in one sentence. */
export function nextStep(problem: Problem): string {
  if (problem.retryAfter !== null) return t.problem.retryIn(problem.retryAfter);
  const known = t.problem.next[problem.code];
  if (known !== undefined) return known;
  if (problem.status === 0 || problem.status >= 500) return t.problem.next['internal'] ?? '';
  return '';
}

/** Title, detail and next step without saying anything twice. */
export function problemLines(problem: Problem): { title: string; lines: string[] } {
  const lines = [problem.detail, nextStep(problem)].filter((line) => line !== '' && line !== problem.title);
  return { title: problem.title, lines: [...new Set(lines)] };
}

function codeOfStatus(status: number): string {
  switch (status) {
    case 0:
      return 'offline';
    case 401:
      return 'unauthenticated';
    case 403:
      return 'forbidden';
    case 404:
      return 'not_found';
    case 410:
      return 'gone';
    case 413:
      return 'upload_too_large';
    case 429:
      return 'rate_limited';
    case 503:
      return 'store_unavailable';
    default:
      return status >= 500 ? 'internal' : 'unexpected';
  }
}

/** Retry-After in seconds; its HTTP-date form is rounded up from now. */
function parseRetryAfter(value: string | null): number | null {
  if (value === null || value.trim() === '') return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds));
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}
