import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock } from '../clock.js';
import { AppError } from '../errors/app-error.js';
import { type Collection, DuplicateKeyError, STORE, type Store } from './store.js';

interface LeaseDocument {
  _id: string;
  holder: string;
  /** Grows with every new holder: a writer that carries an older one has lost the lease. */
  fence: number;
  /** Milliseconds since the epoch. */
  expires_at: number;
}

export interface Lease {
  name: string;
  holder: string;
  fence: number;
}

const HOLD_MS = 30_000;
const LOOK_MS = 100;

/** Told apart from every other conflict that the work itself may meet. */
class LeaseTaken extends AppError {
  constructor() {
    super('conflict', { detail: 'The same work is being done already.' });
  }
}

/** Exclusive rights by name, across processes: one holder at a time, taken over once it has expired. */
@Injectable()
export class Leases implements OnModuleInit {
  private readonly leases: Collection<LeaseDocument>;

  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.leases = store.collection<LeaseDocument>('leases');
  }

  /** A killed process cannot release: where nobody else can be alive, its leases end here and not by their expiry. */
  async onModuleInit(): Promise<void> {
    if (this.store.exclusive) await this.leases.updateMany({}, { $set: { holder: '', expires_at: 0 } });
  }

  /**
   * Runs `work` while holding the lease, renewing it meanwhile. `signal` is aborted when the lease is lost or when
   * `outer` is: stop writing then.
   * @throws AppError `conflict` where somebody else holds it
   */
  async hold<T>(
    name: string,
    work: (lease: Lease, signal: AbortSignal) => Promise<T>,
    outer?: AbortSignal,
  ): Promise<T> {
    const lease = await this.acquire(name, randomUUID(), HOLD_MS);
    if (!lease) throw new LeaseTaken();
    const lost = new AbortController();
    const renewal = setInterval(() => {
      this.renew(lease, HOLD_MS).then(
        (held) => {
          if (!held) lost.abort(new AppError('conflict', { detail: 'The lease was lost.' }));
        },
        () => undefined, // The store is away: the lease runs out by itself, and the next renewal finds out.
      );
    }, HOLD_MS / 3);
    try {
      return await work(lease, outer ? AbortSignal.any([outer, lost.signal]) : lost.signal);
    } finally {
      clearInterval(renewal);
      await this.release(lease);
    }
  }

  /** As `hold`, but waits while somebody else holds it, until `outer` is aborted. */
  async holdWhenFree<T>(
    name: string,
    work: (lease: Lease, signal: AbortSignal) => Promise<T>,
    outer: AbortSignal,
  ): Promise<T> {
    for (;;) {
      outer.throwIfAborted();
      try {
        return await this.hold(name, work, outer);
      } catch (error) {
        if (!(error instanceof LeaseTaken)) throw error;
        await delay(LOOK_MS, undefined, { signal: outer });
      }
    }
  }

  /** @returns the lease, or null while somebody else holds it. */
  async acquire(name: string, holder: string, milliseconds: number): Promise<Lease | null> {
    const now = this.clock.now().getTime();
    const taken = await this.leases.update(
      { _id: name, $or: [{ expires_at: { $lte: now } }, { holder }] },
      { $set: { holder, expires_at: now + milliseconds }, $inc: { fence: 1 } },
    );
    if (taken) return { name, holder, fence: taken.fence };
    try {
      await this.leases.insert({ _id: name, holder, fence: 1, expires_at: now + milliseconds });
      return { name, holder, fence: 1 };
    } catch (error) {
      if (error instanceof DuplicateKeyError) return null;
      throw error;
    }
  }

  /** @returns false where the lease was lost: stop writing at once. */
  async renew(lease: Lease, milliseconds: number): Promise<boolean> {
    const expires_at = this.clock.now().getTime() + milliseconds;
    const renewed = await this.leases.update(
      { _id: lease.name, holder: lease.holder, fence: lease.fence },
      { $set: { expires_at } },
    );
    return renewed !== null;
  }

  /** The row stays, expired, so that the fencing number never goes back. */
  async release(lease: Lease): Promise<void> {
    await this.leases.update(
      { _id: lease.name, holder: lease.holder, fence: lease.fence },
      { $set: { holder: '', expires_at: 0 } },
    );
  }
}
