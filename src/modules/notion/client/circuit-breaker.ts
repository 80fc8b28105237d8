import {
  abandoned,
  ask,
  type BreakerRules,
  type BreakerState,
  CLOSED,
  failed,
  succeeded,
  waitOf,
} from '../../../core/notion/limits/breaker.js';
import type { Clock } from '../../../platform/clock.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { Time } from './time.js';

/** For "Notion is not answering; the last graph is from HH:MM; next try at HH:MM". Times of day in ISO 8601. */
export interface BreakerStatus {
  state: BreakerState['state'];
  /** Since when Notion has been answering (`closed`) or not answering (else). */
  since: string;
  next_try_at: string | null;
}

/** The circuit breaker of one connection. It waits by monotonic time; the time of day is only told. */
export class CircuitBreaker {
  private breaker: BreakerState = CLOSED;
  private since: Date;

  constructor(
    private readonly rules: BreakerRules,
    private readonly time: Time,
    private readonly clock: Clock,
  ) {
    this.since = clock.now();
  }

  /** @returns whether this call is the probe, which must end in `leave`. @throws AppError `notion_unavailable` */
  enter(): boolean {
    const { state, verdict } = ask(this.breaker, this.time.now());
    this.become(state);
    if (verdict === 'refuse') throw this.unavailable();
    return verdict === 'probe';
  }

  /** For a call that is under way: no sense in going on while it is open. @throws AppError `notion_unavailable` */
  check(): void {
    if (this.breaker.state !== 'closed') throw this.unavailable();
  }

  succeeded(): void {
    this.become(succeeded());
  }

  failed(probe: boolean): void {
    this.become(failed(this.breaker, this.time.now(), probe, this.rules));
  }

  /** The probe has ended. Where that told nothing (its caller cancelled it), the next call is the probe. */
  leave(): void {
    this.become(abandoned(this.breaker, this.time.now()));
  }

  status(): BreakerStatus {
    const wait_ms = waitOf(this.breaker, this.time.now());
    const { state } = this.breaker;
    const next = state === 'closed' ? null : new Date(this.clock.now().getTime() + wait_ms).toISOString();
    return { state, since: this.since.toISOString(), next_try_at: next };
  }

  private become(next: BreakerState): void {
    if ((next.state === 'closed') !== (this.breaker.state === 'closed')) this.since = this.clock.now();
    this.breaker = next;
  }

  private unavailable(): AppError {
    const { since, next_try_at } = this.status();
    return new AppError('notion_unavailable', {
      detail: `Notion has not been answering since ${since}. Next try at ${next_try_at ?? 'once'}.`,
      // At least a second: to come back at once would only be refused again.
      retryAfter: Math.max(1, Math.ceil(waitOf(this.breaker, this.time.now()) / 1000)),
      extra: { since, next_try_at },
    });
  }
}
