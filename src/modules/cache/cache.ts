/** Bytes by key, forgotten at will: keys hold the snapshot's version, so nothing is ever invalidated. Every key has a TTL. */
export interface Cache {
  get(key: string): Promise<Uint8Array | null>;
  set(key: string, value: Uint8Array, ttl_seconds: number): Promise<void>;
  delete(key: string): Promise<void>;
  /**
   * The value, made by `make` where it is missing; callers that ask at the same time share one making.
   * A failure is not kept.
   */
  through(key: string, ttl_seconds: number, make: () => Promise<Uint8Array>): Promise<Uint8Array>;
}

export const CACHE = Symbol('CACHE');
