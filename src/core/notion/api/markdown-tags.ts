/** A tag of Notion-flavoured markdown (notion-api.md §5): HTML's syntax, Notion's own names. */
export interface Tag {
  /** Lower-case. */
  name: string;
  closing: boolean;
  self_closing: boolean;
  /** By lower-case name, entities decoded; a bare one (`inline`) is empty. */
  attributes: ReadonlyMap<string, string>;
  /** Where the text goes on. */
  end: number;
}

/**
 * Far beyond any tag that Notion writes, signed file addresses included. It bounds what is looked at for each `<`, so
 * that a line of unfinished tags costs no more than its length.
 */
const LONGEST_TAG = 8192;

const TAG_START = /<(\/?)([a-z][a-z0-9_-]{0,40})(?=[\s/>])/iy;
/** One attribute, quoted or bare, or the end. It starts at what it can only take one way: no backtracking. */
const ATTRIBUTE = /\s+([a-z_:][\w:.-]{0,80})(?:=(?:"([^"]*)"|'([^']*)'|([^\s"'<>=`]+)))?|\s*(\/?)>/iy;

/** The tag that starts at `at`, or null where that is text. */
export function parseTag(text: string, at: number): Tag | null {
  TAG_START.lastIndex = at;
  const start = TAG_START.exec(text);
  if (start === null) return null;
  const limited = text.length - at > LONGEST_TAG ? text.slice(at, at + LONGEST_TAG) : null;
  // Positions are relative to what is looked at.
  const source = limited ?? text;
  const shift = limited === null ? 0 : at;
  const attributes = new Map<string, string>();
  ATTRIBUTE.lastIndex = TAG_START.lastIndex - shift;
  for (;;) {
    const match = ATTRIBUTE.exec(source);
    if (match === null) return null;
    const [, key, double, single, bare, slash] = match;
    if (key === undefined) {
      return {
        name: (start[2] ?? '').toLowerCase(),
        closing: start[1] === '/',
        self_closing: slash === '/',
        attributes,
        end: ATTRIBUTE.lastIndex + shift,
      };
    }
    attributes.set(key.toLowerCase(), decodeEntities(double ?? single ?? bare ?? ''));
  }
}

/** The address that a tag carries, or null. */
export function urlOf(tag: Tag): string | null {
  const url = tag.attributes.get('url') ?? tag.attributes.get('href') ?? tag.attributes.get('src');
  return url === undefined ? null : unwrapUrl(url);
}

/** Some answers wrap addresses as `{{https://…}}`. */
export function unwrapUrl(url: string): string {
  const trimmed = url.trim();
  return trimmed.startsWith('{{') && trimmed.endsWith('}}') ? trimmed.slice(2, -2) : trimmed;
}

const NAMED_ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
]);

export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return NAMED_ENTITIES.get(name.toLowerCase()) ?? whole;
    const code = typeof hex === 'string' ? parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
