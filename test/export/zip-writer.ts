import { once } from 'node:events';
import { crc32, deflateRawSync } from 'node:zlib';
import type { Writable } from 'node:stream';

const UTF8_NAME = 0x800;
/** 2024-01-01, so that the same files give the same bytes. */
const DOS_DATE = ((2024 - 1980) << 9) | (1 << 5) | 1;
const ZIP64_FROM = 0xffff;

/** A plain zip writer: yazl looks through all earlier entries for each, which takes minutes at 100,000 of them. */
export class ZipWriter {
  private readonly directory: Buffer[] = [];
  private offset = 0;

  constructor(private readonly out: Writable) {}

  async add(name: string, bytes: Buffer, options: { compress: boolean } = { compress: true }): Promise<void> {
    const packed = options.compress ? deflateRawSync(bytes, { level: 1 }) : bytes;
    const raw_name = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(UTF8_NAME, 2);
    common.writeUInt16LE(options.compress ? 8 : 0, 4);
    common.writeUInt16LE(DOS_DATE, 8);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(raw_name.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(this.offset, 10);
    this.directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, raw_name]));
    await this.write(Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, raw_name, packed]));
  }

  async end(): Promise<void> {
    const start = this.offset;
    const count = this.directory.length;
    const directory = Buffer.concat(this.directory);
    await this.write(directory);
    if (count >= ZIP64_FROM) await this.writeZip64(count, directory.length, start);
    const end = Buffer.alloc(22);
    end.write('PK\x05\x06', 'latin1');
    end.writeUInt16LE(Math.min(count, ZIP64_FROM), 8);
    end.writeUInt16LE(Math.min(count, ZIP64_FROM), 10);
    end.writeUInt32LE(directory.length, 12);
    end.writeUInt32LE(start, 16);
    await this.write(end);
    this.out.end();
  }

  private async writeZip64(count: number, size: number, start: number): Promise<void> {
    const at = this.offset;
    const record = Buffer.alloc(56 + 20);
    record.write('PK\x06\x06', 'latin1');
    record.writeBigUInt64LE(44n, 4);
    record.writeUInt16LE(45, 12);
    record.writeUInt16LE(45, 14);
    record.writeBigUInt64LE(BigInt(count), 24);
    record.writeBigUInt64LE(BigInt(count), 32);
    record.writeBigUInt64LE(BigInt(size), 40);
    record.writeBigUInt64LE(BigInt(start), 48);
    record.write('PK\x06\x07', 56, 'latin1');
    record.writeBigUInt64LE(BigInt(at), 64);
    record.writeUInt32LE(1, 72);
    await this.write(record);
  }

  private async write(bytes: Buffer): Promise<void> {
    this.offset += bytes.length;
    if (!this.out.write(bytes)) await once(this.out, 'drain');
  }
}
