import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock, IDS, type Ids } from '../../platform/clock.js';
import { AppError } from '../../platform/errors/app-error.js';
import { decodeCursor, encodeCursor, type ListQuery } from '../../platform/http/lists.js';
import { Leases } from '../../platform/store/leases.js';
import { type Blob, BLOB_STORE, type BlobStore } from '../../platform/store/blob-store.js';
import { GraphsService } from '../graph/graphs.service.js';
import { JOB_QUEUE, type JobQueue } from '../jobs/job-queue.js';
import { type Connection, WITHOUT_NOTION } from '../notion/connection.js';
import { ConnectionsService } from '../notion/connections.service.js';
import { PagesService } from '../notion/pages.service.js';
import { ImportFeed } from './import-feed.js';
import { ImportsRepository, LIVE_STATES, type StoredImport } from './imports.repository.js';
import { type AcceptedImport, type ImportOrder, type ImportView, viewOf } from './imports.schemas.js';

/** How long an upload waits for a twin of it to be accepted. */
const ACCEPT_MS = 30_000;

interface Source {
  user_id: string;
  kind: StoredImport['kind'];
  connection_id: string;
  workspace_name: string;
  blob: Blob | null;
  mode?: StoredImport['mode'];
  database_ids?: string[] | null;
  page_ids?: string[] | null;
}

/** More than Notion asks anybody to wait (core/notion/limits/retry.ts). */
const LONGEST_WAIT_MS = 2 * 3_600_000;

/** Accepts imports, shows them and cancels them. The work itself is ImportJob's. */
@Injectable()
export class ImportsService implements OnModuleInit {
  constructor(
    private readonly imports: ImportsRepository,
    private readonly connections: ConnectionsService,
    private readonly graphs: GraphsService,
    private readonly pages: PagesService,
    private readonly feed: ImportFeed,
    private readonly leases: Leases,
    @Inject(JOB_QUEUE) private readonly jobs: JobQueue,
    @Inject(BLOB_STORE) private readonly blobs: BlobStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  onModuleInit(): void {
    this.connections.onErase((connection_id) => this.erase(connection_id));
  }

  /**
   * Accepts an uploaded export. The same bytes again are the connection they made the first time, unless
   * `into_connection_id` names the export to update in place. The blob is the import's from here on, or is removed.
   * @throws AppError `import_running` with the running import's id
   */
  async acceptUpload(
    user_id: string,
    blob: Blob,
    file_name: string,
    into_connection_id: string | undefined,
  ): Promise<AcceptedImport> {
    try {
      // One after the other for the same bytes: the second finds what the first has started.
      return await this.leases.holdWhenFree(
        `upload:${user_id}:${blob.sha256}`,
        () => this.acceptBlob(user_id, blob, file_name, into_connection_id),
        AbortSignal.timeout(ACCEPT_MS),
      );
    } catch (error) {
      await this.blobs.remove(blob._id);
      throw error;
    }
  }

  /**
   * Accepts a sync with Notion.
   * @throws AppError `import_running` with the running import's id, `connection_revoked`, `unprocessable`
   */
  async acceptSync(user_id: string, order: ImportOrder & { page_ids?: string[] }): Promise<AcceptedImport> {
    const connection = await this.connections.owned(user_id, order.connection_id);
    if (connection.kind !== 'oauth' && connection.kind !== 'token') {
      throw new AppError('unprocessable', {
        detail: 'This connection is not read from Notion. Upload a newer export instead.',
      });
    }
    if (connection.state === 'revoked') {
      throw new AppError('connection_revoked', {
        detail: 'Notion no longer accepts this connection. Connect the workspace again.',
      });
    }
    if (connection.running_import_id !== null) throw running(connection.running_import_id);
    return this.accept({
      user_id,
      kind: 'notion',
      connection_id: connection._id,
      workspace_name: connection.workspace_name,
      blob: null,
      mode: order.mode,
      database_ids: order.database_ids ? await this.pages.notionIds(connection._id, order.database_ids) : null,
      page_ids: order.page_ids ?? null,
    });
  }

  /** Queues imports that waited for Notion and whose time has come. */
  async resumeWaiting(): Promise<void> {
    const now = this.clock.now();
    const beyond = new Date(now.getTime() + LONGEST_WAIT_MS).toISOString();
    for (const row of await this.imports.due(now.toISOString(), beyond, 1_000)) {
      if (!(await this.jobs.isLive('import', row._id))) await this.queue(row._id);
    }
  }

  /** The sample workspace, as a connection of its own. */
  acceptSample(user_id: string, workspace_name: string): Promise<AcceptedImport> {
    return this.accept({
      user_id,
      kind: 'sample',
      connection_id: this.ids.next(),
      workspace_name,
      blob: null,
    });
  }

  async list(
    user_id: string,
    query: ListQuery,
  ): Promise<{ imports: Omit<ImportView, 'ledger'>[]; next_cursor: string | null }> {
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor);
    const found = await this.imports.ofUser(user_id, query.limit + 1, after);
    const page = found.slice(0, query.limit);
    const last = page.at(-1);
    const now = this.clock.now();
    return {
      imports: page.map((row) => {
        const { ledger: _ledger, ...summary } = viewOf(row, now);
        return summary;
      }),
      next_cursor: found.length > page.length && last ? encodeCursor(last.created_at, last._id) : null,
    };
  }

  async show(user_id: string, id: string): Promise<ImportView> {
    return viewOf(await this.owned(user_id, id), this.clock.now());
  }

  /** The one place that checks an import's owner. @throws AppError `not_found`, also for somebody else's */
  async owned(user_id: string, id: string): Promise<StoredImport> {
    const row = await this.imports.find(id);
    if (row?.user_id !== user_id) throw new AppError('not_found', { detail: 'There is no such import.' });
    return row;
  }

  /** The import now and after every change, until it is finished. */
  async *follow(id: string, signal: AbortSignal): AsyncGenerator<ImportView> {
    for await (const row of this.feed.follow(id, signal)) yield viewOf(row, this.clock.now());
  }

  /** Cancels an import; one that is finished stays as it is. */
  async cancel(user_id: string, id: string): Promise<void> {
    const { kind } = await this.owned(user_id, id);
    const end = { state: 'cancelled', code: null, message: 'Cancelled. Nothing of this import is shown.' } as const;
    // Once an upload's pages count it goes through: it is a moment from its end, and half of it must not be shown.
    await this.finish(id, end, kind === 'notion' ? [] : ['compiling']);
  }

  /**
   * Ends an import, once: the row, the claim on its connection, its upload. A first import that did not end well takes
   * its connection with it, so that nothing half-imported is left to look at.
   */
  async finish(
    id: string,
    end: Pick<StoredImport, 'state' | 'code' | 'message'>,
    unless_in: readonly StoredImport['phase'][] = [],
  ): Promise<StoredImport | null> {
    const row = await this.imports.change(
      id,
      {
        ...end,
        phase: 'finished',
        finished_at: this.clock.now().toISOString(),
      },
      unless_in,
    );
    if (!row) return null;
    await this.settle(row);
    this.feed.announce(id);
    return row;
  }

  /** What follows the end of an import. Safe to repeat: a process may die before it is through. */
  private async settle(row: StoredImport): Promise<void> {
    if (row.blob_id !== null) await this.blobs.remove(row.blob_id);
    const { content_sha256 } = row;
    const done = { last_import_id: row._id, ...(content_sha256 === null ? {} : { content_sha256 }) };
    await this.connections.release(row.connection_id, row._id, row.state === 'done' ? done : {});
    if (row.state === 'done') return;
    await this.dropUnshown(row);
    const graph = await this.graphs.find(row.graph_id);
    const connection = await this.connections.find(row.connection_id);
    const nothing_shown = graph === null || graph.version === 0;
    // A connection to Notion stays: its next sync may do better, and the user need not log in again.
    if (row.kind === 'notion') return;
    if (nothing_shown && connection !== null && connection.running_import_id === null)
      await this.connections.erase(row.connection_id);
  }

  /** Pages that an upload stored and that were never shown. */
  async dropUnshown(row: StoredImport): Promise<void> {
    if (row.kind === 'notion') return;
    const connection = await this.connections.find(row.connection_id);
    if (connection?.shown_import_id !== row._id) await this.pages.dropImport(row.connection_id, row._id);
  }

  /**
   * Takes up what a dead process left: queues live imports that have no job. One whose connection never became its own
   * was not accepted (nobody got an answer), and goes.
   */
  async reconcile(older_than: Date): Promise<void> {
    for (const row of await this.imports.live(1_000)) {
      if (Date.parse(row.created_at) > older_than.getTime()) continue;
      const connection = await this.connections.find(row.connection_id);
      if (connection?.running_import_id === row._id) {
        if (row.state === 'waiting') continue;
        if (!(await this.jobs.isLive('import', row._id))) await this.queue(row._id);
      } else {
        if (row.blob_id !== null) await this.blobs.remove(row.blob_id);
        await this.imports.remove(row._id);
      }
    }
    await this.settleFinished();
  }

  /** A process may have died between the end of an import and what follows it: a claim would stand for ever. */
  private async settleFinished(): Promise<void> {
    for (const { _id, running_import_id } of await this.connections.claimed(1_000)) {
      if (running_import_id === null) continue;
      const row = await this.imports.find(running_import_id);
      if (!row) await this.connections.release(_id, running_import_id, {});
      else if (!LIVE_STATES.includes(row.state)) await this.settle(row);
    }
  }

  private async acceptBlob(
    user_id: string,
    blob: Blob,
    file_name: string,
    into: string | undefined,
  ): Promise<AcceptedImport> {
    if (into !== undefined) {
      const connection = await this.connections.owned(user_id, into);
      if (connection.kind !== 'export') {
        throw new AppError('unprocessable', {
          detail: 'Only a connection that was made from an export can be updated by one.',
        });
      }
      return this.accept({
        user_id,
        kind: 'export',
        connection_id: into,
        workspace_name: connection.workspace_name,
        blob,
      });
    }
    const live = await this.imports.liveWithContent(user_id, blob.sha256);
    if (live) throw running(live._id);
    const known = await this.connections.findByContent(user_id, blob.sha256);
    if (known) {
      if (known.running_import_id !== null) throw running(known.running_import_id);
      const last = known.last_import_id === null ? null : await this.imports.find(known.last_import_id);
      if (last) {
        await this.blobs.remove(blob._id);
        return { id: last._id, graph_id: last.graph_id, connection_id: known._id, state: last.state };
      }
    }
    const connection_id = known?._id ?? this.ids.next();
    return this.accept({ user_id, kind: 'export', connection_id, workspace_name: workspaceName(file_name), blob });
  }

  /** Row first, then the claim on the connection, then the job: what dies in between is found by `reconcile`. */
  private async accept(source: Source): Promise<AcceptedImport> {
    const now = this.clock.now().toISOString();
    const row: StoredImport = {
      _id: this.ids.next(),
      user_id: source.user_id,
      connection_id: source.connection_id,
      graph_id: (await this.graphs.findDefault(source.connection_id))?._id ?? this.ids.next(),
      kind: source.kind,
      mode: source.mode ?? 'full',
      database_ids: source.database_ids ?? null,
      page_ids: source.page_ids ?? null,
      requests: { total: 0, by_reason: {}, retried: 0, refused: 0 },
      next_try_at: null,
      blob_id: source.blob?._id ?? null,
      content_sha256: source.blob?.sha256 ?? null,
      state: 'queued',
      phase: 'queued',
      pages_found: 0,
      pages_read: 0,
      pages_failed: 0,
      links_found: 0,
      ledger: [],
      created_at: now,
      started_at: null,
      finished_at: null,
      code: null,
      message: null,
    };
    await this.imports.insert(row);
    if (!(await this.claimConnection(row, source, now))) {
      await this.imports.remove(row._id);
      const holder = await this.connections.find(row.connection_id);
      throw running(holder?.running_import_id ?? null);
    }
    await this.queue(row._id);
    return { id: row._id, graph_id: row.graph_id, connection_id: row.connection_id, state: row.state };
  }

  private async claimConnection(row: StoredImport, source: Source, now: string): Promise<boolean> {
    if (source.kind === 'notion') return this.claimKnown(row);
    const connection: Connection = {
      ...WITHOUT_NOTION,
      _id: row.connection_id,
      user_id: row.user_id,
      kind: source.kind,
      workspace_name: source.workspace_name,
      state: 'active',
      content_sha256: null,
      running_import_id: row._id,
      last_import_id: null,
      shown_import_id: null,
      created_at: now,
    };
    const added = await this.connections.add(connection);
    if (!added && !(await this.connections.claim(row.connection_id, row._id))) return false;
    await this.graphs.ensureDefault(connection, row.graph_id);
    return true;
  }

  private async claimKnown(row: StoredImport): Promise<boolean> {
    if (!(await this.connections.claim(row.connection_id, row._id))) return false;
    const connection = await this.connections.find(row.connection_id);
    if (connection) await this.graphs.ensureDefault(connection, row.graph_id);
    return connection !== null;
  }

  private queue(import_id: string): Promise<void> {
    return this.jobs.add('import', import_id, { import_id });
  }

  private async erase(connection_id: string): Promise<void> {
    for (const row of await this.imports.liveOfConnection(connection_id)) {
      await this.imports.change(row._id, {
        state: 'cancelled',
        phase: 'finished',
        finished_at: this.clock.now().toISOString(),
        message: 'Its connection was deleted.',
      });
      if (row.blob_id !== null) await this.blobs.remove(row.blob_id);
      this.feed.announce(row._id);
    }
    // What ended without a graph stays as the account of what went wrong; its ledger names nothing of the workspace.
    await this.imports.removeDone(connection_id);
  }
}

function running(import_id: string | null): AppError {
  return new AppError('import_running', {
    detail: 'This workspace is being imported already. Follow that import, or cancel it.',
    extra: { import_id },
  });
}

/** What to call a workspace that does not tell its name: the file's name, unless that is Notion's `Export-<uuid>`. */
function workspaceName(file_name: string): string {
  const stem = file_name
    .replace(/^.*[/\\]/, '')
    .replace(/\.zip$/i, '')
    .trim();
  return stem === '' || /^Export-[0-9a-f-]{36}/i.test(stem) ? 'Notion export' : stem.slice(0, 200);
}
