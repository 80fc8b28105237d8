import { type DynamicModule, Global, Logger, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { InProcessQueue } from './in-process-queue.js';
import { JOB_QUEUE, type JobQueue } from './job-queue.js';
import { JobRegistry, JOBS_OPTIONS, type JobsOptions } from './job-registry.js';

/** Under Docker's ten seconds between asking a container to stop and killing it. */
const DRAIN_MS = 8_000;

@Global()
@Module({})
export class JobsModule {
  static forRoot(options: Pick<JobsOptions, 'run'> & Partial<JobsOptions>): DynamicModule {
    return {
      module: JobsModule,
      imports: [DiscoveryModule],
      providers: [
        { provide: JOB_QUEUE, useFactory: (): JobQueue => new InProcessQueue(new Logger('jobs')) },
        { provide: JOBS_OPTIONS, useValue: { drain_ms: DRAIN_MS, ...options } satisfies JobsOptions },
        JobRegistry,
      ],
      exports: [JOB_QUEUE],
    };
  }
}
