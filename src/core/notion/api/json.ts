/**
 * Careful reading of what Notion answers. Nothing here trusts a shape: an unknown member, a missing one or one of another
 * type is a null, never an exception (notion-api.md §10: documentation, types and traffic disagree).
 */

export type JsonObject = Record<string, unknown>;

export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

export function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** `json.a.b.c`, or undefined where the way there ends early. Own members only: a key may be `__proto__`. */
export function member(value: unknown, ...path: string[]): unknown {
  let at = value;
  for (const key of path) {
    const object = asObject(at);
    if (object === null || !Object.hasOwn(object, key)) return undefined;
    at = object[key];
  }
  return at;
}

export function textAt(value: unknown, ...path: string[]): string | null {
  return asText(member(value, ...path));
}
