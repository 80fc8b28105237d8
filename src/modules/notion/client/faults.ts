import { isHTTPResponseError, isNotionClientError, RequestTimeoutError } from '@notionhq/client';
import { z } from 'zod';
import { retryAfter } from '../../../core/notion/limits/retry.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { ErrorCode } from '../../../platform/errors/error-table.js';

export type FaultKind = 'network' | 'timeout' | 'garbled' | 'server' | 'overloaded' | 'rate_limited' | 'unauthorized';

interface FaultFacts {
  status?: number;
  retry_after_ms?: number | null;
}

/**
 * A failure that the client deals with: it tries again, waits or renews the token. It leaves the client as an AppError
 * only. Holds nothing of the request or the answer, which may carry tokens, ids and titles.
 */
export class Fault extends Error {
  /** Null where no answer came. */
  readonly status: number | null;
  /** Null where Notion did not say. */
  readonly retry_after_ms: number | null;

  constructor(
    readonly kind: FaultKind,
    { status, retry_after_ms }: FaultFacts = {},
  ) {
    super(status === undefined ? kind : `${kind} (${status})`);
    this.name = 'Fault';
    this.status = status ?? null;
    this.retry_after_ms = retry_after_ms ?? null;
  }
}

/** Error bodies, as far as we read them (notion-api.md §6). A 502 may be an HTML page: then nothing of it is known. */
const errorBody = z.looseObject({
  code: z.string().optional(),
  message: z.string().optional(),
  additional_data: z
    .looseObject({ rate_limit_reason: z.string().optional(), retry_after: z.unknown() })
    .partial()
    .nullish(),
});
type ErrorBody = z.infer<typeof errorBody>;

/** Faults that came without an answer that could be read. */
export function isUnread(kind: FaultKind): kind is 'network' | 'timeout' | 'garbled' {
  return kind === 'network' || kind === 'timeout' || kind === 'garbled';
}

/**
 * What a request of the official client has thrown, as something to deal with (Fault) or to tell (AppError).
 * @throws what is neither: a cancellation, or a mistake of ours
 */
export function toFault(thrown: unknown, sent_cursor: boolean): Fault | AppError {
  if (thrown instanceof Fault || thrown instanceof AppError) return thrown;
  if (isHTTPResponseError(thrown)) {
    const body = readBody(thrown.body);
    const headers = thrown.headers instanceof Headers ? thrown.headers : new Headers();
    return ofAnswer(thrown.status, body, headers, sent_cursor);
  }
  if (RequestTimeoutError.isRequestTimeoutError(thrown)) return new Fault('timeout');
  // The path holds what the client takes for a way out of the API.
  if (isNotionClientError(thrown)) return told('notion_refused', {}, null);
  // A body that is no JSON: the client lets the parser's error through, which quotes the body.
  if (thrown instanceof Error && thrown.name === 'SyntaxError') return new Fault('garbled', { status: 200 });
  throw thrown;
}

/** The call was given up; whatever else is wrong, the same call may succeed later. */
export function exhausted(fault: Fault): AppError {
  if (fault.kind === 'rate_limited') {
    return new AppError('notion_rate_limited', {
      detail: 'Notion keeps asking this connection to slow down.',
      retryAfter: Math.max(1, Math.ceil((fault.retry_after_ms ?? 60_000) / 1000)),
      cause: fault,
    });
  }
  return new AppError('notion_failed', {
    detail: `Notion did not answer this request after several tries (${fault.message}).`,
    extra: { fault: fault.kind },
    cause: fault,
  });
}

export function revoked(): AppError {
  return new AppError('connection_revoked', {
    detail: 'Notion no longer accepts this connection. Reconnect the workspace; nothing was deleted.',
  });
}

function ofAnswer(status: number, body: ErrorBody, headers: Headers, sent_cursor: boolean): Fault | AppError {
  const retry_after_ms = retryAfter(headers.get('retry-after'), body.additional_data?.retry_after, headers.get('date'));
  const request_id = headers.get('x-notion-request-id');
  if (status === 429) {
    const blocked = body.additional_data?.rate_limit_reason === 'public_api_request_blocked';
    return blocked ? told('notion_blocked', body, request_id) : new Fault('rate_limited', { status, retry_after_ms });
  }
  if (status === 529) return new Fault('overloaded', { status, retry_after_ms });
  if (status >= 500) return new Fault('server', { status, retry_after_ms });
  if (status === 401) return new Fault('unauthorized', { status });
  return told(codeOf(status, body, sent_cursor), body, request_id);
}

function codeOf(status: number, { code, message }: ErrorBody, sent_cursor: boolean): ErrorCode {
  if (status === 404 && code === 'object_not_found') return 'notion_object_not_found';
  if (status === 403 && code === 'restricted_resource') return 'notion_restricted';
  const of_cursor = sent_cursor && code === 'validation_error' && /cursor/i.test(message ?? '');
  return status === 400 && of_cursor ? 'notion_cursor_expired' : 'notion_refused';
}

/** Notion's message is left out: it quotes ids, names of properties and values. Its request id is what its support asks for. */
function told(code: ErrorCode, { code: notion_code }: ErrorBody, request_id: string | null): AppError {
  const extra: Record<string, string> = {};
  if (notion_code !== undefined && /^[a-z_]{1,64}$/.test(notion_code)) extra['notion_code'] = notion_code;
  if (request_id !== null && /^[\w-]{1,64}$/.test(request_id)) extra['notion_request_id'] = request_id;
  const detail = DETAILS[code];
  return new AppError(code, { extra, ...(detail === undefined ? {} : { detail }) });
}

const DETAILS: Partial<Record<ErrorCode, string>> = {
  notion_blocked:
    'Notion blocks the requests of this integration. Trying again makes it worse: ask Notion’s support, then import again.',
  notion_object_not_found: 'Notion has no such object, or it is not shared with this connection.',
  notion_restricted: 'This connection lacks the capability that this needs. Grant it in Notion’s integration settings.',
  notion_cursor_expired: 'Notion no longer knows where this list was left off. Read it from its start.',
  notion_refused: 'Notion refuses this request as it is; the same request will be refused again.',
};

function readBody(text: unknown): ErrorBody {
  if (typeof text !== 'string') return {};
  try {
    const parsed = errorBody.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}
