import { Client } from '@notionhq/client';
import type { z } from 'zod';
import { backoff, pause } from '../../../core/notion/limits/retry.js';
import type { AppError } from '../../../platform/errors/app-error.js';
import { boundedFetch } from './bounded-fetch.js';
import { type BreakerStatus, CircuitBreaker } from './circuit-breaker.js';
import type { ClientSettings, NotionRoute } from './client-settings.js';
import { exhausted, Fault, isUnread, revoked, toFault } from './faults.js';
import { InFlight } from './in-flight.js';
import type { Reason, RequestLedger } from './request-ledger.js';
import type { Token, TokenSource } from './token-source.js';

/** notion-api.md §1. */
const NOTION_VERSION = '2026-03-11';
/** Reconnecting may kill a pair at once (notion-api.md §10), but a call does not chase new tokens for ever. */
const MOST_RENEWALS = 3;
/** Other faults than refusals may come with a Retry-After; it delays that call alone, and not for long. */
const LONGEST_SERVER_DELAY_MS = 60_000;

/** One request as its caller sees it, however often it has to be sent. All are reads, so each may be repeated. */
export interface Call<T> {
  route: NotionRoute;
  reason: Reason;
  /** Whether it goes on from a cursor, which may have expired. */
  has_cursor: boolean;
  send(client: Client): Promise<unknown>;
  /** What we depend on in the answer: one without it was garbled on its way. */
  answer: z.ZodType<T>;
}

/** Who counts a call's requests and who may cancel it. */
export interface CallContext {
  ledger: RequestLedger;
  signal: AbortSignal | undefined;
}

/** How far a call has got. */
interface Progress {
  /** Whether it was let through an open breaker to see whether Notion is back. */
  probe: boolean;
  sent: number;
  faults: number;
  refusals: number;
  refused_since: number | null;
  renewals: number;
  /** In requests and backoff; waiting for one's turn does not count. */
  spent_ms: number;
}

type Sent<T> = { value: T } | { fault: Fault } | { error: AppError };

/**
 * The way to Notion of one connection, shared by all that read through it in this process: its requests under way, its
 * circuit breaker, and its key in the budget.
 */
export class ConnectionLine {
  private readonly in_flight: InFlight;
  private readonly breaker: CircuitBreaker;
  /** Refusals in a row, those of requests that were under way together counted once, and when the last one came. */
  private refusals = 0;
  private refused_at = -Infinity;

  constructor(
    private readonly key: string,
    private readonly tokens: TokenSource,
    private readonly settings: ClientSettings,
  ) {
    this.in_flight = new InFlight(settings.rules.in_flight);
    this.breaker = new CircuitBreaker(settings.rules.breaker, settings.time, settings.clock);
  }

  status(): BreakerStatus {
    return this.breaker.status();
  }

  /** @throws AppError `notion_…` or `connection_revoked`; what the token source throws; the signal's reason */
  async call<T>(call: Call<T>, context: CallContext): Promise<T> {
    const probe = this.breaker.enter();
    try {
      return await this.untilAnswered(call, context, probe);
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      if (thrown.kind !== 'rate_limited') this.breaker.failed(probe);
      // The call at which it opens does not tell of a fault in what it asked for: its caller is to stop as well.
      this.breaker.check();
      throw exhausted(thrown);
    } finally {
      if (probe) this.breaker.leave();
    }
  }

  /** @throws Fault when it gives up */
  private async untilAnswered<T>(call: Call<T>, context: CallContext, probe: boolean): Promise<T> {
    const progress: Progress = {
      probe,
      sent: 0,
      faults: 0,
      refusals: 0,
      refused_since: null,
      renewals: 0,
      spent_ms: 0,
    };
    for (;;) {
      const { sent, token } = await this.attempt(call, context, progress);
      if ('value' in sent) return sent.value;
      if ('error' in sent) throw sent.error;
      const { fault } = sent;
      if (fault.kind === 'unauthorized') await this.renew(token, progress);
      else if (fault.kind === 'rate_limited' || fault.kind === 'overloaded') this.bearRefusal(fault, progress);
      else await this.backOff(fault, progress, context.signal);
      if (!probe) this.breaker.check();
    }
  }

  private async attempt<T>(
    call: Call<T>,
    context: CallContext,
    progress: Progress,
  ): Promise<{ sent: Sent<T>; token: Token }> {
    const { time, budget, on_request } = this.settings;
    const asked_at = time.now();
    const leave = await this.in_flight.enter(context.signal);
    try {
      // Before the budget: a request whose turn it is leaves at once.
      const token = await this.tokens.current();
      await budget.take(this.key, context.signal);
      const sent_at = time.now();
      context.ledger.sent(call.reason, progress.sent > 0);
      progress.sent += 1;
      const { sent, status } = await this.send(call, token, context.signal);
      const ms = time.now() - sent_at;
      progress.spent_ms += ms;
      on_request?.({ route: call.route, status, wait_ms: sent_at - asked_at, ms });
      await this.takeNote(sent, sent_at, context.ledger);
      return { sent, token };
    } finally {
      leave();
    }
  }

  /** One HTTP request. @throws the signal's reason, and what nobody expected */
  private async send<T>(call: Call<T>, token: Token, signal: AbortSignal | undefined) {
    const { bounds } = this.settings.rules;
    const fetchBounded = boundedFetch(bounds, signal);
    let status = 0;
    const client = new Client({
      auth: token.access_token,
      baseUrl: this.settings.base_url,
      notionVersion: NOTION_VERSION,
      retry: false,
      // Its own timer is only for a fetch that never ends, which ours is not.
      timeoutMs: 2 * bounds.total_ms,
      // Its log lines hold paths with ids.
      logger: () => undefined,
      fetch: async (url, init) => {
        const answer = await fetchBounded(url, init);
        status = answer.status;
        return answer;
      },
    });
    const sent = await this.outcome(call, client);
    const unread = 'fault' in sent && isUnread(sent.fault.kind) ? sent.fault.kind : null;
    return { sent, status: unread ?? status };
  }

  private async outcome<T>(call: Call<T>, client: Client): Promise<Sent<T>> {
    try {
      const answer = call.answer.safeParse(await call.send(client));
      return answer.success ? { value: answer.data } : { fault: new Fault('garbled', { status: 200 }) };
    } catch (thrown) {
      const fault = toFault(thrown, call.has_cursor);
      return fault instanceof Fault ? { fault } : { error: fault };
    }
  }

  /** What an answer tells about Notion and our pace, whatever it is to its caller. */
  private async takeNote(sent: Sent<unknown>, sent_at: number, ledger: RequestLedger): Promise<void> {
    const { budget, time, rules } = this.settings;
    const kind = 'fault' in sent ? sent.fault.kind : 'answered';
    if (kind === 'answered' || kind === 'unauthorized') {
      this.refusals = 0;
      this.breaker.succeeded();
      budget.observe(this.key, 'answered');
    }
    if (!('fault' in sent) || (kind !== 'rate_limited' && kind !== 'overloaded')) return;
    ledger.refused();
    if (kind === 'rate_limited') this.breaker.succeeded();
    if (sent_at >= this.refused_at) this.refusals += 1;
    this.refused_at = time.now();
    budget.observe(this.key, 'refused');
    const freeze_ms = sent.fault.retry_after_ms ?? pause(this.refusals, rules.freeze, time.random());
    await budget.freeze(this.key, freeze_ms);
  }

  /** A token that was refused is renewed once; where the new one is refused too, the connection is at its end. */
  private async renew(token: Token, progress: Progress): Promise<void> {
    if (progress.renewals >= MOST_RENEWALS) throw revoked();
    if (progress.renewals > 0) {
      const { token_version } = await this.tokens.current();
      // Somebody may have connected again meanwhile: then the refused one was no longer the one to use.
      if (token_version === token.token_version) throw revoked();
    } else {
      await this.tokens.refresh(token.token_version);
    }
    progress.renewals += 1;
  }

  /** The wait is the budget's, which is frozen for everybody. */
  private bearRefusal(fault: Fault, progress: Progress): void {
    const { rules, time } = this.settings;
    progress.refusals += 1;
    progress.refused_since ??= time.now();
    const refused_ms = time.now() - progress.refused_since;
    if (progress.refusals >= rules.refusals || refused_ms > rules.refused_ms) throw fault;
    if (progress.probe && fault.kind === 'overloaded') throw fault;
  }

  private async backOff(fault: Fault, progress: Progress, signal: AbortSignal | undefined): Promise<void> {
    const { rules, time } = this.settings;
    progress.faults += 1;
    if (progress.probe || progress.faults >= rules.attempts) throw fault;
    const told_ms = Math.min(fault.retry_after_ms ?? 0, LONGEST_SERVER_DELAY_MS);
    const delay_ms = Math.max(told_ms, backoff(progress.faults, rules.backoff, time.random()));
    if (progress.spent_ms + delay_ms > rules.total_ms) throw fault;
    await time.sleep(delay_ms, signal);
    progress.spent_ms += delay_ms;
  }
}
