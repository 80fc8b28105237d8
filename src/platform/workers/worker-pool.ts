import { availableParallelism } from 'node:os';
import type { Transferable } from 'node:worker_threads';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { AppError, type AppErrorOptions } from '../errors/app-error.js';
import type { ErrorCode } from '../errors/error-table.js';
import { LOGGER, type Logger } from '../logging/logger.js';

/** What a task file's default export returns: an AppError does not survive the way between threads as itself. */
export type TaskResult<T> = { ok: true; value: T } | { ok: false; code: ErrorCode; detail: string };

/** Wraps a task's body so that an AppError arrives as one on the other side. */
export async function taskResult<T>(body: () => Promise<T>): Promise<TaskResult<T>> {
  try {
    return { ok: true, value: await body() };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, code: error.code, detail: error.detail };
    throw error;
  }
}

/** Threads for what would hold up the event loop: unzipping, parsing, compiling, layout. */
@Injectable()
export class WorkerPool implements OnApplicationShutdown {
  private readonly pool: Piscina;

  constructor(@Inject(LOGGER) logger: Logger) {
    this.pool = new Piscina({
      // At least one: when a running task is aborted its thread ends, and piscina starts another for what is queued only
      // to keep this minimum.
      minThreads: 1,
      maxThreads: Math.max(1, availableParallelism() - 1),
      idleTimeout: 10_000,
      // A thread that runs out of memory dies alone; the process and its readers live.
      resourceLimits: { maxOldGenerationSizeMb: 4096 },
    });
    this.pool.on('error', (error) => logger.error({ err: error }, 'a worker thread failed'));
  }

  /**
   * Runs a task file's default export in a thread. Aborting ends the thread at once, so what the task leaves on disk
   * must be in a folder that the caller removes.
   * @throws AppError as the task threw it
   */
  async run<Out>(
    task: URL,
    input: unknown,
    options: { signal?: AbortSignal; transfer?: Transferable[] } = {},
  ): Promise<Out> {
    const result = (await this.pool.run(input, {
      filename: task.href,
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.transfer ? { transferList: options.transfer } : {}),
    })) as TaskResult<Out>;
    if (result.ok) return result.value;
    const appError: AppErrorOptions = { detail: result.detail };
    throw new AppError(result.code, appError);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.destroy();
  }
}
