import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { LOGGER, type Logger } from '../../platform/logging/logger.js';
import { STORE, type Store } from '../../platform/store/store.js';
import { GraphsService } from '../graph/graphs.service.js';
import { JOB_QUEUE, type JobQueue } from '../jobs/job-queue.js';
import { ImportsService } from './imports.service.js';
import { SyncSchedule } from './sync-schedule.js';

const RECONCILE_MS = 30_000;
/** How late a scheduled sync, or one that waits for Notion, may start. */
const DUE_MS = 2_000;
const CLEANUP_MS = 3_600_000;

/** An import younger than this may still be between its row and its claim in another process. */
const ACCEPTING_MS = 60_000;

/** Takes up what a dead process left: at start, and again and again. */
@Injectable()
export class ImportUpkeep implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly imports: ImportsService,
    private readonly graphs: GraphsService,
    private readonly syncs: SyncSchedule,
    @Inject(JOB_QUEUE) private readonly jobs: JobQueue,
    @Inject(STORE) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.runs_jobs) return;
    await this.reconcile(this.store.exclusive ? 0 : ACCEPTING_MS);
    await this.jobs.add('cleanup', 'cleanup', {});
    this.every(RECONCILE_MS, () => this.reconcile(ACCEPTING_MS));
    this.every(DUE_MS, async () => {
      await this.imports.resumeWaiting();
      await this.syncs.startDue();
    });
    this.every(CLEANUP_MS, () => this.jobs.add('cleanup', 'cleanup', {}));
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private async reconcile(min_age_ms: number): Promise<void> {
    await this.imports.reconcile(new Date(this.clock.now().getTime() - min_age_ms));
    await this.graphs.requeueDirty();
    await this.syncs.keepToPeriods();
  }

  private every(milliseconds: number, work: () => Promise<void>): void {
    const timer = setInterval(() => {
      work().catch((error: unknown) => this.logger.warn({ err: error }, 'upkeep failed; it is tried again'));
    }, milliseconds);
    timer.unref();
    this.timers.push(timer);
  }
}
