import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Job, JobHandler, JobQueue } from '../../src/modules/jobs/job-queue.js';
import { AppError } from '../../src/platform/errors/app-error.js';

export interface OpenQueue {
  queue: JobQueue;
  close: () => Promise<void>;
}

/** A promise that a test resolves, or waits for. */
function signpost<T = void>(): { reached: Promise<T>; reach: (value: T) => void } {
  let reach: (value: T) => void = () => undefined;
  const reached = new Promise<T>((resolve) => (reach = resolve));
  return { reached, reach };
}

/** What every driver of the queue's port does. */
export function jobQueueContract(name: string, open: () => Promise<OpenQueue>): void {
  describe(`the job queue: ${name}`, () => {
    let opened: OpenQueue;
    let queue: JobQueue;

    beforeEach(async () => {
      opened = await open();
      queue = opened.queue;
    });
    afterEach(() => opened.close());

    const handler = (run: (job: Job) => Promise<void>, options: Partial<JobHandler> = {}): JobHandler => ({
      run,
      concurrency: 1,
      attempts: 1,
      backoff_ms: 1,
      ...options,
    });
    const start = (handlers: Record<string, JobHandler>): Promise<void> =>
      queue.start(new Map(Object.entries(handlers)));
    const ended = async (job_name: string, id: string): Promise<void> => {
      while (await queue.isLive(job_name, id)) await new Promise(setImmediate);
    };

    it('runs a job with its name, id and payload, and then it is no longer live', async () => {
      const ran = signpost<Job>();
      await start({ import: handler(async (job) => ran.reach(job)) });
      await queue.add('import', '1', { import_id: 'one' });
      expect(await ran.reached).toMatchObject({ name: 'import', id: '1', payload: { import_id: 'one' }, attempt: 1 });
      await ended('import', '1');
      expect(await queue.counts()).toEqual({ waiting: 0, running: 0, delayed: 0, failed: 0 });
    });

    it('keeps what is added before the start, and runs it in its order', async () => {
      for (const id of ['1', '2', '3']) await queue.add('import', id, {});
      expect(await queue.isLive('import', '2')).toBe(true);
      expect((await queue.counts()).waiting).toBe(3);

      const order: string[] = [];
      await start({ import: handler(async ({ id }) => void order.push(id)) });
      await ended('import', '3');
      expect(order).toEqual(['1', '2', '3']);
    });

    it('holds a job once while it waits or runs, and takes it again when it has ended', async () => {
      const runs: Record<string, string>[] = [];
      const [running, go] = [signpost(), signpost()];
      await queue.add('import', '1', { from: 'first' });
      await queue.add('import', '1', { from: 'while waiting' });
      await start({
        import: handler(async ({ payload }) => {
          runs.push(payload);
          running.reach();
          await go.reached;
        }),
        compile: handler(async () => go.reached),
      });
      await running.reached;
      await queue.add('import', '1', { from: 'while running' });
      await queue.add('compile', '1', { from: 'another name' });
      expect(await queue.isLive('compile', '1')).toBe(true);
      go.reach();
      await ended('import', '1');
      await queue.add('import', '1', { from: 'afterwards' });
      await ended('import', '1');
      expect(runs).toEqual([{ from: 'first' }, { from: 'afterwards' }]);
    });

    it('keeps to the concurrency of each handler', async () => {
      const [busy, go, compiled] = [signpost(), signpost(), signpost()];
      let running = 0;
      let most = 0;
      await start({
        import: handler(
          async () => {
            running += 1;
            most = Math.max(most, running);
            if (running === 3) busy.reach();
            await go.reached;
            await new Promise(setImmediate);
            running -= 1;
          },
          { concurrency: 3 },
        ),
        compile: handler(async () => compiled.reach()),
      });
      for (let n = 0; n < 10; n += 1) await queue.add('import', String(n), {});
      await busy.reached;
      await queue.add('compile', '1', {});
      await compiled.reached;
      expect(await queue.counts()).toMatchObject({ running: 3, waiting: 7 });
      go.reach();
      for (let n = 0; n < 10; n += 1) await ended('import', String(n));
      expect(most).toBe(3);
    });

    it('delays a job, which is live meanwhile', async () => {
      const ran = signpost();
      await start({ cleanup: handler(async () => ran.reach()) });
      await queue.add('cleanup', '1', {}, { delay_ms: 50 });
      await queue.add('cleanup', '1', {});
      expect(await queue.counts()).toMatchObject({ delayed: 1, waiting: 0, running: 0 });
      expect(await queue.isLive('cleanup', '1')).toBe(true);
      await ran.reached;
    });

    it('tries a job again as often as its handler says, then counts it as failed', async () => {
      const attempts: number[] = [];
      await start({
        import: handler(
          async ({ attempt }) => {
            attempts.push(attempt);
            throw new Error('no luck');
          },
          { attempts: 3 },
        ),
      });
      await queue.add('import', '1', {});
      await ended('import', '1');
      expect(attempts).toEqual([1, 2, 3]);
      expect(await queue.counts()).toEqual({ waiting: 0, running: 0, delayed: 0, failed: 1 });
    });

    it('counts no failure where a later try succeeds', async () => {
      await start({
        import: handler(
          async ({ attempt }) => {
            if (attempt < 3) throw new AppError('rate_limited');
          },
          { attempts: 5 },
        ),
      });
      await queue.add('import', '1', {});
      await ended('import', '1');
      expect((await queue.counts()).failed).toBe(0);
    });

    it('does not try again what cannot succeed', async () => {
      const attempts: number[] = [];
      await start({
        import: handler(
          async ({ attempt }) => {
            attempts.push(attempt);
            throw new AppError('export_not_zip');
          },
          { attempts: 5 },
        ),
      });
      await queue.add('import', '1', {});
      await ended('import', '1');
      expect(attempts).toEqual([1]);
      expect((await queue.counts()).failed).toBe(1);
    });

    it('survives a handler that throws before it returns a promise', async () => {
      const ran = signpost();
      await start({
        import: handler(() => {
          throw new Error('at once');
        }),
        compile: handler(async () => ran.reach()),
      });
      await queue.add('import', '1', {});
      await ended('import', '1');
      await queue.add('compile', '1', {});
      await ran.reached;
      expect((await queue.counts()).failed).toBe(1);
    });

    describe('when it drains', () => {
      it('asks running jobs to stop, waits for them and takes no other', async () => {
        const [running, saved] = [signpost(), signpost()];
        const ran: string[] = [];
        await start({
          import: handler(async ({ id, signal }) => {
            ran.push(id);
            running.reach();
            await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
            saved.reach();
          }),
        });
        await queue.add('import', '1', {});
        await queue.add('import', '2', {});
        await running.reached;
        await queue.drain(10_000);
        await saved.reached;
        await queue.add('import', '3', {});
        await new Promise(setImmediate);
        expect(ran).toEqual(['1']);
      });

      it('waits no longer than it is told to', async () => {
        const [running, go] = [signpost(), signpost()];
        await start({
          import: handler(async () => {
            running.reach();
            await go.reached;
          }),
        });
        await queue.add('import', '1', {});
        await running.reached;
        await expect(queue.drain(20)).resolves.toBeUndefined();
        go.reach();
      });

      it('does not count a job that it stopped as failed', async () => {
        const running = signpost();
        await start({
          import: handler(async ({ signal }) => {
            running.reach();
            await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
            signal.throwIfAborted();
          }),
        });
        await queue.add('import', '1', {});
        await running.reached;
        await queue.drain(10_000);
        expect((await queue.counts()).failed).toBe(0);
      });

      it('is done at once where nothing runs', async () => {
        await queue.drain(10_000);
        await queue.drain(10_000);
      });
    });
  });
}
