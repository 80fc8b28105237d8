/** An answer may ask for longer than a window (notion-api.md §6, a workspace-wide limit); nobody is asked to wait a day. */
const LONGEST_RETRY_AFTER_MS = 60 * 60_000;

export interface BackoffRules {
  base_ms: number;
  longest_ms: number;
}

/**
 * Exponential backoff with full jitter.
 * @param attempt 1 after the first try
 * @param random from 0 to below 1
 */
export function backoff(attempt: number, rules: BackoffRules, random: number): number {
  return random * ceiling(attempt, rules);
}

/** As `backoff`, but half of it is certain: for a pause of everybody, where none would be worse than one too long. */
export function pause(attempt: number, rules: BackoffRules, random: number): number {
  return ((1 + random) / 2) * ceiling(attempt, rules);
}

/**
 * How long Notion asks us to wait, in milliseconds: the longer of the `Retry-After` header (seconds or a date) and the
 * body's `additional_data.retry_after` (a number or a string). Null where neither says (§10: they can be absent).
 * @param date the answer's own `Date` header: a date is measured against it, not against a clock of ours that may be wrong
 */
export function retryAfter(header: string | null, field: unknown, date: string | null): number | null {
  const asked = [secondsOf(header), secondsOf(field), untilDate(header, date)].filter((ms) => ms !== null);
  return asked.length === 0 ? null : Math.min(LONGEST_RETRY_AFTER_MS, Math.max(...asked));
}

function ceiling(attempt: number, rules: BackoffRules): number {
  return Math.min(rules.longest_ms, rules.base_ms * 2 ** Math.max(0, attempt - 1));
}

function secondsOf(value: unknown): number | null {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^\s*\d+(?:\.\d+)?\s*$/.test(text)) return null;
  return Number(text) * 1000;
}

function untilDate(header: string | null, date: string | null): number | null {
  if (header === null || date === null || secondsOf(header) !== null) return null;
  const wait = Date.parse(header) - Date.parse(date);
  return Number.isFinite(wait) ? Math.max(0, wait) : null;
}
