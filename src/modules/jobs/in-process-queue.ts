import { AppError } from '../../platform/errors/app-error.js';
import type { Job, JobHandler, JobQueue } from './job-queue.js';

interface Entry {
  name: string;
  id: string;
  payload: Record<string, string>;
  attempt: number;
  state: 'waiting' | 'delayed' | 'running';
  timer?: NodeJS.Timeout;
}

export interface QueueLogger {
  warn(message: string): void;
  error(message: string): void;
}

const MAX_BACKOFF_MS = 10 * 60_000;

/**
 * Jobs in this process's memory, for one machine without Redis. They die with the process; what they were about stands
 * in the store, from where the reconciler adds them again.
 *
 * A job that runs is live, so adding it again does nothing, even where the running one has already looked past what is
 * new: a handler re-reads the store before it ends, or its service adds the job once more when it is done.
 */
export class InProcessQueue implements JobQueue {
  private readonly entries = new Map<string, Entry>();
  /** What waits, by name, in the order in which it is taken. */
  private readonly waiting = new Map<string, Set<Entry>>();
  private readonly running = new Map<Entry, { stop: AbortController; ended: Promise<void> }>();
  private draining = false;
  private handlers: ReadonlyMap<string, JobHandler> = new Map();
  private failed = 0;

  constructor(
    private readonly logger: QueueLogger,
    private readonly random: () => number = Math.random,
  ) {}

  add(name: string, id: string, payload: Record<string, string>, options: { delay_ms?: number } = {}): Promise<void> {
    const key = keyOf(name, id);
    if (!this.entries.has(key)) {
      const entry: Entry = { name, id, payload: { ...payload }, attempt: 1, state: 'waiting' };
      this.entries.set(key, entry);
      if (options.delay_ms !== undefined && options.delay_ms > 0) this.delay(entry, options.delay_ms);
      else this.enqueue(entry);
    }
    return Promise.resolve();
  }

  isLive(name: string, id: string): Promise<boolean> {
    return Promise.resolve(this.entries.has(keyOf(name, id)));
  }

  start(handlers: ReadonlyMap<string, JobHandler>): Promise<void> {
    this.handlers = handlers;
    for (const name of handlers.keys()) this.take(name);
    return Promise.resolve();
  }

  counts(): Promise<{ waiting: number; running: number; delayed: number; failed: number }> {
    const counts = { waiting: 0, running: 0, delayed: 0, failed: this.failed };
    for (const { state } of this.entries.values()) counts[state] += 1;
    return Promise.resolve(counts);
  }

  async drain(timeout_ms: number): Promise<void> {
    this.draining = true;
    for (const entry of this.entries.values()) clearTimeout(entry.timer);
    for (const { stop } of this.running.values()) stop.abort();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), timeout_ms);
    });
    const outcome = await Promise.race([Promise.all([...this.running.values()].map(({ ended }) => ended)), timeout]);
    clearTimeout(timer);
    if (outcome !== 'late') return;
    const names = [...this.running.keys()].map(({ name, id }) => `${name} ${id}`);
    this.logger.warn(`jobs did not stop within ${timeout_ms} ms: ${names.join(', ')}`);
  }

  private enqueue(entry: Entry): void {
    entry.state = 'waiting';
    const waiting = this.waiting.get(entry.name);
    if (waiting) waiting.add(entry);
    else this.waiting.set(entry.name, new Set([entry]));
    this.take(entry.name);
  }

  /** Starts what waits for that handler, as far as its concurrency goes. */
  private take(name: string): void {
    const handler = this.handlers.get(name);
    const waiting = this.waiting.get(name);
    if (!handler || !waiting || this.draining) return;
    let free = handler.concurrency - [...this.running.keys()].filter((entry) => entry.name === name).length;
    for (const entry of waiting) {
      if (free <= 0) return;
      free -= 1;
      waiting.delete(entry);
      entry.state = 'running';
      const stop = new AbortController();
      const ended = this.run(entry, handler, stop.signal).finally(() => {
        this.running.delete(entry);
        this.take(name);
      });
      this.running.set(entry, { stop, ended });
    }
  }

  private async run(entry: Entry, handler: JobHandler, signal: AbortSignal): Promise<void> {
    const { name, id, payload, attempt } = entry;
    const job: Job = { name, id, payload: { ...payload }, attempt, signal };
    try {
      // Not in the caller's turn, so that adding a job costs it nothing; and a throw is caught here either way.
      await Promise.resolve();
      await handler.run(job);
      this.entries.delete(keyOf(name, id));
    } catch (error) {
      this.afterFailure(entry, handler, error);
    }
  }

  private afterFailure(entry: Entry, handler: JobHandler, error: unknown): void {
    const { name, id, attempt } = entry;
    const told = `job ${name} ${id}, try ${attempt} of ${handler.attempts}: ${messageOf(error)}`;
    if (this.draining) {
      // Stopped rather than failed: it goes on from the store after the next start.
      this.entries.delete(keyOf(name, id));
      this.logger.warn(`${told} (while draining)`);
    } else if (attempt >= handler.attempts || (error instanceof AppError && !error.retryable)) {
      this.entries.delete(keyOf(name, id));
      this.failed += 1;
      this.logger.error(told);
    } else {
      entry.attempt += 1;
      const backoff_ms = this.random() * Math.min(MAX_BACKOFF_MS, handler.backoff_ms * 2 ** (attempt - 1));
      const told_to_wait_ms = error instanceof AppError ? (error.retryAfter ?? 0) * 1000 : 0;
      this.delay(entry, Math.max(backoff_ms, told_to_wait_ms));
      this.logger.warn(told);
    }
  }

  private delay(entry: Entry, milliseconds: number): void {
    entry.state = 'delayed';
    if (this.draining) return;
    entry.timer = setTimeout(() => this.enqueue(entry), milliseconds);
  }
}

function keyOf(name: string, id: string): string {
  return `${name}\n${id}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
