/**
 * Strings as UTF-8 in one heap with offsets: a column of 100,000 titles is two typed arrays instead of 100,000 objects,
 * it is stored as it stands, and a string is made only when somebody asks for it.
 */
export interface StringColumn {
  readonly length: number;
  /** Heap shared by all columns of a snapshot. */
  readonly heap: Uint8Array;
  /** `length + 1` offsets into the heap; string i is `heap[offsets[i], offsets[i + 1])`. */
  readonly offsets: Uint32Array;
  /** The string at an index; '' outside the column. In a nullable column '' stands for null. */
  at(index: number): string;
}

// ignoreBOM keeps a leading U+FEFF in a title; without it, decoding would not give back what was encoded.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Below this many bytes an ASCII loop beats TextDecoder, whose call costs about as much as decoding 60 bytes. */
const SHORT = 48;

function decodeRange(heap: Uint8Array, start: number, end: number): string {
  if (end - start <= SHORT) {
    let text = '';
    let position = start;
    for (; position < end; position++) {
      const byte = heap[position]!;
      if (byte >= 0x80) break;
      text += String.fromCharCode(byte);
    }
    if (position === end) return text;
  }
  return decoder.decode(heap.subarray(start, end));
}

class HeapColumn implements StringColumn {
  readonly length: number;

  constructor(
    readonly heap: Uint8Array,
    readonly offsets: Uint32Array,
  ) {
    this.length = offsets.length - 1;
  }

  at(index: number): string {
    if (!(index >= 0 && index < this.length)) return '';
    return decodeRange(this.heap, this.offsets[index]!, this.offsets[index + 1]!);
  }
}

/** A column over an existing heap. The caller vouches that offsets never fall and never pass the heap's end. */
export function stringColumn(heap: Uint8Array, offsets: Uint32Array): StringColumn {
  return new HeapColumn(heap, offsets);
}

/** Collects strings into one heap. Ill-formed UTF-16 becomes U+FFFD, as everywhere on the web. */
export class HeapWriter {
  private bytes: Uint8Array<ArrayBuffer>;
  private used = 0;

  constructor(expected_bytes = 1 << 16) {
    this.bytes = new Uint8Array(Math.max(64, expected_bytes));
  }

  get length(): number {
    return this.used;
  }

  /** Appends a string and returns the offset behind it. */
  write(text: string): number {
    // A UTF-16 unit takes at most three bytes of UTF-8.
    const room = this.used + text.length * 3;
    if (room > this.bytes.length) {
      const grown = new Uint8Array(Math.max(room, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, this.used));
      this.bytes = grown;
    }
    if (text.length <= SHORT && this.writeAscii(text)) return this.used;
    this.used += encoder.encodeInto(text, this.bytes.subarray(this.used)).written;
    return this.used;
  }

  /** Appends a whole column; returns its offsets. */
  column(length: number, text: (index: number) => string): Uint32Array<ArrayBuffer> {
    const offsets = new Uint32Array(length + 1);
    offsets[0] = this.used;
    for (let i = 0; i < length; i++) offsets[i + 1] = this.write(text(i));
    return offsets;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.used);
  }

  private writeAscii(text: string): boolean {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) return false;
      this.bytes[this.used + i] = code;
    }
    this.used += text.length;
    return true;
  }
}

/** Some entries of each column, copied to columns over one new heap. */
export function copyColumns(parts: readonly (readonly [column: StringColumn, indices: Uint32Array])[]): StringColumn[] {
  let bytes = 0;
  for (const [{ offsets }, indices] of parts) for (const i of indices) bytes += offsets[i + 1]! - offsets[i]!;
  const heap = new Uint8Array(bytes);
  let used = 0;
  return parts.map(([column, indices]) => {
    const offsets = new Uint32Array(indices.length + 1);
    offsets[0] = used;
    for (let i = 0; i < indices.length; i++) {
      const [start, end] = [column.offsets[indices[i]!]!, column.offsets[indices[i]! + 1]!];
      heap.set(column.heap.subarray(start, end), used);
      used += end - start;
      offsets[i + 1] = used;
    }
    return stringColumn(heap, offsets);
  });
}
