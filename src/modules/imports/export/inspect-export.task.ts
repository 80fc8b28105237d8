import { type TaskResult, taskResult } from '../../../platform/workers/worker-pool.js';
import { inspectExport } from './read-export.js';

export interface InspectExportInput {
  zip_path: string;
  tmp_dir: string;
}

/** Runs in a worker thread: refuses at once what can never be imported. */
export default function inspectExportTask(
  input: InspectExportInput,
): Promise<TaskResult<Awaited<ReturnType<typeof inspectExport>>>> {
  return taskResult(() => inspectExport(input.zip_path, { tmp_dir: input.tmp_dir }));
}
