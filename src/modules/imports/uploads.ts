import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { AppError } from '../../platform/errors/app-error.js';
import { type Blob, BLOB_STORE, type BlobStore } from '../../platform/store/blob-store.js';
import { ExportFiles } from './export/export-files.js';

interface Received extends Pick<Upload, 'blob' | 'file_name'> {
  fields: Map<string, string>;
}

export interface Upload {
  blob: Blob;
  file_name: string;
  connection_id: string | undefined;
}

/** Room for the multipart framing and the other fields around the file. */
const FRAMING_BYTES = 64 * 1024;

/** Receives export zips: streamed to the blob store, looked at before they are accepted, gone if they are refused. */
@Injectable()
export class Uploads {
  constructor(
    private readonly exports: ExportFiles,
    @Inject(BLOB_STORE) private readonly blobs: BlobStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws AppError `unsupported_media_type`, `malformed_request`, `upload_too_large`, `export_*` */
  async receive(user_id: string, request: FastifyRequest): Promise<Upload> {
    if (!request.isMultipart()) {
      throw new AppError('unsupported_media_type', {
        detail: 'Send multipart/form-data with the export zip in the field `file`.',
      });
    }
    if (Number(request.headers['content-length'] ?? 0) > this.config.upload_max_bytes + FRAMING_BYTES)
      throw this.tooLarge();
    const { blob, file_name, fields } = await this.store(user_id, request);
    try {
      const connection_id = parseConnectionId(fields.get('connection_id'));
      await this.exports.inspect(blob._id);
      return { blob, file_name, connection_id };
    } catch (error) {
      await this.blobs.remove(blob._id);
      throw error;
    }
  }

  private async store(user_id: string, request: FastifyRequest): Promise<Received> {
    const fields = new Map<string, string>();
    let file: Pick<Upload, 'blob' | 'file_name'> | null = null;
    let too_large = false;
    try {
      const limits = { fileSize: this.config.upload_max_bytes, files: 1, fields: 4, fieldSize: 1_024 };
      // To its end, also when it is too large by then: who is still sending does not hear an answer.
      for await (const part of request.parts({ limits })) {
        if (part.type === 'field') {
          if (typeof part.value === 'string') fields.set(part.fieldname, part.value);
        } else if (part.fieldname === 'file') {
          file = { blob: await this.write(user_id, part.file), file_name: part.filename };
          too_large = part.file.truncated;
        } else {
          part.file.resume();
        }
      }
      if (too_large) throw this.tooLarge();
    } catch (error) {
      if (file) await this.blobs.remove(file.blob._id);
      throw error instanceof StoreFailure ? error.cause : uploadError(error);
    }
    if (!file)
      throw new AppError('malformed_request', { detail: 'The field `file` is missing: it holds the export zip.' });
    return { ...file, fields };
  }

  /** The store's own failures are told apart from those of what the reader sends, which end the same stream. */
  private async write(user_id: string, source: Readable): Promise<Blob> {
    try {
      return await this.blobs.write(user_id, 'upload', source);
    } catch (error) {
      throw error === source.errored ? error : new StoreFailure('the upload could not be stored', { cause: error });
    }
  }

  private tooLarge(): AppError {
    const megabytes = Math.floor(this.config.upload_max_bytes / 1024 / 1024);
    return new AppError('upload_too_large', {
      detail: `An upload may have ${megabytes} MB. Export without files and images, or raise UPLOAD_MAX_MB.`,
    });
  }
}

class StoreFailure extends Error {}

/** Whatever the multipart parser throws is about what was sent. */
function uploadError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('malformed_request', {
    detail: 'The upload is not well-formed multipart/form-data with one file, or was cut off.',
    cause: error,
  });
}

function parseConnectionId(given: string | undefined): string | undefined {
  const parsed = z
    .uuid()
    .optional()
    .safeParse(given === '' ? undefined : given);
  if (parsed.success) return parsed.data;
  throw new AppError('validation_failed', { errors: [{ path: 'connection_id', message: 'must be a UUID' }] });
}
