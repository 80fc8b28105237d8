import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

import yauzl from 'yauzl';

const BLOCK = 1024 * 1024;
const SMALL = 256 * 1024;

/**
 * Reads a zip's bytes for yauzl, a megabyte at a time: it asks for every entry of the central directory twice, and one
 * system call for each would take longer than everything else about a large export.
 */
export class ZipFileReader extends yauzl.RandomAccessReader {
  private block: Buffer = Buffer.alloc(0);
  private block_start = 0;

  constructor(
    private readonly file: FileHandle,
    private readonly size: number,
  ) {
    super();
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytes_read?: number) => void,
  ): void {
    const inside = position - this.block_start;
    if (inside >= 0 && inside + length <= this.block.length) {
      this.block.copy(buffer, offset, inside, inside + length);
      callback(null, length);
      return;
    }
    this.bytes(position, Math.max(length, BLOCK)).then(
      (block) => {
        this.block = block;
        this.block_start = position;
        callback(null, block.copy(buffer, offset, 0, Math.min(length, block.length)));
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** As many of the bytes as the file has. */
  async bytes(position: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.size - position));
    const buffer = Buffer.allocUnsafe(wanted);
    let got = 0;
    // A page takes microseconds to read and ten times as many to wait for: exports are read in worker threads.
    if (wanted <= SMALL) got = readSync(this.file.fd, buffer, 0, wanted, position);
    while (got < wanted) {
      const { bytesRead } = await this.file.read(buffer, got, wanted - got, position + got);
      if (bytesRead === 0) break;
      got += bytesRead;
    }
    return got === wanted ? buffer : buffer.subarray(0, got);
  }

  /** The same in pieces, for what is too large to hold. */
  async *pieces(position: number, length: number): AsyncGenerator<Buffer> {
    for (let at = position; at < position + length; at += BLOCK) {
      yield await this.bytes(at, Math.min(BLOCK, position + length - at));
    }
  }

  override close(callback: (error: Error | null) => void): void {
    this.file.close().then(
      () => callback(null),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }
}
