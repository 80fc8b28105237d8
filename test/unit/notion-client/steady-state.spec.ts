import { describe, expect, it } from '@jest/globals';
import { MemoryBudget } from '../../../src/modules/notion/client/memory-budget.js';
import { VirtualTime } from './virtual-time.js';

const MINUTE = 60_000;

/** Notion's window as each reading of its documentation has it (notion-api.md §10). */
interface Reading {
  kind: 'fixed' | 'sliding';
  counts_refused: boolean;
}

const READINGS: Reading[] = [
  { kind: 'fixed', counts_refused: true },
  { kind: 'fixed', counts_refused: false },
  { kind: 'sliding', counts_refused: true },
  { kind: 'sliding', counts_refused: false },
];

class SimulatedNotion {
  answered = 0;
  refused = 0;
  private counted: number[] = [];

  constructor(
    private readonly reading: Reading,
    private readonly limit: number,
    /** Where its fixed windows begin. */
    private readonly offset: number,
  ) {}

  receive(now: number): { ok: true } | { ok: false; retry_after_ms: number } {
    const start =
      this.reading.kind === 'fixed' ? Math.floor((now - this.offset) / MINUTE) * MINUTE + this.offset : now - MINUTE;
    this.counted = this.counted.filter((time) => (this.reading.kind === 'fixed' ? time >= start : time > start));
    const ok = this.counted.length < this.limit;
    if (ok || this.reading.counts_refused) this.counted.push(now);
    if (ok) {
      this.answered += 1;
      return { ok };
    }
    this.refused += 1;
    return { ok, retry_after_ms: Math.ceil((start + MINUTE - now) / 1000) * 1000 };
  }
}

interface Simulation {
  time: VirtualTime;
  budget: MemoryBudget;
  /** When requests left. */
  sent: number[];
  /** Those of `sent` that were refused. */
  refused: () => number;
  stop: () => void;
}

/** Readers that always want the next answer, over a network that takes 20 to 900 ms each way. */
function simulate(limit: number, notion: SimulatedNotion, readers: number, seed: number): Simulation {
  const time = new VirtualTime(seed);
  const budget = new MemoryBudget({ requests: limit, window_ms: MINUTE, slack_ms: 1_000 }, time);
  const sent: number[] = [];
  let running = true;
  let refused = 0;
  const latency = (): number => 20 + 880 * time.random();
  const read = async (): Promise<void> => {
    while (running) {
      await budget.take('connection');
      sent.push(time.now());
      await time.sleep(latency());
      const answer = notion.receive(time.now());
      await time.sleep(latency());
      budget.observe('connection', answer.ok ? 'answered' : 'refused');
      if (answer.ok) continue;
      refused += 1;
      await budget.freeze('connection', answer.retry_after_ms);
    }
  };
  for (let reader = 0; reader < readers; reader++) void read();
  return { time, budget, sent, refused: () => refused, stop: () => (running = false) };
}

describe.each([180, 600])('%i requests a minute, in the steady state', (limit) => {
  it.each(READINGS)(
    'uses 95 %% and is never refused: $kind window, refused count: $counts_refused',
    async (reading) => {
      for (const [seed, offset] of [17_000, 0, 43_210].entries()) {
        const notion = new SimulatedNotion(reading, limit, offset);
        const { time, sent, stop } = simulate(limit, notion, 16, seed + 1);
        await time.run(10 * MINUTE);
        stop();
        expect(notion.refused).toBe(0);
        expect(sent.length / 10).toBeGreaterThanOrEqual(0.95 * limit);
      }
    },
  );

  it('is the same budget for four who share it, each with a fair part', async () => {
    const notion = new SimulatedNotion({ kind: 'sliding', counts_refused: true }, limit, 0);
    const time = new VirtualTime(7);
    const budget = new MemoryBudget({ requests: limit, window_ms: MINUTE, slack_ms: 1_000 }, time);
    const parts = [0, 0, 0, 0];
    const user = async (index: number): Promise<void> => {
      for (;;) {
        await budget.take('connection');
        parts[index]! += 1;
        await time.sleep(20 + 200 * time.random());
        notion.receive(time.now());
        budget.observe('connection', 'answered');
      }
    };
    for (let index = 0; index < 4; index++) for (let place = 0; place < 4; place++) void user(index);
    await time.run(5 * MINUTE);
    const total = parts.reduce((sum, part) => sum + part, 0);
    expect(notion.refused).toBe(0);
    expect(total / 5).toBeGreaterThanOrEqual(0.95 * limit);
    for (const part of parts) expect(part).toBeGreaterThan(0.23 * total);
  });
});

describe('the first minutes', () => {
  it.each(READINGS)('open with a burst and are not refused: $kind, refused count: $counts_refused', async (reading) => {
    const notion = new SimulatedNotion(reading, 180, 5_000);
    const { time, budget } = simulate(180, notion, 0, 3);
    await time.run(2 * MINUTE);
    let sent = 0;
    const reader = async (): Promise<void> => {
      for (;;) {
        await budget.take('connection');
        sent += 1;
        await time.sleep(100 + 400 * time.random());
        notion.receive(time.now());
        budget.observe('connection', 'answered');
      }
    };
    for (let place = 0; place < 16; place++) void reader();
    await time.run(5_000);
    expect(sent).toBeGreaterThanOrEqual(60);
    await time.run(5 * MINUTE);
    expect(notion.refused).toBe(0);
    expect(sent).toBeGreaterThanOrEqual(0.95 * 5 * 180);
  });
});

describe('when somebody else uses half of the limit', () => {
  it.each(READINGS)('settles beside them: $kind window, refused count: $counts_refused', async (reading) => {
    const limit = 180;
    const notion = new SimulatedNotion(reading, limit, 0);
    const { time, sent, refused, stop } = simulate(limit, notion, 16, 5);
    const other = async (): Promise<void> => {
      for (;;) {
        await time.sleep(MINUTE / 90);
        notion.receive(time.now());
      }
    };
    void other();
    await time.run(15 * MINUTE);
    stop();
    expect(notion.answered / 15).toBeGreaterThan(0.7 * limit);
    expect(sent.length / 15).toBeGreaterThan(0.25 * limit);
    expect(refused()).toBeLessThan(0.1 * sent.length);
  });
});

describe('MemoryBudget', () => {
  const limits = { requests: 60, window_ms: MINUTE, slack_ms: 1_000 };

  it('serves in order of arrival and keeps connections apart', async () => {
    const time = new VirtualTime();
    const budget = new MemoryBudget(limits, time);
    const order: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) void budget.take('one').then(() => order.push(name));
    void budget.take('other').then(() => order.push('other'));
    await time.run(10_000);
    expect(order.filter((name) => name !== 'other')).toEqual(['a', 'b', 'c', 'd']);
    expect(order.indexOf('other')).toBeLessThan(2);
  });

  it('takes nothing for those who leave, and goes on with those behind them', async () => {
    const time = new VirtualTime();
    const budget = new MemoryBudget(limits, time);
    await budget.take('one');
    const leaver = new AbortController();
    const left = budget.take('one', leaver.signal);
    const stayed = budget.take('one').then(() => time.now());
    const reason = new Error('cancelled');
    leaver.abort(reason);
    await expect(left).rejects.toBe(reason);
    await expect(budget.take('one', leaver.signal)).rejects.toBe(reason);
    await time.run(3_000);
    expect(await stayed).toBeLessThan(1_100);
  });

  it('starts again after all who waited have left', async () => {
    const time = new VirtualTime();
    const budget = new MemoryBudget(limits, time);
    await budget.freeze('one', 60_000);
    const leaver = new AbortController();
    const left = budget.take('one', leaver.signal);
    leaver.abort(new Error('cancelled'));
    const came_later = budget.take('one').then(() => time.now());
    await expect(left).rejects.toThrow('cancelled');
    await time.run(2 * MINUTE);
    expect(await came_later).toBeGreaterThanOrEqual(60_000);
  });

  it('holds everybody back while frozen, also those who were waiting already', async () => {
    const time = new VirtualTime();
    const budget = new MemoryBudget(limits, time);
    const gone: number[] = [];
    for (let one = 0; one < 5; one++) void budget.take('one').then(() => gone.push(time.now()));
    await time.run(1_500);
    const before = gone.length;
    await budget.freeze('one', 90_000);
    await time.run(89_000);
    expect(gone).toHaveLength(before);
    await time.run(30_000);
    expect(gone).toHaveLength(5);
  });
});
