import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';

import yauzl from 'yauzl';

import { AppError } from '../../../platform/errors/app-error.js';
import { ZipFileReader } from './zip-file-reader.js';
import type { ExportLimits } from './zip-limits.js';

export interface ZipEntry {
  /** Decoded, with `/` between segments; never absolute, never leading outside. */
  path: string;
  /** Unpacked, as the zip declares it. */
  size: number;
  packed_size: number;
  /** 0 stored, 8 deflated; nothing else can be read. */
  method: number;
  crc32: number;
  header_offset: number;
}

/** What the parts of one export have used up of its limits. */
export class ZipBudget {
  entries = 0;
  bytes = 0;

  constructor(readonly limits: ExportLimits) {}

  addEntries(count: number): void {
    this.entries += count;
    if (this.entries > this.limits.entries) {
      throw new AppError('export_too_many_entries', {
        detail: `This zip holds more than ${this.limits.entries} files. Export fewer pages at a time.`,
      });
    }
  }

  addBytes(count: number): void {
    this.bytes += count;
    if (this.bytes > this.limits.bytes) throw bomb(`more than ${this.limits.bytes} bytes`);
  }

  checkRatio(unpacked: number, packed: number): void {
    const { ratio, ratio_from_bytes } = this.limits;
    if (unpacked > ratio_from_bytes && unpacked > ratio * packed)
      throw bomb(`a file of ${unpacked} bytes from ${packed}`);
  }
}

function bomb(what: string): AppError {
  return new AppError('export_bomb', { detail: `This zip unpacks to ${what}, which no export needs.` });
}

/** An entry whose bytes are not what the zip says they are. Concerns that entry alone. */
export class DamagedEntry extends Error {
  constructor(path: string, what: string) {
    super(`${path}: ${what}`);
    this.name = 'DamagedEntry';
  }
}

const UTF8_NAME = 0x800;
const UNICODE_PATH_FIELD = 0x7075;
/** A local file header, without its name and extra field (APPNOTE 4.3.7). */
const LOCAL_HEADER = 30;
const LOCAL_SIGNATURE = 0x04034b50;

/** One zip file, listed and ready to be read. Every fault on the way is an AppError that says what to do. */
export class ZipArchive {
  private constructor(
    readonly entries: readonly ZipEntry[],
    private readonly reader: ZipFileReader,
    private readonly zip: yauzl.ZipFile,
    private readonly budget: ZipBudget,
  ) {}

  static async open(path: string, budget: ZipBudget): Promise<ZipArchive> {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const reader = new ZipFileReader(file, size);
      const magic = await reader.bytes(0, 4);
      const zip = await yauzl
        .fromRandomAccessReaderPromise(reader, size, { autoClose: false, lazyEntries: true, decodeStrings: false })
        .catch((error: unknown) => {
          throw looksLikeZip(magic)
            ? truncated(error)
            : new AppError('export_not_zip', { cause: error, detail: NOT_ZIP });
        });
      budget.addEntries(zip.entryCount);
      const entries = await listEntries(zip, size, budget);
      return new ZipArchive(entries, reader, zip, budget);
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
  }

  /** An entry's bytes, checked against its size and checksum. Throws DamagedEntry where it is not intact. */
  async read(entry: ZipEntry): Promise<Buffer> {
    const packed = await this.packedBytes(entry);
    const bytes = this.unpack(entry, packed);
    if (bytes.length !== entry.size) throw new DamagedEntry(entry.path, 'its size is not the one declared');
    if (crc32(bytes) !== entry.crc32) throw new DamagedEntry(entry.path, 'its checksum is wrong');
    return bytes;
  }

  private async packedBytes(entry: ZipEntry): Promise<Buffer> {
    // The local header's extra field is seldom longer than this, so that one read nearly always gets all.
    const guess = LOCAL_HEADER + Buffer.byteLength(entry.path) + 64;
    let bytes = await this.reader.bytes(entry.header_offset, guess + entry.packed_size);
    if (bytes.length < LOCAL_HEADER || bytes.readUInt32LE(0) !== LOCAL_SIGNATURE) {
      throw new DamagedEntry(entry.path, 'its header is not where the zip says');
    }
    const start = LOCAL_HEADER + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
    const end = start + entry.packed_size;
    if (end > guess + entry.packed_size) bytes = await this.reader.bytes(entry.header_offset, end);
    if (bytes.length < end) throw new DamagedEntry(entry.path, 'it ends too early');
    return bytes.subarray(start, end);
  }

  private unpack(entry: ZipEntry, packed: Buffer): Buffer {
    if (entry.method === 0) return packed;
    if (entry.method !== 8) throw new DamagedEntry(entry.path, `its compression method ${entry.method} is unknown`);
    try {
      // A declared size may lie: one byte more than it allows is enough to know.
      return inflateRawSync(packed, { maxOutputLength: Math.max(entry.size, 1) });
    } catch (error) {
      if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
        throw bomb(`more than the ${entry.size} bytes it declares for a file`);
      }
      throw new DamagedEntry(entry.path, 'it cannot be unpacked');
    }
  }

  /** Unpacks an entry into a file, for a zip inside the zip. */
  async extract(entry: ZipEntry, to: string, signal?: AbortSignal): Promise<void> {
    const { budget } = this;
    const packed_end = entry.packed_size;
    let size = 0;
    let sum = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        size += chunk.length;
        sum = crc32(chunk, sum);
        try {
          budget.checkRatio(size, packed_end);
          if (size > entry.size) throw bomb(`more than the ${entry.size} bytes it declares for a file`);
          done(null, chunk);
        } catch (error) {
          done(error instanceof Error ? error : new Error(String(error)));
        }
      },
    });
    const source = Readable.from(this.reader.pieces(await this.dataStart(entry), entry.packed_size));
    const target = createWriteStream(to, { mode: 0o600 });
    const options = signal === undefined ? {} : { signal };
    try {
      if (entry.method === 0) await pipeline(source, meter, target, options);
      else await pipeline(source, createInflateRaw(), meter, target, options);
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof AppError ? error : truncated(error);
    }
    if (size !== entry.size || sum !== entry.crc32)
      throw truncated(new DamagedEntry(entry.path, 'its checksum is wrong'));
  }

  private async dataStart(entry: ZipEntry): Promise<number> {
    const header = await this.reader.bytes(entry.header_offset, LOCAL_HEADER);
    if (header.length < LOCAL_HEADER || header.readUInt32LE(0) !== LOCAL_SIGNATURE) {
      throw truncated(new DamagedEntry(entry.path, 'its header is not where the zip says'));
    }
    return entry.header_offset + LOCAL_HEADER + header.readUInt16LE(26) + header.readUInt16LE(28);
  }

  close(): Promise<void> {
    if (!this.zip.isOpen) return Promise.resolve();
    return new Promise((resolve) => {
      this.zip.once('close', resolve);
      this.zip.once('error', () => resolve());
      this.zip.close();
    });
  }
}

const NOT_ZIP = 'Upload the zip that Notion made under Settings, Export all workspace content.';

function truncated(cause: unknown): AppError {
  return new AppError('export_truncated', {
    cause,
    detail: 'This zip is damaged or was not transferred whole. Download it again and upload the whole file.',
  });
}

/** `PK` and the number of a local header, an end record or a spanning mark. */
function looksLikeZip(magic: Buffer): boolean {
  return (
    magic.length === 4 && magic.readUInt16LE(0) === 0x4b50 && [0x0403, 0x0605, 0x0807].includes(magic.readUInt16LE(2))
  );
}

async function listEntries(zip: yauzl.ZipFile, file_size: number, budget: ZipBudget): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.isEncrypted()) throw encrypted();
      const path = safePath(decodeName(entry));
      const size = entry.uncompressedSize;
      const packed_size = entry.compressedSize;
      if (entry.relativeOffsetOfLocalHeader + LOCAL_HEADER + packed_size > file_size) {
        throw truncated(new DamagedEntry(path, 'it reaches beyond the end of the file'));
      }
      budget.addBytes(size);
      budget.checkRatio(size, packed_size);
      if (path.endsWith('/')) continue;
      const header_offset = entry.relativeOffsetOfLocalHeader;
      entries.push({ path, size, packed_size, method: entry.compressionMethod, crc32: entry.crc32, header_offset });
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw error instanceof Error && error.message.includes('encryption') ? encrypted() : truncated(error);
  }
  return entries;
}

function encrypted(): AppError {
  return new AppError('export_encrypted', {
    detail: 'This zip asks for a password. Upload the export as Notion made it.',
  });
}

/** Names are UTF-8 by flag, by extra field, or because they are valid UTF-8; else they are code page 437 (APPNOTE D). */
function decodeName(entry: yauzl.Entry): string {
  const raw = entry.fileNameRaw;
  const flagged = (entry.generalPurposeBitFlag & UTF8_NAME) !== 0;
  if (!flagged && !entry.extraFields.some((field) => field.id === UNICODE_PATH_FIELD)) {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(raw);
    } catch {
      // Not UTF-8: yauzl reads it as code page 437.
    }
  }
  return yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, true);
}

function safePath(name: string): string {
  const path = name.replaceAll('\\', '/');
  const unsafe = path.includes('\0') || path.startsWith('/') || /^[a-z]:/i.test(path) || path.split('/').includes('..');
  if (unsafe) {
    throw new AppError('export_unsafe_name', {
      detail: 'A file in this zip is named so that it would be unpacked elsewhere. Notion writes no such name.',
    });
  }
  return path;
}
