import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Cache } from '../../src/modules/cache/cache.js';

export interface OpenCache {
  cache: Cache;
  /** Lets that much time pass for the cache. */
  pass: (seconds: number) => Promise<void>;
  close: () => Promise<void>;
}

/** What every driver of the cache's port does. */
export function cacheContract(name: string, open: () => Promise<OpenCache>): void {
  describe(`the cache: ${name}`, () => {
    let opened: OpenCache;
    let cache: Cache;
    const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
    const textOf = (value: Uint8Array | null): string | null => value && Buffer.from(value).toString();

    beforeEach(async () => {
      opened = await open();
      cache = opened.cache;
    });
    afterEach(() => opened.close());

    it('gives back what was set, as bytes, until it is deleted', async () => {
      const every = Uint8Array.from({ length: 256 }, (_, n) => n);
      await cache.set('key', every, 60);
      expect(Buffer.from((await cache.get('key'))!).equals(Buffer.from(every))).toBe(true);
      await cache.delete('key');
      await cache.delete('key');
      expect(await cache.get('key')).toBeNull();
    });

    it('tells an empty value from a missing one', async () => {
      await cache.set('empty', new Uint8Array(0), 60);
      expect(await cache.get('empty')).toHaveLength(0);
      expect(await cache.get('missing')).toBeNull();
      let made = 0;
      await cache.through('empty', 60, async () => {
        made += 1;
        return bytes('made');
      });
      expect(made).toBe(0);
    });

    it('forgets after the time to live, counted from the last set', async () => {
      await cache.set('key', bytes('one'), 2);
      await opened.pass(1.5);
      await cache.set('key', bytes('two'), 2);
      await opened.pass(1.5);
      expect(textOf(await cache.get('key'))).toBe('two');
      await opened.pass(1);
      expect(await cache.get('key')).toBeNull();
    });

    it('does not keep what has no time to live', async () => {
      await cache.set('key', bytes('one'), 60);
      await cache.set('key', bytes('two'), 0);
      expect(await cache.get('key')).toBeNull();
    });

    it('makes a missing value once for all who ask at the same time, and keeps it', async () => {
      let made = 0;
      const make = async (): Promise<Uint8Array> => {
        made += 1;
        await new Promise(setImmediate);
        return bytes(`made ${made}`);
      };
      const values = await Promise.all(Array.from({ length: 50 }, () => cache.through('key', 60, make)));
      expect(new Set(values.map(textOf))).toEqual(new Set(['made 1']));
      expect(textOf(await cache.through('key', 60, make))).toBe('made 1');
      expect(textOf(await cache.get('key'))).toBe('made 1');
      expect(textOf(await cache.through('other', 60, make))).toBe('made 2');
    });

    it('tells all who wait of a failure, and makes anew for the next', async () => {
      let made = 0;
      const fail = async (): Promise<Uint8Array> => {
        made += 1;
        await new Promise(setImmediate);
        throw new Error('no snapshot');
      };
      const waiting = await Promise.allSettled([cache.through('key', 60, fail), cache.through('key', 60, fail)]);
      expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(made).toBe(1);
      expect(textOf(await cache.through('key', 60, async () => bytes('made')))).toBe('made');
    });

    it('takes a maker that throws at once as a failure too', async () => {
      const thrown = cache.through('key', 60, () => {
        throw new Error('at once');
      });
      await expect(thrown).rejects.toThrow('at once');
      expect(textOf(await cache.through('key', 60, async () => bytes('made')))).toBe('made');
    });
  });
}
