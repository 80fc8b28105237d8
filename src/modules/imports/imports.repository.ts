import { Inject, Injectable } from '@nestjs/common';
import type { LedgerEntry } from '../../core/notion/page.js';
import type { ErrorCode } from '../../platform/errors/error-table.js';
import { type Collection, STORE, type Store, type Update } from '../../platform/store/store.js';
import type { RequestCounts } from '../notion/client/request-ledger.js';

export type ImportState = 'queued' | 'running' | 'waiting' | 'done' | 'failed' | 'cancelled';
export const IMPORT_PHASES = [
  'queued',
  'listing',
  'reading',
  'sweeping',
  'linking',
  'storing',
  'compiling',
  'finished',
] as const;
export type ImportPhase = (typeof IMPORT_PHASES)[number];

export const LIVE_STATES: readonly ImportState[] = ['queued', 'running', 'waiting'];

/** An accepted import is a row here first: whatever dies, a row that is not finished is taken up again. */
export interface StoredImport {
  _id: string;
  user_id: string;
  connection_id: string;
  graph_id: string;
  kind: 'export' | 'sample' | 'notion';
  /** Of `notion`: everything is listed again, or only what was edited since the last time. */
  mode: 'full' | 'incremental';
  /** Of `notion`: only these databases (Notion's ids), or only these pages; null for the whole workspace. */
  database_ids: string[] | null;
  page_ids: string[] | null;
  /** The uploaded export; null for the sample. */
  blob_id: string | null;
  /** Of the uploaded export. */
  content_sha256: string | null;
  state: ImportState;
  phase: ImportPhase;
  pages_found: number;
  pages_read: number;
  pages_failed: number;
  links_found: number;
  /** Sent to Notion, by reason; a resumed import goes on counting. */
  requests: RequestCounts;
  /** Of one that waits: when it is taken up again. */
  next_try_at: string | null;
  ledger: LedgerEntry[];
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  code: ErrorCode | null;
  message: string | null;
}

@Injectable()
export class ImportsRepository {
  private readonly imports: Collection<StoredImport>;

  constructor(@Inject(STORE) store: Store) {
    this.imports = store.collection<StoredImport>('imports', [
      { fields: ['user_id', 'created_at'] },
      { fields: ['connection_id'] },
      { fields: ['state'] },
    ]);
  }

  insert(row: StoredImport): Promise<void> {
    return this.imports.insert(row);
  }

  find(id: string): Promise<StoredImport | null> {
    return this.imports.findOne({ _id: id });
  }

  ofUser(user_id: string, limit: number, after: [created_at: string, id: string] | null): Promise<StoredImport[]> {
    const older = after
      ? { $or: [{ created_at: { $lt: after[0] } }, { created_at: after[0], _id: { $lt: after[1] } }] }
      : {};
    return this.imports.find({ user_id, ...older }, { sort: { created_at: -1, _id: -1 }, limit });
  }

  live(limit: number): Promise<StoredImport[]> {
    return this.imports.find({ state: { $in: LIVE_STATES } }, { sort: { created_at: 1 }, limit });
  }

  liveOfConnection(connection_id: string): Promise<StoredImport[]> {
    return this.imports.find({ connection_id, state: { $in: LIVE_STATES } });
  }

  liveWithContent(user_id: string, content_sha256: string): Promise<StoredImport | null> {
    return this.imports.findOne({ user_id, content_sha256, state: { $in: LIVE_STATES } });
  }

  /** Changes an import that is not finished. @returns null where it is, or is gone: whoever works on it stops */
  change(
    id: string,
    change: NonNullable<Update<StoredImport>['$set']>,
    unless_in: readonly ImportPhase[] = [],
  ): Promise<StoredImport | null> {
    const filter = { _id: id, state: { $in: LIVE_STATES }, phase: { $nin: unless_in } };
    return this.imports.update(filter, { $set: change });
  }

  /** Waiting ones whose time has come, or is further away than any wait: then the clock was set back. */
  due(now: string, beyond: string, limit: number): Promise<StoredImport[]> {
    const due = { $or: [{ next_try_at: { $lte: now } }, { next_try_at: { $gt: beyond } }] };
    return this.imports.find({ state: 'waiting', ...due }, { limit });
  }

  async remove(id: string): Promise<void> {
    await this.imports.remove({ _id: id });
  }

  async removeDone(connection_id: string): Promise<void> {
    await this.imports.remove({ connection_id, state: 'done' });
  }
}
