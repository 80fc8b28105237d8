import type { Job } from '../jobs/job-queue.js';
import { JobHandler } from '../jobs/job-handler.decorator.js';
import { GraphCompiler } from './graph-compiler.js';

/** Brings one graph up to its connection's pages and its own selection. */
@JobHandler({ name: 'compile', concurrency: 1, attempts: 8, backoff_ms: 500 })
export class CompileJob {
  constructor(private readonly compiler: GraphCompiler) {}

  async run(job: Job): Promise<void> {
    const { graph_id } = job.payload;
    if (graph_id !== undefined) await this.compiler.compile(graph_id, job.signal);
  }
}
