/** Seeded randomness: the same seed gives the same workspace, faults and tokens on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** An integer in [0, below). */
  below(below: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** A version 4 UUID, dashed and lower-case, as Notion spells its ids. */
  uuid(): string;
}

/** sfc32: small, fast, and good enough that ids of 100,000 pages do not collide. */
export function seededRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;
  function uint32(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  }
  for (let round = 0; round < 15; round++) uint32();
  const hex8 = (): string => uint32().toString(16).padStart(8, '0');
  const random: Random = {
    next: () => uint32() / 0x1_0000_0000,
    below: (below) => Math.floor(random.next() * below),
    chance: (probability) => random.next() < probability,
    pick: (items) => {
      const item = items[random.below(items.length)];
      if (item === undefined) throw new Error('Nothing to pick from.');
      return item;
    },
    uuid: () => {
      const [x, y, z] = [hex8(), hex8(), hex8()];
      const variant = '89ab'[uint32() & 3] ?? '8';
      return `${x}-${y.slice(0, 4)}-4${y.slice(5)}-${variant}${z.slice(1, 4)}-${z.slice(4)}${hex8()}`;
    },
  };
  return random;
}

/**
 * A small number that depends on an id alone. What Notion does one way here and another way there (self-closing
 * mentions, ids of bookmarks among the unknown ones) is decided by it, so that both ways occur and neither is flaky.
 */
export function idHash(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  // The last digits alone would make neighbours alike.
  return (hash ^ (hash >>> 15)) >>> 0;
}
