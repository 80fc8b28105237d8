import { createHash } from 'node:crypto';

/** The namespace of every id in the sample; made once at random. */
const NAMESPACE = Buffer.from('5d1f0f3a6c1b4f0e9a54c1f3f2b7a680', 'hex');

/** UUIDv5 (RFC 9562) of a key: the same page has the same id on every machine, so links into the sample stay good. */
export function sampleId(key: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(key).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
