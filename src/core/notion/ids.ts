import { createHash } from 'node:crypto';

const UNDASHED = /^[0-9a-f]{32}$/i;
const DASHED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Any spelling of a Notion id (32 hex digits or dashed, any case) as dashed lower-case, or null if it is none. */
export function normaliseNotionId(value: string): string | null {
  if (UNDASHED.test(value)) return dashed(value.toLowerCase());
  return DASHED.test(value) ? value.toLowerCase() : null;
}

/** The 32 hex digits that Notion's own addresses carry. */
export function compactNotionId(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}

/** The one spelling of a page's address that works without knowing its workspace. */
export function notionPageUrl(id: string): string {
  return `https://www.notion.so/${compactNotionId(id)}`;
}

/** Fixed for ever: changing it would give every page without a Notion id a new one at its next import. */
const EXPORT_PATH_NAMESPACE = 'b6a4a3a8-1f0e-5c57-9d1a-6f3a2f7c0e11';

/** The id of an export's page without a Notion id: a UUIDv5 (RFC 9562 §5.5) of its path in the export. */
export function idOfExportPath(path: string): string {
  return uuidV5(path, EXPORT_PATH_NAMESPACE);
}

/** RFC 9562 §5.5: the first 16 bytes of SHA-1 over the namespace's bytes and the name, with version and variant set. */
export function uuidV5(name: string, namespace: string): string {
  const digest = createHash('sha1')
    .update(Buffer.from(compactNotionId(namespace), 'hex'))
    .update(name, 'utf8')
    .digest()
    .subarray(0, 16);
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  return dashed(digest.toString('hex'));
}

function dashed(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
