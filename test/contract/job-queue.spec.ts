import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { InProcessQueue } from '../../src/modules/jobs/in-process-queue.js';
import { AppError } from '../../src/platform/errors/app-error.js';
import { jobQueueContract } from './job-queue.contract.js';

const silent = { warn: () => undefined, error: () => undefined };

jobQueueContract('in this process', async () => {
  const queue = new InProcessQueue(silent);
  return { queue, close: () => queue.drain(0) };
});

describe('the queue in this process, by its clock', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  /** When each try began, in milliseconds since the job was added. */
  async function triesOf(random: () => number, error: Error, total_ms: number): Promise<number[]> {
    const queue = new InProcessQueue(silent, random);
    const started = Date.now();
    const tries: number[] = [];
    const run = () => {
      tries.push(Date.now() - started);
      return Promise.reject(error);
    };
    await queue.start(new Map([['import', { run, concurrency: 1, attempts: 5, backoff_ms: 1_000 }]]));
    await queue.add('import', '1', {});
    await jest.advanceTimersByTimeAsync(total_ms);
    await queue.drain(0);
    return tries;
  }

  it('backs off exponentially, up to the whole of each step', async () => {
    expect(await triesOf(() => 1, new Error('away'), 60_000)).toEqual([0, 1_000, 3_000, 7_000, 15_000]);
  });

  it('spreads tries over each step', async () => {
    expect(await triesOf(() => 0.5, new Error('away'), 60_000)).toEqual([0, 500, 1_500, 3_500, 7_500]);
    expect(await triesOf(() => 0.001, new Error('away'), 60_000)).toEqual([0, 1, 3, 7, 15]);
  });

  it('waits at least as long as the error says', async () => {
    const error = new AppError('rate_limited', { retryAfter: 10 });
    expect(await triesOf(() => 1, error, 25_000)).toEqual([0, 10_000, 20_000]);
  });

  it('says which jobs failed, and which did not stop', async () => {
    const told: string[] = [];
    const tell = (message: string): void => void told.push(message.split('\n')[0]!);
    const queue = new InProcessQueue({ warn: tell, error: tell });
    const run = ({ id }: { id: string }) =>
      id === '1' ? Promise.reject(new Error('no luck')) : new Promise<void>(() => {});
    await queue.start(new Map([['import', { run, concurrency: 2, attempts: 1, backoff_ms: 1 }]]));
    await queue.add('import', '1', {});
    await queue.add('import', '2', {});
    await jest.advanceTimersByTimeAsync(0);
    const drained = queue.drain(1_000);
    await jest.advanceTimersByTimeAsync(1_000);
    await drained;
    expect(told).toEqual(['job import 1, try 1 of 1: Error: no luck', 'jobs did not stop within 1000 ms: import 2']);
  });
});
