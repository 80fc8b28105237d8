import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { AppError } from '../../platform/errors/app-error.js';
import { type Blob, BLOB_STORE, type BlobStore } from '../../platform/store/blob-store.js';
import { ExportFiles } from './export/export-files.js';

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

  private async store(
    user_id: string,
    request: FastifyRequest,
  ): Promise<{ blob: Blob; file_name: string; fields: Map<string, string> }> {
    const fields = new Map<string, string>();
    let received: { blob: Blob; file_name: string } | null = null;
    try {
      for await (const part of request.parts({
        limits: { fileSize: this.config.upload_max_bytes, files: 1, fields: 4, fieldSize: 1_024 },
      })) {
        if (part.type === 'field') {
          if (typeof part.value === 'string') fields.set(part.fieldname, part.value);
        } else if (part.fieldname === 'file') {
          const blob = await this.blobs.write(user_id, 'upload', part.file);
          received = { blob, file_name: part.filename };
          if (part.file.truncated) throw this.tooLarge();
        } else {
          part.file.resume();
        }
      }
    } catch (error) {
      if (received) await this.blobs.remove(received.blob._id);
      throw this.uploadError(error);
    }
    if (!received)
      throw new AppError('malformed_request', { detail: 'The field `file` is missing: it holds the export zip.' });
    return { ...received, fields };
  }

  private uploadError(error: unknown): unknown {
    if (error instanceof AppError) return error;
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code === 'FST_REQ_FILE_TOO_LARGE') return this.tooLarge();
    if (
      typeof code === 'string' &&
      (code.startsWith('FST_') || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET')
    ) {
      return new AppError('malformed_request', {
        detail: 'The upload is not well-formed multipart/form-data with one file, or was cut off.',
        cause: error,
      });
    }
    return error;
  }

  private tooLarge(): AppError {
    const megabytes = Math.floor(this.config.upload_max_bytes / 1024 / 1024);
    return new AppError('upload_too_large', {
      detail: `An upload may have ${megabytes} MB. Export without files and images, or raise UPLOAD_MAX_MB.`,
    });
  }
}

function parseConnectionId(given: string | undefined): string | undefined {
  const parsed = z
    .uuid()
    .optional()
    .safeParse(given === '' ? undefined : given);
  if (parsed.success) return parsed.data;
  throw new AppError('validation_failed', { errors: [{ path: 'connection_id', message: 'must be a UUID' }] });
}
