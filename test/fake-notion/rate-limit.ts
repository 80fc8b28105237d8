import { errorOfStatus } from './notion-error.js';
import type { NotionError } from './notion-error.js';

export interface RateOptions {
  requests_per_window: number;
  window_ms: number;
  /** Whether the window starts anew for everyone at once or moves with every request. */
  mode: 'fixed' | 'sliding';
  /** Whether a refused request uses up the window too. */
  count_refused: boolean;
}

/** Notion's limit for plans below Business, in the harsher of the two readings of each open question. */
export const DEFAULT_RATE: RateOptions = {
  requests_per_window: 180,
  window_ms: 60_000,
  mode: 'sliding',
  count_refused: false,
};

/** Longest `Retry-After` that one connection's limit asks for, in seconds. */
const LONGEST_RETRY_AFTER = 60;

/** Requests of each connection within a window. Times are real: a scaled fake has a shorter window. */
export class RateLimit {
  private readonly used = new Map<string, number[]>();
  private refusals = 0;

  constructor(readonly options: RateOptions) {}

  /** Counts a request; the refusal where there is no room for it. */
  take(bot_id: string, now: number): NotionError | null {
    const { requests_per_window, window_ms, mode, count_refused } = this.options;
    let times = this.used.get(bot_id);
    if (times === undefined) this.used.set(bot_id, (times = []));
    const start = mode === 'fixed' ? now - (now % window_ms) : now - window_ms + 1;
    let stale = 0;
    while (stale < times.length && (times[stale] ?? 0) < start) stale++;
    times.splice(0, stale);
    if (times.length < requests_per_window) {
      times.push(now);
      return null;
    }
    if (count_refused) times.push(now);
    // Room comes back when the window turns, or when enough of the requests before have left it.
    const leaving = times[times.length - requests_per_window] ?? now;
    const frees_at = mode === 'fixed' ? start + window_ms : leaving + window_ms;
    return this.refusal(Math.min(LONGEST_RETRY_AFTER, Math.max(1, Math.ceil((frees_at - now) / 1000))));
  }

  private refusal(seconds: number): NotionError {
    // As a number and as a string in turn: both have been seen.
    const retry_after = this.refusals++ % 2 === 0 ? seconds : String(seconds);
    return errorOfStatus(429, { rate_limit_reason: 'public_api_request_rate_limit', retry_after }, seconds);
  }
}
