import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { Inject, Injectable } from '@nestjs/common';
import { BLOB_STORE, type BlobStore } from '../../../platform/store/blob-store.js';
import { Scratch } from '../../../platform/store/scratch.js';
import { WorkerPool } from '../../../platform/workers/worker-pool.js';
import type { InspectExportInput } from './inspect-export.task.js';
import type { ReadExportInput, ReadExportOutput, ReadExportProgress } from './read-export.task.js';

const INSPECT = new URL('./inspect-export.task.js', import.meta.url);
const READ = new URL('./read-export.task.js', import.meta.url);

/** Uploaded exports as files, read in a worker thread; what they unpack to is gone afterwards, come what may. */
@Injectable()
export class ExportFiles {
  constructor(
    private readonly workers: WorkerPool,
    private readonly scratch: Scratch,
    @Inject(BLOB_STORE) private readonly blobs: BlobStore,
  ) {}

  /** @throws AppError `export_*` for what can never be imported */
  inspect(blob_id: string): Promise<void> {
    return this.withFiles(blob_id, async (zip_path, tmp_dir) => {
      await this.workers.run<unknown>(INSPECT, { zip_path, tmp_dir } satisfies InspectExportInput);
    });
  }

  /**
   * Reads the export into a file of SourcePages, one JSON document a line, and hands that file to `use`.
   * @throws AppError `export_*`
   */
  read<T>(
    blob_id: string,
    on_progress: (progress: ReadExportProgress) => void,
    signal: AbortSignal,
    use: (pages_path: string, output: ReadExportOutput) => Promise<T>,
  ): Promise<T> {
    return this.withFiles(blob_id, async (zip_path, tmp_dir) => {
      const pages_path = join(tmp_dir, 'pages.ndjson');
      const { port1, port2 } = new MessageChannel();
      // The other end is our own task: see ReadExportProgress.
      port1.on('message', (progress: ReadExportProgress) => on_progress(progress));
      try {
        const input: ReadExportInput = { zip_path, pages_path, tmp_dir, progress: port2 };
        const output = await this.workers.run<ReadExportOutput>(READ, input, {
          signal,
          transfer: [port2],
        });
        return await use(pages_path, output);
      } finally {
        port1.close();
      }
    });
  }

  private async withFiles<T>(blob_id: string, work: (zip_path: string, tmp_dir: string) => Promise<T>): Promise<T> {
    const { path, release } = await this.blobs.localFile(blob_id);
    try {
      return await this.scratch.folder('export', (tmp_dir) => work(path, tmp_dir));
    } finally {
      await release();
    }
  }
}
