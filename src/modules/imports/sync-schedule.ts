import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { AppError } from '../../platform/errors/app-error.js';
import { LOGGER, type Logger } from '../../platform/logging/logger.js';
import type { Connection } from '../notion/connection.js';
import { ConnectionsService } from '../notion/connections.service.js';
import { ImportsService } from './imports.service.js';
import { type SyncState, SyncStatesRepository } from './sync-states.repository.js';

/** Syncs are spread by so much of their period, so that connections made at once do not stay in step. */
const JITTER = 0.2;

/** Webhooks tell of edits one by one: so long they are gathered before they are read (notion-api.md §7). */
const GATHER_MS = 10_000;

/** With more pages than this named one by one, a whole sync costs less. */
const MAX_NAMED_PAGES = 200;

/** Stands among changed pages for the whole workspace. */
const WHOLE = '*';

/** When each connection is read again: once its period is over, or soon after Notion said that something changed. */
@Injectable()
export class SyncSchedule implements OnModuleInit {
  constructor(
    private readonly states: SyncStatesRepository,
    private readonly imports: ImportsService,
    private readonly connections: ConnectionsService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.connections.onErase((connection_id) => this.states.remove(connection_id));
    // A workspace that was just connected is read at once.
    this.connections.onConnected(async (connection) => {
      await this.state(connection);
      await this.start(connection, { mode: 'incremental' });
    });
  }

  async state(connection: Connection): Promise<SyncState> {
    const found = await this.states.find(connection._id);
    if (found) return found;
    const state: SyncState = {
      _id: connection._id,
      user_id: connection.user_id,
      newest: null,
      next_sync_at: this.after(connection),
      changed_pages: [],
    };
    await this.states.put(state);
    return state;
  }

  synced(connection_id: string, newest: string): Promise<void> {
    return this.states.change(connection_id, { newest });
  }

  /** Notion said that these pages changed, or (null) that something did which only a whole sync finds. */
  async changed(connection: Connection, page_ids: readonly string[] | null): Promise<void> {
    const state = await this.state(connection);
    const named = [...new Set([...state.changed_pages, ...(page_ids ?? [WHOLE])])];
    const changed_pages = named.length > MAX_NAMED_PAGES ? [WHOLE] : named;
    const soon = new Date(this.clock.now().getTime() + GATHER_MS).toISOString();
    const next_sync_at = state.next_sync_at < soon ? state.next_sync_at : soon;
    await this.states.change(connection._id, { changed_pages, next_sync_at });
  }

  /** Starts every sync whose time has come. */
  async startDue(): Promise<void> {
    for (const state of await this.states.due(this.clock.now().toISOString(), 100)) {
      const connection = await this.connections.find(state._id);
      if (!connection) {
        await this.states.remove(state._id);
        continue;
      }
      if (!(await this.states.takeDue(state, this.after(connection)))) continue;
      const named = state.changed_pages.length > 0 && !state.changed_pages.includes(WHOLE);
      const started = await this.start(connection, {
        mode: 'incremental',
        ...(named ? { page_ids: state.changed_pages } : {}),
      });
      if (started) await this.states.change(state._id, { changed_pages: [] });
    }
  }

  /** A time further away than the period comes from a longer period, or from a clock that was set back since. */
  async keepToPeriods(): Promise<void> {
    const now = this.clock.now().getTime();
    for await (const state of this.states.all()) {
      const connection = await this.connections.find(state._id);
      if (!connection) continue;
      const longest_ms = connection.refresh_minutes * 60_000 * (1 + JITTER / 2);
      if (Date.parse(state.next_sync_at) - now > longest_ms) await this.states.takeDue(state, this.after(connection));
    }
  }

  private async start(
    connection: Connection,
    order: { mode: 'full' | 'incremental'; page_ids?: string[] },
  ): Promise<boolean> {
    if (connection.state === 'revoked') return false;
    try {
      await this.imports.acceptSync(connection.user_id, { connection_id: connection._id, ...order });
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'import_running') return false;
      this.logger.warn({ connection_id: connection._id, err: error }, 'a scheduled sync could not be started');
      return false;
    }
  }

  private after({ refresh_minutes }: Connection): string {
    const spread = 1 - JITTER / 2 + JITTER * Math.random();
    return new Date(this.clock.now().getTime() + refresh_minutes * 60_000 * spread).toISOString();
  }
}
