import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Clock } from '../../src/platform/clock.js';
import { type Lease, Leases } from '../../src/platform/store/leases.js';
import type { OpenStore } from './store.contract.js';

/** Leases over any driver of the store, by a clock that jumps. */
export function leasesContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`leases: ${name}`, () => {
    let opened: OpenStore;
    let leases: Leases;
    let now: number;
    const clock: Clock = { now: () => new Date(now) };

    beforeEach(async () => {
      now = Date.parse('2026-01-01T00:00:00Z');
      opened = await open();
      leases = new Leases(opened.store, clock);
    });
    afterEach(() => opened.close());

    it('have one holder at a time', async () => {
      expect(await leases.acquire('import', 'a', 1_000)).toEqual({ name: 'import', holder: 'a', fence: 1 });
      expect(await leases.acquire('import', 'b', 1_000)).toBeNull();
      expect(await leases.acquire('another', 'b', 1_000)).not.toBeNull();
    });

    it('have one winner of a hundred, whether the lease is new or expired', async () => {
      for (const fence of [1, 2]) {
        const tries = await Promise.all(
          Array.from({ length: 100 }, (_, n) => leases.acquire('import', `holder ${fence} ${n}`, 1_000)),
        );
        const winners = tries.filter((lease) => lease !== null);
        expect(winners).toHaveLength(1);
        expect(winners[0]!.fence).toBe(fence);
        now += 1_000;
      }
    });

    it('are taken over at the moment they expire, not before, and the loser learns it', async () => {
      const first = (await leases.acquire('import', 'a', 1_000))!;
      now += 999;
      expect(await leases.acquire('import', 'b', 1_000)).toBeNull();
      now += 1;
      const second = (await leases.acquire('import', 'b', 1_000))!;
      expect(second.fence).toBeGreaterThan(first.fence);
      expect(await leases.renew(first, 1_000)).toBe(false);
      await leases.release(first);
      expect(await leases.acquire('import', 'c', 1_000)).toBeNull();
    });

    it('last as long as they are renewed, with the same fence', async () => {
      const lease = (await leases.acquire('import', 'a', 1_000))!;
      for (let n = 0; n < 5; n += 1) {
        now += 900;
        expect(await leases.renew(lease, 1_000)).toBe(true);
      }
      expect(await leases.acquire('import', 'b', 1_000)).toBeNull();
    });

    it('count their fence upwards through releases, takeovers and a clock that goes back', async () => {
      const fences: number[] = [];
      const keep = (lease: Lease | null): Lease => {
        fences.push(lease!.fence);
        return lease!;
      };
      await leases.release(keep(await leases.acquire('import', 'a', 1_000)));
      keep(await leases.acquire('import', 'b', 1_000));
      now += 86_400_000;
      await leases.release(keep(await leases.acquire('import', 'c', 1_000)));
      now -= 86_400_000;
      keep(await leases.acquire('import', 'd', 1_000));
      leases = new Leases(await opened.reopen(), clock);
      keep(await leases.acquire('import', 'd', 1_000));
      expect(fences).toEqual([1, 2, 3, 4, 5]);
    });
  });
}
