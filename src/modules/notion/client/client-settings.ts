import type { BreakerRules } from '../../../core/notion/limits/breaker.js';
import type { BackoffRules } from '../../../core/notion/limits/retry.js';
import type { Clock } from '../../../platform/clock.js';
import { FETCH_BOUNDS, type FetchBounds } from './bounded-fetch.js';
import type { FaultKind } from './faults.js';
import type { RateBudget } from './rate-budget.js';
import type { Time } from './time.js';

/** As metrics and logs name a request: never its address, which holds ids. */
export type NotionRoute =
  | 'POST /v1/search'
  | 'POST /v1/data_sources/{id}/query'
  | 'GET /v1/data_sources/{id}'
  | 'GET /v1/databases/{id}'
  | 'GET /v1/pages/{id}'
  | 'GET /v1/pages/{id}/markdown'
  | 'GET /v1/pages/{id}/properties/{id}'
  | 'GET /v1/blocks/{id}'
  | 'GET /v1/blocks/{id}/children'
  | 'GET /v1/comments'
  | 'GET /v1/users/me';

export interface SentRequest {
  route: NotionRoute;
  /** Of the answer, or why there was none that could be read. */
  status: number | Extract<FaultKind, 'network' | 'timeout' | 'garbled'>;
  /** From the call to when it left: for a free place and for the budget. */
  wait_ms: number;
  /** From when it left to the answer's last byte. */
  ms: number;
}

export interface ClientRules {
  bounds: FetchBounds;
  /** Requests of one connection under way at once. */
  in_flight: number;
  /** Tries at one call that end in a fault (5xx, network, timeout, garbled). */
  attempts: number;
  backoff: BackoffRules;
  /** Most that one call spends in requests and backoff. */
  total_ms: number;
  /** Refusals (429, 529) of one call, and for how long it goes on being refused. They say that Notion is there. */
  refusals: number;
  refused_ms: number;
  /** The freeze where Notion does not say how long. */
  freeze: BackoffRules;
  breaker: BreakerRules;
}

export const CLIENT_RULES: ClientRules = {
  bounds: FETCH_BOUNDS,
  in_flight: 16,
  attempts: 6,
  backoff: { base_ms: 500, longest_ms: 20_000 },
  total_ms: 180_000,
  refusals: 20,
  refused_ms: 15 * 60_000,
  freeze: { base_ms: 1_000, longest_ms: 60_000 },
  breaker: { failures: 5, open_ms: 5_000, longest_ms: 10 * 60_000 },
};

/** What all connections have in common. */
export interface ClientSettings {
  /** Without a slash at its end. */
  base_url: string;
  budget: RateBudget;
  rules: ClientRules;
  time: Time;
  clock: Clock;
  /** Told of every request that was sent and not cancelled. */
  on_request: ((request: SentRequest) => void) | undefined;
}
