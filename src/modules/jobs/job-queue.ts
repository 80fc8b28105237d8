/** Work that outlives a request. BullMQ on Redis, or an in-process queue: `test/contract/job-queue.contract.ts` holds both. */
export interface JobQueue {
  /**
   * Queues a job. While a job of the same name and id waits or runs, adding it again does nothing.
   * What a job needs to know stands in the store; its payload only names it.
   */
  add(name: string, id: string, payload: Record<string, string>, options?: { delay_ms?: number }): Promise<void>;
  /** Whether a job of that name and id waits, is delayed or runs. */
  isLive(name: string, id: string): Promise<boolean>;
  /** Starts taking jobs. `handlers` by name; a failed job is tried again as its handler says. */
  start(handlers: ReadonlyMap<string, JobHandler>): Promise<void>;
  /** Counts by state, for health and metrics. */
  counts(): Promise<{ waiting: number; running: number; delayed: number; failed: number }>;
  /** Takes no new job, asks running ones to stop (`signal`), waits at most that long. */
  drain(timeout_ms: number): Promise<void>;
}

export interface Job {
  name: string;
  id: string;
  payload: Record<string, string>;
  /** 1 for the first try. */
  attempt: number;
  /** Aborted when the process drains: save what is needed to resume, then return or throw. */
  signal: AbortSignal;
}

export interface JobHandler {
  run(job: Job): Promise<void>;
  /** How many at once in this process. */
  concurrency: number;
  /** Tries in all; between them exponential backoff with full jitter from `backoff_ms`. Errors that are not retryable are not tried again. */
  attempts: number;
  backoff_ms: number;
}

export const JOB_QUEUE = Symbol('JOB_QUEUE');
