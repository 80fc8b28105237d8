import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { MessagePort } from 'node:worker_threads';
import type { LedgerEntry } from '../../../core/notion/page.js';
import { type TaskResult, taskResult } from '../../../platform/workers/worker-pool.js';
import { readExport } from './read-export.js';

export interface ReadExportInput {
  zip_path: string;
  /** Where the pages go, one SourcePage a line. */
  pages_path: string;
  /** For what has to be unpacked on the way; the caller removes it. */
  tmp_dir: string;
  progress: MessagePort;
}

export interface ReadExportProgress {
  pages_found: number;
  pages_read: number;
  links_found: number;
}

export interface ReadExportOutput extends ReadExportProgress {
  ledger: LedgerEntry[];
}

/** Runs in a worker thread: a zip in, a file of pages out. Nothing is stored before the whole export was read. */
export default function readExportTask(input: ReadExportInput): Promise<TaskResult<ReadExportOutput>> {
  return taskResult(async () => {
    let last: ReadExportProgress = { pages_found: 0, pages_read: 0, links_found: 0 };
    const pages = readExport(input.zip_path, {
      tmp_dir: input.tmp_dir,
      on_progress: (progress) => {
        last = progress;
        input.progress.postMessage(progress);
      },
    });
    const file = createWriteStream(input.pages_path, { highWaterMark: 1 << 20 });
    let pages_read = 0;
    let links_found = 0;
    for (;;) {
      const next = await pages.next();
      if (next.done === true) {
        file.end();
        await finished(file);
        return {
          pages_found: Math.max(last.pages_found, pages_read),
          pages_read,
          links_found,
          ledger: next.value.ledger,
        };
      }
      pages_read++;
      links_found += next.value.links.length;
      if (!file.write(`${JSON.stringify(next.value)}\n`)) await once(file, 'drain');
    }
  });
}
