import { setMaxListeners } from 'node:events';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { LedgerEntry, SourcePage } from '../../core/notion/page.js';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { AppError } from '../../platform/errors/app-error.js';
import { LOGGER, type Logger } from '../../platform/logging/logger.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { Leases } from '../../platform/store/leases.js';
import { GraphsService } from '../graph/graphs.service.js';
import type { Job } from '../jobs/job-queue.js';
import { JobHandler } from '../jobs/job-handler.decorator.js';
import { ConnectionsService } from '../notion/connections.service.js';
import { PagesService } from '../notion/pages.service.js';
import { ExportFiles } from './export/export-files.js';
import { ImportFeed } from './import-feed.js';
import { ImportsRepository, type StoredImport } from './imports.repository.js';
import { ImportsService } from './imports.service.js';
import { NotionSync } from './notion/notion-sync.js';
import { readSample } from './sample/read-sample.js';
import { SyncSchedule } from './sync-schedule.js';

const STORE_BATCH = 500;
const PROGRESS_MS = 250;
const ATTEMPTS = 5;
/** Before Notion is tried again, where it does not say itself when. */
const DEFAULT_WAIT_S = 60;

/** An erasure that ended an import goes on for a moment: so often, and so long between, its end is looked for. */
const ERASURE_LOOKS = 100;
const ERASURE_LOOK_MS = 50;

/** The import is not ours to go on with: cancelled, erased, or its lease was lost. */
class Stopped extends Error {}

/**
 * Works on one import: read the source, store its pages, compile the graph. Every step can be repeated, so a process
 * that dies leaves nothing to repair: the next one starts from the upload again.
 */
@JobHandler({ name: 'import', concurrency: 2, attempts: ATTEMPTS, backoff_ms: 1_000 })
@Injectable()
export class ImportJob {
  constructor(
    private readonly imports: ImportsRepository,
    private readonly service: ImportsService,
    private readonly exports: ExportFiles,
    private readonly connections: ConnectionsService,
    private readonly pages: PagesService,
    private readonly graphs: GraphsService,
    private readonly notion: NotionSync,
    private readonly syncs: SyncSchedule,
    private readonly feed: ImportFeed,
    private readonly leases: Leases,
    private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(job: Job): Promise<void> {
    const row = job.payload['import_id'] === undefined ? null : await this.imports.find(job.payload['import_id']);
    if (!row) return;
    try {
      await this.leases.hold(`import:${row.connection_id}`, (_lease, signal) => this.work(row, signal), job.signal);
    } catch (error) {
      await this.cleanUpAfterErasure(row);
      const live = await this.imports.change(row._id, {});
      // Cancelled while pages were being stored: what came after the cancellation's own clean-up goes too.
      if (!live) await this.service.dropUnshown(row);
      if (error instanceof Stopped || job.signal.aborted || !live) return;
      await this.fail(row, error, job.attempt);
    }
  }

  private async work(row: StoredImport, lease: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const signal = AbortSignal.any([lease, ended.signal]);
    // A dozen pages are read at once, each listening.
    setMaxListeners(100, signal);
    const change = async (update: Parameters<ImportsRepository['change']>[1]) => {
      signal.throwIfAborted();
      if (!(await this.imports.change(row._id, update))) {
        ended.abort(new Stopped());
        throw new Stopped();
      }
      this.feed.announce(row._id);
    };
    await change({
      state: 'running',
      next_try_at: null,
      message: null,
      phase: row.kind === 'notion' ? 'listing' : 'reading',
      started_at: row.started_at ?? this.clock.now().toISOString(),
    });
    // A cancelled import must stop in the middle of a long read too, when nothing else would look at its row.
    const watch = setInterval(() => {
      this.imports.change(row._id, {}).then(
        (live) => {
          if (!live) ended.abort(new Stopped());
        },
        () => undefined, // The store is away: the next write says so.
      );
    }, PROGRESS_MS);
    try {
      const ledger =
        row.kind === 'notion' ? await this.sync(row, signal, change) : await this.readAndStore(row, signal, change);
      await change({ phase: 'compiling', ledger });
      if (row.kind !== 'notion') await this.connections.show(row.connection_id, row._id);
      await this.graphs.refresh(row.connection_id, signal);
      if (row.kind !== 'notion') await this.pages.dropUnseen(row.connection_id, row._id);
      const done = await this.service.finish(row._id, { state: 'done', code: null, message: null });
      if (done) this.metrics.imports.inc({ kind: row.kind, state: 'done' });
    } finally {
      clearInterval(watch);
    }
    await this.cleanUpAfterErasure(row);
  }

  private async sync(
    row: StoredImport,
    signal: AbortSignal,
    change: (update: Partial<StoredImport>) => Promise<void>,
  ): Promise<LedgerEntry[]> {
    const connection = await this.connections.find(row.connection_id);
    if (!connection) throw new Stopped();
    const before = await this.syncs.state(connection);
    const { ledger, newest } = await this.notion.run({
      row,
      since: row.mode === 'full' ? null : before.newest,
      with_comments: connection.comments,
      signal,
      change,
      show: () => this.showFirst(row, signal),
    });
    if (newest !== null) await this.syncs.synced(connection._id, newest);
    return ledger;
  }

  private async showFirst(row: StoredImport, signal: AbortSignal): Promise<void> {
    if ((await this.graphs.find(row.graph_id))?.version === 0) await this.graphs.refresh(row.connection_id, signal);
  }

  private async readAndStore(
    row: StoredImport,
    signal: AbortSignal,
    change: (update: Partial<StoredImport>) => Promise<void>,
  ): Promise<LedgerEntry[]> {
    if (row.blob_id === null) {
      const { pages, ledger } = readSample();
      const links_found = pages.reduce((sum, page) => sum + page.links.length, 0);
      await change({ phase: 'storing', pages_found: pages.length, pages_read: pages.length, links_found });
      await this.storeAll(row, pages, signal);
      return ledger;
    }
    const progress = latestOnly(PROGRESS_MS, change);
    return this.exports.read(row.blob_id, progress.push, signal, async (pages_path, output) => {
      await progress.stop();
      const { pages_found, pages_read, links_found, ledger } = output;
      const pages_failed = ledger
        .filter((entry) => FAILED_PAGE.has(entry.reason))
        .reduce((sum, entry) => sum + entry.count, 0);
      await change({ phase: 'storing', pages_found, pages_read, links_found, pages_failed });
      await this.storeAll(row, pagesIn(pages_path), signal);
      return ledger;
    });
  }

  private async storeAll(
    row: StoredImport,
    pages: Iterable<SourcePage> | AsyncIterable<SourcePage>,
    signal: AbortSignal,
  ): Promise<void> {
    const sighting = { user_id: row.user_id, connection_id: row.connection_id, import_id: row._id };
    let batch: SourcePage[] = [];
    for await (const page of pages) {
      batch.push(page);
      if (batch.length < STORE_BATCH) continue;
      signal.throwIfAborted();
      await this.pages.store(batch, sighting);
      batch = [];
    }
    signal.throwIfAborted();
    await this.pages.store(batch, sighting);
  }

  /** Ends the import where trying again cannot help; otherwise the queue tries again. */
  private async fail(row: StoredImport, error: unknown, attempt: number): Promise<void> {
    const known = error instanceof AppError ? error : unexpected(row, error);
    const final = !known.retryable || attempt >= ATTEMPTS;
    if (isAway(known, final)) return this.wait(row, known);
    this.logger.warn({ import_id: row._id, attempt, code: known.code, err: error, final }, 'import failed');
    if (!final) throw error;
    const failed = await this.service.finish(row._id, { state: 'failed', code: known.code, message: known.detail });
    if (failed) this.metrics.imports.inc({ kind: row.kind, state: 'failed' });
  }

  /** Notion is away, for as long as it may be: the import keeps its place, and the last graph is served meanwhile. */
  private async wait(row: StoredImport, error: AppError): Promise<void> {
    const next = new Date(this.clock.now().getTime() + (error.retryAfter ?? DEFAULT_WAIT_S) * 1_000).toISOString();
    const graph = await this.graphs.find(row.graph_id);
    const shown =
      graph === null || graph.version === 0
        ? 'There is no graph yet'
        : `The last graph is from ${clockTime(graph.updated_at)}`;
    await this.imports.change(row._id, {
      state: 'waiting',
      next_try_at: next,
      message: `Notion is not answering. ${shown}; next try at ${clockTime(next)} UTC.`,
    });
    this.feed.announce(row._id);
  }

  /** The connection may have been erased while a batch was being stored, or be about to be. */
  private async cleanUpAfterErasure({ _id, connection_id }: StoredImport): Promise<void> {
    for (let looks = 0; looks < ERASURE_LOOKS; looks++) {
      const connection = await this.connections.find(connection_id);
      if (connection === null) return this.pages.dropAll(connection_id);
      // A cancelled import has let go of its connection; one that was ended by an erasure has not.
      if (connection.running_import_id !== _id || (await this.imports.find(_id))?.state !== 'cancelled') return;
      await delay(ERASURE_LOOK_MS);
    }
  }
}

/** Notion does not answer; or, at the last try, answers now and then, but its lists cannot be read. */
function isAway({ code }: AppError, final: boolean): boolean {
  return code === 'notion_unavailable' || code === 'notion_rate_limited' || (final && code === 'notion_failed');
}

function unexpected({ kind }: StoredImport, cause: unknown): AppError {
  const again = kind === 'notion' ? 'Start it again' : 'Upload the export again';
  const detail = `The import failed on our side. ${again}; if it keeps failing, report the import’s id.`;
  return new AppError('internal', { detail, cause });
}

/** `HH:MM` of a time, in UTC. */
function clockTime(time: string): string {
  return time.slice(11, 16);
}

/** Ledger reasons that mean that a page's content is not in the graph. */
const FAILED_PAGE = new Set(['page_too_large', 'page_unreadable']);

async function* pagesIn(path: string): AsyncGenerator<SourcePage> {
  const lines = createInterface({ input: createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 18 }) });
  for await (const line of lines) {
    // Written a moment ago by the read task.
    if (line !== '') yield JSON.parse(line) as SourcePage;
  }
}

/** Writes the newest of many updates, at most one an interval; failures wait for `stop`, which the caller awaits. */
function latestOnly<T>(interval_ms: number, write: (value: T) => Promise<void>) {
  let latest: { value: T } | null = null;
  let writing: Promise<void> = Promise.resolve();
  let stopped = false;
  const timer = setInterval(() => {
    const next = latest;
    latest = null;
    if (next && !stopped) writing = writing.then(() => write(next.value));
    writing.catch(() => undefined);
  }, interval_ms);
  return {
    push: (value: T): void => {
      latest = { value };
    },
    stop: (): Promise<void> => {
      stopped = true;
      clearInterval(timer);
      return writing;
    },
  };
}
