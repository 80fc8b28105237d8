/**
 * At most so many at once, first come, first served. Enough that the time an answer takes does not hold back the pace
 * (10 a second at 1.6 s each), few enough that a burst is no flood.
 */
export class InFlight {
  private free: number;
  private readonly waiting = new Set<() => void>();

  constructor(limit: number) {
    this.free = limit;
  }

  /** @returns gives the place back; once. @throws the signal's reason once it is aborted */
  async enter(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.free > 0) this.free -= 1;
    else await this.turn(signal);
    return () => this.leave();
  }

  /** The place goes from hand to hand: nobody who comes meanwhile gets ahead. */
  private leave(): void {
    const [next] = this.waiting;
    if (next) next();
    else this.free += 1;
  }

  private turn(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const give = (): void => {
        this.waiting.delete(give);
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const abort = (): void => {
        this.waiting.delete(give);
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.waiting.add(give);
    });
  }
}
