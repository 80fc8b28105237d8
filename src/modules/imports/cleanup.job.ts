import { Inject } from '@nestjs/common';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { BLOB_STORE, type BlobStore } from '../../platform/store/blob-store.js';
import { JobHandler } from '../jobs/job-handler.decorator.js';
import { ImportsRepository } from './imports.repository.js';

const UPLOAD_LIFE_MS = 24 * 3_600_000;

/** Erases uploads that outlived their import: a process may die between the end of the one and of the other. */
@JobHandler({ name: 'cleanup', concurrency: 1, attempts: 3, backoff_ms: 5_000 })
export class CleanupJob {
  constructor(
    private readonly imports: ImportsRepository,
    @Inject(BLOB_STORE) private readonly blobs: BlobStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const in_use = new Set((await this.imports.live(10_000)).map((row) => row.blob_id));
    const before = new Date(this.clock.now().getTime() - UPLOAD_LIFE_MS);
    for (const blob of await this.blobs.olderThan('upload', before)) {
      if (!in_use.has(blob._id)) await this.blobs.remove(blob._id);
    }
  }
}
