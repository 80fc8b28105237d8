import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { JobHandler as HandlerOf, type JobHandlerOptions } from './job-handler.decorator.js';
import { JOB_NAMES } from './job-names.js';
import { type Job, JOB_QUEUE, type JobHandler, type JobQueue } from './job-queue.js';

export interface FoundHandler {
  class_name: string;
  options: Partial<JobHandlerOptions> | undefined;
  instance: unknown;
}

export interface JobsOptions {
  /** Whether this process takes jobs, or only adds them: the worker role, or all. */
  run: boolean;
  /** How long running jobs get to stop. The orchestrator's own patience must be longer. */
  drain_ms: number;
}

export const JOBS_OPTIONS = Symbol('JOBS_OPTIONS');

/** Finds the handlers at the start, and refuses to start where one is missing, doubled or unusable. */
@Injectable()
export class JobRegistry implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly discovery: DiscoveryService,
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
    @Inject(JOBS_OPTIONS) private readonly options: JobsOptions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    // Only where they run: a web process may leave the handlers out.
    if (this.options.run) await this.queue.start(handlersByName(this.find(), JOB_NAMES));
  }

  /** Before the store closes, which is in `onApplicationShutdown`: a job that stops saves where it was. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.queue.drain(this.options.drain_ms);
  }

  private find(): FoundHandler[] {
    return this.discovery.getProviders({ metadataKey: HandlerOf.KEY }).map((provider) => ({
      class_name: String(provider.name),
      options: this.discovery.getMetadataByDecorator(HandlerOf, provider),
      instance: provider.instance as unknown,
    }));
  }
}

/** @throws Error that names every handler that is missing, doubled, unusable or for no known job */
export function handlersByName(found: readonly FoundHandler[], names: readonly string[]): Map<string, JobHandler> {
  const handlers = new Map<string, JobHandler>();
  const problems: string[] = [];
  for (const { class_name, options, instance } of found) {
    const { name, concurrency, attempts, backoff_ms } = options ?? {};
    if (name === undefined || concurrency === undefined || attempts === undefined || backoff_ms === undefined) {
      problems.push(`${class_name} does not say which jobs it runs, and how`);
    } else if (!names.includes(name)) problems.push(`${class_name} runs "${name}", which JOB_NAMES does not list`);
    else if (handlers.has(name)) problems.push(`${class_name} is a second handler of "${name}"`);
    else if (!canRun(instance)) problems.push(`${class_name} has no method run(job)`);
    else handlers.set(name, { run: (job) => instance.run(job), concurrency, attempts, backoff_ms });
  }
  for (const name of names) if (!handlers.has(name)) problems.push(`no usable handler of "${name}"`);
  if (problems.length > 0) throw new Error(`Job handlers: ${problems.join('; ')}.`);
  return handlers;
}

function canRun(instance: unknown): instance is { run: (job: Job) => Promise<void> } {
  return typeof instance === 'object' && instance !== null && 'run' in instance && typeof instance.run === 'function';
}
