/**
 * NeDB refuses keys that begin with `$` or hold a `.`, and copies objects by assignment, where `__proto__` is lost.
 * Names of Notion's properties may be any of these, so keys are escaped on their way in and restored on their way out.
 */
const ESCAPED_KEY = /^\$|[.%]|^__proto__$/;

/** A deep copy that NeDB can hold: keys escaped, `undefined` fields dropped. @throws TypeError for what is not JSON. */
export function encodeKeys(value: unknown): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be stored: it is not JSON`);
    return value;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => (item === undefined ? null : encodeKeys(item)));
  if (typeof value !== 'object' || !isPlain(value)) {
    throw new TypeError(`a ${typeof value === 'object' ? value.constructor.name : typeof value} cannot be stored`);
  }
  const encoded: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) encoded[ESCAPED_KEY.test(key) ? escapeKey(key) : key] = encodeKeys(item);
  }
  return encoded;
}

/** A deep copy with the keys as they were. */
export function decodeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeKeys);
  if (typeof value !== 'object' || value === null) return value;
  const decoded: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const name = key.includes('%') ? decodeURIComponent(key) : key;
    // Defined rather than assigned: assigning `__proto__` would set the prototype.
    if (name === '__proto__') {
      Object.defineProperty(decoded, name, {
        value: decodeKeys(item),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    } else decoded[name] = decodeKeys(item);
  }
  return decoded;
}

function escapeKey(key: string): string {
  if (key === '__proto__') return '%5F_proto__';
  // Only these three, so that decodeURIComponent restores any key, also one with a lone surrogate.
  return key.replaceAll('%', '%25').replaceAll('.', '%2E').replace(/^\$/, '%24');
}

/** By the prototype's own prototype: an object from another realm (Jest, a worker) is plain too. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
