import { DiscoveryService } from '@nestjs/core';
import type { JobHandler as Handler } from './job-queue.js';
import type { JobName } from './job-names.js';

export interface JobHandlerOptions extends Pick<Handler, 'concurrency' | 'attempts' | 'backoff_ms'> {
  name: JobName;
}

/** Makes a provider with `run(job)` the handler of the jobs of that name; the JobRegistry finds it. */
export const JobHandler = DiscoveryService.createDecorator<JobHandlerOptions>();
