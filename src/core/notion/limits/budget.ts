/**
 * When the next request to Notion may leave: a pure state machine, the same for a budget in memory and one that workers
 * share. Notion allows so many requests in 60 seconds and does not say whether that window is fixed or sliding, nor
 * whether refused requests count (notion-api.md §6, §10). So no window of that length ever holds more than the limit,
 * wherever it starts, refused ones included: that is right under each reading.
 *
 * Times are milliseconds of one clock, whichever that is; only differences matter.
 */
export interface Limits {
  /** Requests allowed in a window. */
  requests: number;
  window_ms: number;
  /** Requests arrive later than they leave, and not all equally late: the window is kept this much longer than Notion's. */
  slack_ms: number;
}

/** What follows from the limits: computed once. */
export interface Pace {
  /** The window with its slack. */
  window_ms: number;
  /** Between requests, in the steady state. */
  interval_ms: number;
  /** How far requests may run ahead of that pace: what makes up for timers that wake late. */
  tolerance_ms: number;
  /** Requests that may leave at once after a window of silence. */
  opening: number;
  /** Between requests, in the window after such an opening, so that it holds no more than any other. */
  opening_interval_ms: number;
}

export interface BudgetState {
  /** Latest time that was seen. */
  seen: number;
  /** When the pace is back at zero (GCRA's theoretical arrival time). */
  due: number;
  /** Of the full pace, from above 0 to 1: halved when Notion refuses, added back with every answer. */
  share: number;
  frozen_until: number;
  /** When the last request left. */
  last: number;
  /** Requests of an opening that are left, and until when they may be used. */
  opening: number;
  opening_until: number;
  /** Until when the pace is that of the window of an opening. */
  opened_until: number;
}

/** Used in the steady state, of what is allowed. The rest pays for slack and tolerance. */
const UTILIZATION = 0.97;
/** Of a window's requests, those that may leave at once after a window of silence: a small workspace is read in seconds. */
const OPENING_SHARE = 1 / 3;
/** How long an opening may be used, as a part of the window. */
const OPENING_TIME = 1 / 6;
const LEAST_SHARE = 1 / 16;
const SHARE_PER_ANSWER = 1 / 100;

export function paceOf(limits: Limits): Pace {
  const window_ms = limits.window_ms + limits.slack_ms;
  const interval_ms = limits.window_ms / (UTILIZATION * limits.requests);
  const paced = window_ms / interval_ms;
  // A window of that pace holds `tolerated + floor(paced)` at most: together they must not pass the limit.
  const tolerated = Math.max(1, limits.requests - Math.floor(paced));
  const opening = Math.floor(paced * OPENING_SHARE);
  return {
    window_ms,
    interval_ms,
    tolerance_ms: (tolerated - 1) * interval_ms,
    opening,
    opening_interval_ms: window_ms / (paced - opening),
  };
}

/**
 * A budget of which nothing is known, as after a restart: the process before may have used all of it until now. So it
 * starts with nothing in hand, and with an opening only after a window of silence of its own.
 * @param silent_since since when it is certain that nobody has sent a request
 */
export function newBudget(pace: Pace, now: number, silent_since: number): BudgetState {
  return {
    seen: now,
    due: now + pace.tolerance_ms,
    share: 1,
    frozen_until: 0,
    last: silent_since,
    opening: 0,
    opening_until: 0,
    opened_until: 0,
  };
}

/** Takes one request from the budget where `wait_ms` is 0; else nothing is taken: ask again after that long. */
export function takeOne(before: BudgetState, now: number, pace: Pace): { state: BudgetState; wait_ms: number } {
  const state = settleOpening(atTime(before, now), pace);
  if (state.frozen_until > now) return { state, wait_ms: state.frozen_until - now };
  const wait_ms = state.due - pace.tolerance_ms - now;
  if (wait_ms <= 0) {
    const full = now < state.opened_until ? pace.opening_interval_ms : pace.interval_ms;
    return { state: { ...state, due: Math.max(state.due, now) + full / state.share, last: now }, wait_ms: 0 };
  }
  if (state.opening > 0) {
    const opened_until = now + pace.window_ms;
    return { state: { ...state, opening: state.opening - 1, opened_until, last: now }, wait_ms: 0 };
  }
  return { state, wait_ms };
}

/** Nothing leaves for that long, and what comes first then comes alone: it is the probe. */
export function freeze(before: BudgetState, now: number, for_ms: number, pace: Pace): BudgetState {
  const state = atTime(before, now);
  const frozen_until = Math.max(state.frozen_until, now + for_ms);
  return { ...state, frozen_until, due: Math.max(state.due, frozen_until + pace.tolerance_ms) };
}

/** Notion refused: half the pace. What was under way together is refused together, so not again while frozen. */
export function refused(before: BudgetState, now: number): BudgetState {
  const state = atTime(before, now);
  if (state.frozen_until > now) return state;
  return { ...state, share: Math.max(LEAST_SHARE, state.share / 2), opening: 0 };
}

/** Notion answered: a little of the pace comes back. */
export function answered(before: BudgetState, now: number): BudgetState {
  const state = atTime(before, now);
  if (state.share === 1 || state.frozen_until > now) return state;
  return { ...state, share: Math.min(1, state.share + SHARE_PER_ANSWER) };
}

/** Opens after a window of silence; ends an opening whose time is over, and its slower pace if none of it was used. */
function settleOpening(state: BudgetState, pace: Pace): BudgetState {
  const now = state.seen;
  if (state.opening > 0 && now >= state.opening_until) {
    return { ...state, opening: 0, ...(state.opening === pace.opening ? { opened_until: now } : {}) };
  }
  if (now - state.last <= pace.window_ms || state.frozen_until > now || state.share < 1) return state;
  return {
    ...state,
    opening: pace.opening,
    opening_until: now + pace.window_ms * OPENING_TIME,
    // From the start, not only from its first use: what leaves meanwhile must fit beside all of it.
    opened_until: now + pace.window_ms,
  };
}

/** A clock that was set back takes all that was planned with it: else everybody would wait until it has caught up. */
function atTime(state: BudgetState, now: number): BudgetState {
  const back = state.seen - now;
  if (back <= 0) return { ...state, seen: now };
  return {
    ...state,
    seen: now,
    due: state.due - back,
    frozen_until: state.frozen_until - back,
    last: state.last - back,
    opening_until: state.opening_until - back,
    opened_until: state.opened_until - back,
  };
}
