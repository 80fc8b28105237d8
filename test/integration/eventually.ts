import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 25;

/** Looks until `wanted` says yes of what it sees, and gives that. Fails with what it saw last. */
export async function eventually<T>(
  look: () => Promise<T>,
  wanted: (seen: T) => boolean,
  within_ms = 20_000,
): Promise<T> {
  const end = Date.now() + within_ms;
  for (;;) {
    const seen = await look();
    if (wanted(seen)) return seen;
    if (Date.now() > end)
      throw new Error(`It did not come to it. The last seen: ${JSON.stringify(seen).slice(0, 500)}`);
    await pause(LOOK_MS);
  }
}
