import { describe, expect, it } from '@jest/globals';
import { LruCache } from '../../src/modules/cache/lru-cache.js';
import { systemClock } from '../../src/platform/clock.js';
import { cacheContract } from './cache.contract.js';

cacheContract('LRU', async () => {
  let now = Date.parse('2026-01-01T00:00:00Z');
  return {
    cache: new LruCache({ max_bytes: 1_000_000, clock: { now: () => new Date(now) } }),
    pass: async (seconds) => {
      now += seconds * 1000;
    },
    close: async () => undefined,
  };
});

describe('the LRU cache', () => {
  it('holds no more than its bytes, and lets go of what was used longest ago', async () => {
    const cache = new LruCache({ max_bytes: 10_000, clock: systemClock });
    for (const key of ['a', 'b', 'c']) await cache.set(key, new Uint8Array(3_000), 60);
    await cache.get('a');
    await cache.set('d', new Uint8Array(3_000), 60);
    expect(await cache.get('a')).not.toBeNull();
    expect(await cache.get('b')).toBeNull();
  });

  it('does not hold what is larger than itself, and still gives it to who made it', async () => {
    const cache = new LruCache({ max_bytes: 1_000, clock: systemClock });
    expect(await cache.through('large', 60, async () => new Uint8Array(2_000))).toHaveLength(2_000);
    expect(await cache.get('large')).toBeNull();
  });
});
