/**
 * The requests that a connection may send, shared by all who read through it: first come, first served. In memory for
 * one process; workers that share it through Redis keep the same state machine (`core/notion/limits/budget.ts`) there,
 * and while Redis is away each keeps a budget in memory of its share of the limit, never of all of it.
 */
export interface RateBudget {
  /**
   * Resolves when a request may leave, which must then leave at once. Callers of one key in order.
   * @throws the signal's reason once it is aborted; then nothing is taken
   */
  take(key: string, signal?: AbortSignal): Promise<void>;
  /** Nobody takes for that long: a duration, because processes share no monotonic clock. A longer freeze stays. */
  freeze(key: string, for_ms: number): Promise<void>;
  /** How a request ended: a refusal (429, 529) halves the pace, answers add it back. Report before freezing. */
  observe(key: string, outcome: 'answered' | 'refused'): void;
}
