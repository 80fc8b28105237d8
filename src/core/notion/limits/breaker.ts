/**
 * A circuit breaker, as a pure state machine: after some failures in a row nothing is tried for a while, then one probe
 * at a time is let through. Times are milliseconds of one clock that does not jump.
 */
export interface BreakerRules {
  /** Failures in a row that open it. */
  failures: number;
  /** How long it stays open the first time; twice as long after each probe that failed, up to `longest_ms`. */
  open_ms: number;
  longest_ms: number;
}

export interface BreakerState {
  state: 'closed' | 'open' | 'half_open';
  /** In a row. */
  failures: number;
  /** Times it has opened since it was last closed. */
  openings: number;
  next_try: number;
}

export const CLOSED: BreakerState = { state: 'closed', failures: 0, openings: 0, next_try: 0 };

/** How long others wait while a probe is under way. */
const PROBE_MS = 5_000;

export type Verdict = 'pass' | 'probe' | 'refuse';

/** Whether a call may go ahead. A probe must end in `succeeded`, `failed` or `abandoned`. */
export function ask(before: BreakerState, now: number): { state: BreakerState; verdict: Verdict } {
  if (before.state === 'closed') return { state: before, verdict: 'pass' };
  if (before.state === 'half_open' || now < before.next_try) return { state: before, verdict: 'refuse' };
  return { state: { ...before, state: 'half_open' }, verdict: 'probe' };
}

export function succeeded(): BreakerState {
  return CLOSED;
}

/** @param probe whether the call that failed was the probe: what was under way before says nothing new */
export function failed(before: BreakerState, now: number, probe: boolean, rules: BreakerRules): BreakerState {
  const failures = before.failures + 1;
  if (before.state === 'closed' && failures < rules.failures) return { ...before, failures };
  if (before.state !== 'closed' && !probe) return before;
  const open_ms = Math.min(rules.longest_ms, rules.open_ms * 2 ** before.openings);
  return { state: 'open', failures, openings: before.openings + 1, next_try: now + open_ms };
}

/** The probe was cancelled by its caller: the next call is the probe. */
export function abandoned(before: BreakerState, now: number): BreakerState {
  return before.state === 'half_open' ? { ...before, state: 'open', next_try: now } : before;
}

/** How long until it makes sense to ask again, in milliseconds; 0 where it is closed. */
export function waitOf(state: BreakerState, now: number): number {
  if (state.state === 'closed') return 0;
  if (state.state === 'half_open') return PROBE_MS;
  return Math.max(0, state.next_try - now);
}
