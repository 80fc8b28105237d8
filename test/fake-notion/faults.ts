import type { NotionError } from './notion-error.js';
import { errorOfStatus } from './notion-error.js';
import type { Random } from './random.js';

export interface Fault {
  /** A route as the log spells it (`GET /v1/pages/:page_id/markdown`), or a pattern over method and path. All when left out. */
  route?: string | RegExp;
  /** How many requests it hits; every one when left out. */
  times?: number;
  /** Of being hit, by the fake's seed; 1 when left out. */
  probability?: number;
  status?: number;
  /** Seconds, as `Retry-After`; left out where it is not given, as Notion sometimes does on 5xx. */
  retry_after?: number;
  /** Never answers. */
  hang?: boolean;
  /** Breaks the connection after half of the answer. */
  reset_mid_body?: boolean;
  /** Ends after half of the answer as if that were all. */
  truncate_json?: boolean;
  /** A 502 from a proxy, which is a page and not JSON. */
  html_502?: boolean;
  /** A 429 that must not be retried. */
  blocked?: boolean;
  /** A limit of the whole workspace: 429 with this as its reason. */
  rate_limit_reason?: string;
  /** Answers late, and then as usual unless something else is asked for. */
  delay_ms?: number;
}

/** A fault that is to happen; `cancel` ends it and says how many requests it has hit. */
export interface FaultHandle {
  readonly hits: number;
  cancel(): void;
}

interface Armed {
  fault: Fault;
  left: number;
  hits: number;
}

export class Faults {
  private readonly armed: Armed[] = [];

  constructor(private readonly random: Random) {}

  fail(fault: Fault): FaultHandle {
    const armed: Armed = { fault, left: fault.times ?? Number.POSITIVE_INFINITY, hits: 0 };
    this.armed.push(armed);
    return {
      get hits() {
        return armed.hits;
      },
      cancel: () => {
        armed.left = 0;
      },
    };
  }

  clear(): void {
    for (const armed of this.armed) armed.left = 0;
  }

  /** The first fault that hits a request, used up by one. */
  take(route: string, request: string): Fault | null {
    for (const armed of this.armed) {
      if (armed.left <= 0 || !matches(armed.fault.route, route, request)) continue;
      if (armed.fault.probability !== undefined && !this.random.chance(armed.fault.probability)) continue;
      armed.left--;
      armed.hits++;
      return armed.fault;
    }
    return null;
  }
}

/** The error that a fault answers with, or null where the answer itself is right. */
export function errorOfFault(fault: Fault): NotionError | null {
  if (fault.blocked === true) return errorOfStatus(429, { rate_limit_reason: 'public_api_request_blocked' });
  const status = fault.status ?? (fault.rate_limit_reason === undefined ? undefined : 429);
  if (status === undefined) return null;
  const reason = fault.rate_limit_reason ?? 'public_api_request_rate_limit';
  const limit = { rate_limit_reason: reason, retry_after: fault.retry_after };
  return errorOfStatus(status, status === 429 ? limit : undefined, fault.retry_after);
}

function matches(pattern: string | RegExp | undefined, route: string, request: string): boolean {
  if (pattern === undefined) return true;
  if (typeof pattern === 'string') return pattern === route;
  // A sticky or global pattern would remember where it stopped.
  return request.search(pattern) !== -1;
}
