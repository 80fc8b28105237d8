import { setTimeout as timeout } from 'node:timers/promises';

/** Time for waiting: it never jumps, and a test can let it fly. The time of day, for people, is the platform's `Clock`. */
export interface Time {
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** @throws the signal's reason once it is aborted */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** From 0 to below 1. */
  random(): number;
}

/** The longest that a timer of Node takes; a longer one fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemTime: Time = {
  now: () => performance.now(),
  random: Math.random,
  async sleep(ms, signal) {
    try {
      await timeout(Math.min(ms, LONGEST_TIMER_MS), undefined, signal ? { signal } : {});
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};
