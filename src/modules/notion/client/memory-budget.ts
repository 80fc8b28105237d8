import {
  answered,
  type BudgetState,
  freeze,
  type Limits,
  newBudget,
  type Pace,
  paceOf,
  refused,
  takeOne,
} from '../../../core/notion/limits/budget.js';
import type { RateBudget } from './rate-budget.js';
import { systemTime, type Time } from './time.js';

interface Line {
  state: BudgetState;
  /** In order of arrival. */
  waiting: Set<() => void>;
  /** Ends the sleep of the loop that serves those who wait; null where none runs. */
  serving: AbortController | null;
}

/** Above this many keys, those that have been silent for long are forgotten. */
const MANY_KEYS = 1_000;

/** Budgets in this process's memory. */
export class MemoryBudget implements RateBudget {
  private readonly lines = new Map<string, Line>();
  private readonly pace: Pace;
  private readonly started: number;

  constructor(
    limits: Limits,
    private readonly time: Time = systemTime,
  ) {
    this.pace = paceOf(limits);
    this.started = time.now();
  }

  take(key: string, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(reasonOf(signal));
    const line = this.line(key);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        line.waiting.delete(go);
        if (line.waiting.size === 0) line.serving?.abort();
        if (signal) reject(reasonOf(signal));
      };
      const go = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      signal?.addEventListener('abort', leave, { once: true });
      line.waiting.add(go);
      if (!line.serving) void this.serve(line);
    });
  }

  freeze(key: string, for_ms: number): Promise<void> {
    const line = this.line(key);
    line.state = freeze(line.state, this.time.now(), for_ms, this.pace);
    return Promise.resolve();
  }

  observe(key: string, outcome: 'answered' | 'refused'): void {
    const line = this.line(key);
    const change = outcome === 'answered' ? answered : refused;
    line.state = change(line.state, this.time.now());
  }

  /** One loop a key lets those who wait go, in order; it looks again after every sleep, as a freeze may have come. */
  private async serve(line: Line): Promise<void> {
    const stop = new AbortController();
    line.serving = stop;
    for (const next of this.inOrder(line)) {
      const { state, wait_ms } = takeOne(line.state, this.time.now(), this.pace);
      line.state = state;
      if (wait_ms === 0) {
        line.waiting.delete(next);
        next();
        continue;
      }
      try {
        await this.time.sleep(wait_ms, stop.signal);
      } catch {
        break; // Nobody waits any more.
      }
    }
    line.serving = null;
    // Somebody may have come between the last one's leaving and the end of the sleep.
    if (line.waiting.size > 0) void this.serve(line);
  }

  /** The first of those who wait, again and again. */
  private *inOrder(line: Line): Generator<() => void> {
    for (;;) {
      const [first] = line.waiting;
      if (!first) return;
      yield first;
    }
  }

  private line(key: string): Line {
    const known = this.lines.get(key);
    if (known) return known;
    if (this.lines.size >= MANY_KEYS) this.forgetSilent();
    const line: Line = {
      state: newBudget(this.pace, this.time.now(), this.started),
      waiting: new Set(),
      serving: null,
    };
    this.lines.set(key, line);
    return line;
  }

  private forgetSilent(): void {
    const now = this.time.now();
    for (const [key, { state, waiting }] of this.lines) {
      const silent = now - Math.max(state.last, state.frozen_until) > 10 * this.pace.window_ms;
      if (silent && waiting.size === 0) this.lines.delete(key);
    }
  }
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted', { cause: signal.reason });
}
