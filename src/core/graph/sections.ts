/**
 * The container of everything binary here: a magic number, a format version, a checksum, and byte sections, each
 * aligned to 8 so that typed arrays are views on the stored bytes and nothing is copied on decode.
 *
 *     u32 magic | u32 version | u32 section count | u32 checksum of all that follows | f64 total bytes
 *     u32 byte length per section, padded to 8 | sections, each padded to 8
 *
 * Little-endian, as every platform that Node runs on in practice; on another one the magic number does not match.
 */
const HEADER = 24;

/** Stored bytes are not what they should be: of another kind or version, cut short, or changed. */
export class DamagedDataError extends Error {
  override readonly name = 'DamagedDataError';
}

export type Section = Uint8Array | Uint32Array | Int32Array | Float32Array | Float64Array;

const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** FNV-1a over 32-bit words with a final mix: finds torn and swapped chunks, guards against no attacker. */
function checksum(words: Uint32Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < words.length; i++) {
    hash = Math.imul(hash ^ words[i]!, 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

export function encodeSections(magic: number, version: number, sections: readonly Section[]): Uint8Array<ArrayBuffer> {
  const table = padded(sections.length * 4);
  const total = sections.reduce((sum, section) => sum + padded(section.byteLength), HEADER + table);
  const bytes = new Uint8Array(total);
  const header = new Uint32Array(bytes.buffer, 0, 4);
  const lengths = new Uint32Array(bytes.buffer, HEADER, sections.length);
  let position = HEADER + table;
  for (const [i, section] of sections.entries()) {
    lengths[i] = section.byteLength;
    bytes.set(new Uint8Array(section.buffer, section.byteOffset, section.byteLength), position);
    position += padded(section.byteLength);
  }
  header[0] = magic;
  header[1] = version;
  header[2] = sections.length;
  new Float64Array(bytes.buffer, 16, 1)[0] = total;
  header[3] = checksum(new Uint32Array(bytes.buffer, 16));
  return bytes;
}

/** Reads sections one after the other; every read states its type, so a wrong length is found at once. */
export class SectionReader {
  private readonly buffer: ArrayBufferLike;
  private readonly start: number;
  private readonly lengths: Uint32Array;
  private position: number;
  private next = 0;

  /** @throws DamagedDataError */
  constructor(bytes: Uint8Array, magic: number, version: number, section_count: number) {
    // A Buffer cut from a pool may start anywhere; typed arrays need their alignment.
    const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
    this.buffer = aligned.buffer;
    this.start = aligned.byteOffset;
    if (aligned.byteLength < HEADER) throw new DamagedDataError('too short for a header');
    const header = new Uint32Array(this.buffer, this.start, 4);
    if (header[0] !== magic) throw new DamagedDataError('not the expected kind of data');
    if (header[1] !== version) throw new DamagedDataError(`format version ${header[1]}, expected ${version}`);
    if (header[2] !== section_count) throw new DamagedDataError(`${header[2]} sections, expected ${section_count}`);
    const total = new Float64Array(this.buffer, this.start + 16, 1)[0]!;
    if (total !== aligned.byteLength || total % 8 !== 0) {
      throw new DamagedDataError(`${aligned.byteLength} bytes, expected ${total}`);
    }
    if (header[3] !== checksum(new Uint32Array(this.buffer, this.start + 16, (total - 16) / 4))) {
      throw new DamagedDataError('checksum does not match');
    }
    const table = padded(section_count * 4);
    if (HEADER + table > total) throw new DamagedDataError('cut inside the table of sections');
    this.lengths = new Uint32Array(this.buffer, this.start + HEADER, section_count);
    this.position = HEADER + table;
    const expected = this.lengths.reduce((sum, length) => sum + padded(length), this.position);
    if (expected !== total) throw new DamagedDataError('sections do not fill the data');
  }

  bytes(length?: number): Uint8Array {
    return new Uint8Array(this.buffer, ...this.take(1, length));
  }

  u32(length?: number): Uint32Array {
    return new Uint32Array(this.buffer, ...this.take(4, length));
  }

  i32(length?: number): Int32Array {
    return new Int32Array(this.buffer, ...this.take(4, length));
  }

  f32(length?: number): Float32Array {
    return new Float32Array(this.buffer, ...this.take(4, length));
  }

  f64(length?: number): Float64Array {
    return new Float64Array(this.buffer, ...this.take(8, length));
  }

  private take(size: number, length: number | undefined): [offset: number, length: number] {
    const bytes = this.lengths[this.next++] ?? 0;
    const found = bytes / size;
    if (!Number.isInteger(found) || (length !== undefined && found !== length)) {
      throw new DamagedDataError(`section ${this.next - 1} has ${found} entries, expected ${length ?? 'whole ones'}`);
    }
    const offset = this.start + this.position;
    this.position += padded(bytes);
    return [offset, found];
  }
}

/** @throws DamagedDataError where offsets fall, or pass the end. */
export function checkOffsets(offsets: Uint32Array, end: number): void {
  let last = 0;
  for (let i = 0; i < offsets.length; i++) {
    const offset = offsets[i]!;
    if (offset < last) throw new DamagedDataError('offsets are not ascending');
    last = offset;
  }
  if (offsets.length === 0 || last > end) throw new DamagedDataError('offsets pass the end');
}
