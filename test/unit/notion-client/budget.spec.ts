import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  answered,
  type BudgetState,
  freeze,
  type Limits,
  newBudget,
  paceOf,
  refused,
  takeOne,
} from '../../../src/core/notion/limits/budget.js';

const MINUTE = 60_000;
const limitsOf = (requests: number): Limits => ({ requests, window_ms: MINUTE, slack_ms: 1_000 });

/** The most requests in any window of that length. */
function fullest(sent: readonly number[], window_ms: number): number {
  let most = 0;
  for (let end = 0, start = 0; end < sent.length; end++) {
    while (sent[end]! - sent[start]! >= window_ms) start++;
    most = Math.max(most, end - start + 1);
  }
  return most;
}

/** What a waiting caller does until its request has left. */
function takeWhen(state: BudgetState, now: number, limits: Limits): { state: BudgetState; now: number } {
  const pace = paceOf(limits);
  for (let looks = 0; looks < 10; looks++) {
    const taken = takeOne(state, now, pace);
    state = taken.state;
    if (taken.wait_ms === 0) return { state, now };
    now += taken.wait_ms;
  }
  throw new Error('never let go');
}

type Event = { wait: number; burst: number } | { freeze: number } | { refused: true } | { answered: number };

const events: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ wait: fc.integer({ min: 0, max: 90_000 }), burst: fc.nat(400) }) },
    { weight: 3, arbitrary: fc.record({ wait: fc.integer({ min: 0, max: 500 }), burst: fc.nat(30) }) },
    // A trickle that opens after silence, then what uses the opening late.
    {
      weight: 3,
      arbitrary: fc.record({ wait: fc.integer({ min: 61_000, max: 63_000 }), burst: fc.integer({ min: 1, max: 3 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ wait: fc.integer({ min: 0, max: 11_000 }), burst: fc.integer({ min: 60, max: 400 }) }),
    },
    { weight: 1, arbitrary: fc.record({ freeze: fc.nat(120_000) }) },
    { weight: 1, arbitrary: fc.constant<Event>({ refused: true }) },
    { weight: 1, arbitrary: fc.record({ answered: fc.nat(200) }) },
  ),
  { maxLength: 25 },
);

/** When requests leave, of callers who come as the events say. */
function sendAll(limits: Limits, script: readonly Event[], silent_since: number): number[] {
  const pace = paceOf(limits);
  let now = 0;
  let state = newBudget(pace, now, silent_since);
  const sent: number[] = [];
  for (const event of script) {
    if ('wait' in event) {
      now += event.wait;
      for (let left = event.burst; left > 0; left--) {
        ({ state, now } = takeWhen(state, now, limits));
        sent.push(now);
      }
    } else if ('freeze' in event) state = freeze(state, now, event.freeze, pace);
    else if ('refused' in event) state = refused(state, now);
    else for (let left = event.answered; left > 0; left--) state = answered(state, now);
  }
  return sent;
}

describe('the budget', () => {
  it('never lets more than the limit go in any window, slack included, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 700 }),
        events,
        fc.constantFrom(0, -MINUTE, -10 * MINUTE),
        (n, script, silent) => {
          const limits = limitsOf(n);
          // A hair's breadth for the sums of floating point numbers.
          expect(fullest(sendAll(limits, script, silent), MINUTE + limits.slack_ms - 0.001)).toBeLessThanOrEqual(n);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('uses 95 % of what is allowed while there is demand', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_200 }), (requests) => {
        const limits = limitsOf(requests);
        let now = 0;
        let state = newBudget(paceOf(limits), now, 0);
        let sent = 0;
        for (; sent < requests * 30; sent++) ({ state, now } = takeWhen(state, now, limits));
        expect(sent / (now / MINUTE)).toBeGreaterThanOrEqual(0.95 * requests);
      }),
      { numRuns: 60 },
    );
  });

  it('lets a third of a window go at once after a window of silence, and pays for it within the window', () => {
    const limits = limitsOf(180);
    const sent = sendAll(limits, [{ wait: 2 * MINUTE, burst: 360 }], 0);
    const at_once = sent.filter((time) => time === sent[0]).length;
    expect(at_once).toBe(61);
    expect(fullest(sent, MINUTE)).toBeLessThanOrEqual(180);
    expect(sent.filter((time) => time < sent[0]! + MINUTE).length).toBeGreaterThanOrEqual(0.95 * 180);
  });

  it('lets nothing go at once while the pace is still coming back after a refusal', () => {
    const limits = limitsOf(180);
    const sent = sendAll(limits, [{ refused: true }, { wait: 2 * MINUTE, burst: 20 }], 0);
    expect(sent.at(-1)! - sent[0]!).toBeGreaterThan(10_000);
  });

  it('starts with nothing in hand: a process that keeps dying does not send more than one that lives', () => {
    const limits = limitsOf(180);
    const sent = sendAll(limits, [{ wait: 3 * MINUTE, burst: 600 }], 0);
    for (let restart = 0; restart < 20; restart++) {
      let now = sent.at(-1)! + 350;
      let state = newBudget(paceOf(limits), now, now);
      for (let request = 0; request < 10; request++) {
        ({ state, now } = takeWhen(state, now, limits));
        sent.push(now);
      }
    }
    expect(fullest(sent, MINUTE + limits.slack_ms)).toBeLessThanOrEqual(180);
  });

  it('lets nothing go while frozen, and then one alone', () => {
    const limits = limitsOf(600);
    const pace = paceOf(limits);
    const state = freeze(newBudget(pace, 0, 0), 0, 30_000, pace);
    expect(takeOne(state, 29_999, pace).wait_ms).toBeCloseTo(1, 6);
    const probe = takeOne(state, 30_000, pace);
    expect(probe.wait_ms).toBe(0);
    expect(takeOne(probe.state, 30_000, pace).wait_ms).toBeGreaterThan(50);
  });

  it('keeps the longer of two freezes', () => {
    const pace = paceOf(limitsOf(180));
    const long = freeze(newBudget(pace, 0, 0), 0, 60_000, pace);
    expect(takeOne(freeze(long, 10, 1_000, pace), 20, pace).wait_ms).toBeCloseTo(59_980, 6);
  });

  it('halves the pace at a refusal, once for those that were under way together, and adds it back by answers', () => {
    const pace = paceOf(limitsOf(180));
    let state = refused(newBudget(pace, 0, 0), 0);
    state = freeze(state, 0, 1_000, pace);
    for (let late = 0; late < 15; late++) state = refused(state, 500);
    expect(state.share).toBe(0.5);
    for (let late = 0; late < 15; late++) state = answered(state, 500);
    expect(state.share).toBe(0.5);
    for (let next = 0; next < 25; next++) state = answered(state, 2_000);
    expect(state.share).toBeCloseTo(0.75, 6);
    for (let next = 0; next < 100; next++) state = answered(state, 3_000);
    expect(state.share).toBe(1);
  });

  it('keeps probing at a sixteenth of the pace when it is refused again and again', () => {
    const pace = paceOf(limitsOf(180));
    let state = newBudget(pace, 0, 0);
    for (let time = 0; time < 20; time++) state = refused(state, time);
    expect(state.share).toBe(1 / 16);
  });

  it('goes on when the clock is set back, neither in a burst nor after a wait', () => {
    const limits = limitsOf(180);
    const pace = paceOf(limits);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 * 365 * 24 * 60 * MINUTE }),
        fc.integer({ min: 1, max: 300 }),
        (back, when) => {
          let now = 0;
          let state = newBudget(pace, now, 0);
          for (let sent = 0; sent < when; sent++) ({ state, now } = takeWhen(state, now, limits));
          const set_back = now - back;
          const steady = takeWhen(state, now, limits).now - now;
          const after = takeWhen(state, set_back, limits).now - set_back;
          expect(after).toBeCloseTo(steady, 1);
        },
      ),
    );
  });

  it('gives no more than an opening for a clock that is set forward', () => {
    const limits = limitsOf(180);
    const pace = paceOf(limits);
    let now = 0;
    let state = newBudget(pace, now, 0);
    for (let sent = 0; sent < 300; sent++) ({ state, now } = takeWhen(state, now, limits));
    now += 24 * 60 * MINUTE;
    let at_once = 0;
    for (; ; at_once++) {
      const taken = takeOne(state, now, pace);
      state = taken.state;
      if (taken.wait_ms > 0) break;
    }
    expect(at_once).toBeLessThanOrEqual(62);
  });
});
