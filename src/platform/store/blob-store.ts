import type { Readable } from 'node:stream';

/** Bytes too large for a document: uploads and compiled snapshots. Files in `DATA_DIR`, or GridFS with MongoDB. */
export interface BlobStore {
  /**
   * Stores the stream under a fresh id; nothing is kept when the stream fails.
   * @returns its id, its size in bytes and its SHA-256 in hex
   */
  write(owner_id: string, kind: BlobKind, source: Readable): Promise<Blob>;
  /** @throws AppError `not_found` */
  read(blob_id: string): Promise<Readable>;
  /** A local file with the blob's bytes, for readers that need random access. Call `release` when done. */
  localFile(blob_id: string): Promise<{ path: string; release: () => Promise<void> }>;
  /** Removing what is not there is not an error. */
  remove(blob_id: string): Promise<void>;
  removeOwnedBy(owner_id: string): Promise<void>;
  /** Blobs of a kind made before that moment, oldest first, at most 100: for the clean-up. */
  olderThan(kind: BlobKind, before: Date): Promise<Blob[]>;
}

export type BlobKind = 'upload' | 'snapshot';

export interface Blob {
  _id: string;
  owner_id: string;
  kind: BlobKind;
  bytes: number;
  sha256: string;
  created_at: string;
}

export const BLOB_STORE = Symbol('BLOB_STORE');
