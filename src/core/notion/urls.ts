import { normaliseNotionId } from './ids.js';

/**
 * An id at the end of a path segment or of a query value. What follows it must not continue a word: addresses cut out
 * of running text may drag a closing bracket or a full stop along. What precedes it must not be part of a longer run.
 */
const TRAILING_ID =
  /(?:^|[^0-9a-z])([0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![0-9a-z_-])/i;

const SCHEME = /^([a-z][a-z0-9+.-]*):/i;

/** First path segments under which Notion serves files, not pages. */
const NOT_PAGES = new Set(['image', 'signed', 'api', 'icons', 'images', 'f', 'file', 'static', 'help']);

/**
 * The Notion page or database that an address points at, dashed and lower-case, or null.
 * Accepts what notion-api.md §4 lists; the host is checked first, because 32 hex digits on another host are not a page.
 * A relative address counts only as `/<id>` or `/<slug>-<id>`: anything else relative is a file of an export.
 */
export function parseNotionUrl(address: string): string | null {
  const text = address.trim();
  if (text.startsWith('/') && !text.startsWith('//')) return relativeTarget(text);
  const url = absoluteUrl(text);
  if (url === null || !isNotionHost(url.hostname)) return null;
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const first = segments[0]?.toLowerCase() ?? '';
  // Notion's own site lives on *.notion.com beside its app: only the app's /p/ addresses are pages there.
  if (url.hostname.endsWith('notion.com') && first !== 'p') return null;
  // A peek: the address is the database's, the page that is shown is `p`.
  const peek = idIn(url.searchParams.get('p') ?? '');
  if (peek !== null) return peek;
  if (segments.length > 1 && NOT_PAGES.has(first)) return null;
  return idIn(decodeEscapes(segments.at(-1) ?? ''));
}

/** An address with one of the schemes that lead to Notion, or with that of the page that it is on. */
function absoluteUrl(text: string): URL | null {
  if (text.startsWith('//')) return toUrl(`https:${text}`);
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return toUrl(text);
  return scheme === 'notion' ? toUrl(`https${text.slice('notion'.length)}`) : null;
}

function isNotionHost(host: string): boolean {
  return (
    host === 'notion.so' ||
    host === 'www.notion.so' ||
    host === 'app.notion.com' ||
    host === 'www.notion.com' ||
    host === 'notion.com' ||
    host.endsWith('.notion.site')
  );
}

function relativeTarget(text: string): string | null {
  const cut = text.search(/[?#]/);
  const path = cut === -1 ? text : text.slice(0, cut);
  if (cut !== -1 && text[cut] === '?') {
    const peek = /[?&]p=([^&#]+)/.exec(text.slice(cut))?.[1];
    const id = peek === undefined ? null : idIn(peek);
    if (id !== null) return id;
  }
  const segment = decodeEscapes(path.slice(1));
  // A file extension makes it a path in an export.
  return segment.includes('/') || /\.[a-z0-9]{1,5}$/i.test(segment) ? null : idIn(segment);
}

function idIn(text: string): string | null {
  const id = TRAILING_ID.exec(text)?.[1];
  return id === undefined ? null : normaliseNotionId(id);
}

function toUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** Percent escapes decoded where they are well formed; the rest stays as it is written. Never throws. */
export function decodeEscapes(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

/** Addresses in running text. Foreign ones are matched whole, so that a Notion address inside one is not taken. */
const BARE_ADDRESS =
  /(?<![\w@./-])(?:(?:https?|notion):\/\/[^\s<>"`]+|(?:[a-z0-9-]+\.)*notion\.(?:so|site|com)\/[^\s<>"`]+)/gi;

/** The Notion addresses in a plain text, with their places in it. */
export function bareNotionAddresses(text: string): { url: string; start: number; end: number }[] {
  if (!mentionsNotion(text)) return [];
  const found: { url: string; start: number; end: number }[] = [];
  for (const match of text.matchAll(BARE_ADDRESS)) {
    const written = match[0].replace(/[)\].,;:!?'*_~]+$/, '');
    const url = /^(?:https?|notion):/i.test(written) ? written : `https://${written}`;
    if (parseNotionUrl(url) === null) continue;
    found.push({ url, start: match.index, end: match.index + written.length });
  }
  return found;
}

/** A cheap test that spares most texts the search for addresses. */
export function mentionsNotion(text: string): boolean {
  return /notion(?:\.(?:so|site|com)|:\/\/)/i.test(text);
}
