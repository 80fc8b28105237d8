import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock.js';
import type { Cache } from './cache.js';

/**
 * The cache in this process's memory, least recently used first out.
 *
 * What it returns is what it holds, not a copy (a copy of a tile for each reader is what the cache is there to save):
 * nobody may write into the bytes, neither the maker nor a reader.
 */
export class LruCache implements Cache {
  private readonly entries: LRUCache<string, Uint8Array>;
  private readonly making = new Map<string, Promise<Uint8Array>>();

  constructor(options: { max_bytes: number; clock: Clock }) {
    this.entries = new LRUCache<string, Uint8Array>({
      maxSize: options.max_bytes,
      // Two bytes a character of the key, and about a hundred for the entry: an empty value is not free.
      sizeCalculation: (value, key) => value.byteLength + 2 * key.length + 100,
      ttlResolution: 0,
      perf: { now: () => options.clock.now().getTime() },
    });
  }

  get(key: string): Promise<Uint8Array | null> {
    return Promise.resolve(this.entries.get(key) ?? null);
  }

  set(key: string, value: Uint8Array, ttl_seconds: number): Promise<void> {
    // To lru-cache, no time to live is a life without end.
    if (ttl_seconds > 0) this.entries.set(key, value, { ttl: ttl_seconds * 1000 });
    else this.entries.delete(key);
    return Promise.resolve();
  }

  delete(key: string): Promise<void> {
    this.entries.delete(key);
    return Promise.resolve();
  }

  async through(key: string, ttl_seconds: number, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const held = this.entries.get(key);
    if (held) return held;
    const underway = this.making.get(key);
    if (underway) return underway;
    const made = this.make(key, ttl_seconds, make).finally(() => this.making.delete(key));
    this.making.set(key, made);
    return made;
  }

  private async make(key: string, ttl_seconds: number, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const value = await make();
    await this.set(key, value, ttl_seconds);
    return value;
  }
}
