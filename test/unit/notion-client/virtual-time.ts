import { setImmediate } from 'node:timers/promises';
import type { Time } from '../../../src/modules/notion/client/time.js';

/** Numbers from 0 to below 1, the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Sleeper {
  wakes_at: number;
  wake(): void;
}

/** Time that stands still until it is told to run. Its timers wake up to 3 ms late, as real ones do. */
export class VirtualTime implements Time {
  readonly random: () => number;
  private time = 0;
  private readonly sleepers = new Set<Sleeper>();

  constructor(seed = 1) {
    this.random = seeded(seed);
  }

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const sleeper = {
        wakes_at: this.time + ms + 3 * this.random(),
        wake: (): void => {
          this.sleepers.delete(sleeper);
          signal?.removeEventListener('abort', stop);
          resolve();
        },
      };
      const stop = (): void => {
        this.sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', stop, { once: true });
      this.sleepers.add(sleeper);
    });
  }

  /** Lets everything happen that happens within so many milliseconds. */
  async run(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await setImmediate();
      const next = [...this.sleepers].reduce<Sleeper | null>(
        (first, one) => (first && first.wakes_at <= one.wakes_at ? first : one),
        null,
      );
      if (!next || next.wakes_at > end) break;
      this.time = Math.max(this.time, next.wakes_at);
      next.wake();
    }
    this.time = end;
  }
}

/** Time in which nobody waits: a sleep moves the clock and is over. For tests over real sockets. */
export class FlyingTime implements Time {
  /** Jitter at its most, so that waits are what they can be at most. */
  random = (): number => 0.999_999;
  readonly slept: number[] = [];
  private time = 0;

  now(): number {
    return this.time;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(ms);
    this.time += ms;
    await setImmediate();
    signal?.throwIfAborted();
  }

  pass(ms: number): void {
    this.time += ms;
  }
}

/** A promise, and what resolves it. */
export function gate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}
