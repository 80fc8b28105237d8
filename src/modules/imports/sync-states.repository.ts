import { Inject, Injectable } from '@nestjs/common';
import { type Collection, STORE, type Store } from '../../platform/store/store.js';

/** Where the syncs of a connection stand. */
export interface SyncState {
  /** The connection's id. */
  _id: string;
  user_id: string;
  /** By Notion's clock: rows edited before it were all read by the last complete sync. Null: there was none. */
  newest: string | null;
  next_sync_at: string;
  /** Pages that Notion's webhooks told of since, by Notion's ids. */
  changed_pages: string[];
}

@Injectable()
export class SyncStatesRepository {
  private readonly states: Collection<SyncState>;

  constructor(@Inject(STORE) store: Store) {
    this.states = store.collection<SyncState>('sync_states', [{ fields: ['next_sync_at'] }]);
  }

  find(connection_id: string): Promise<SyncState | null> {
    return this.states.findOne({ _id: connection_id });
  }

  put(state: SyncState): Promise<void> {
    return this.states.put(state);
  }

  async change(connection_id: string, change: Partial<Omit<SyncState, '_id'>>): Promise<void> {
    await this.states.update({ _id: connection_id }, { $set: change });
  }

  due(now: string, limit: number): Promise<SyncState[]> {
    return this.states.find({ next_sync_at: { $lte: now } }, { sort: { next_sync_at: 1 }, limit });
  }

  all(): AsyncIterable<SyncState> {
    return this.states.each({});
  }

  /** @returns whether this process is the one that starts the sync which was due */
  async takeDue(state: SyncState, next_sync_at: string): Promise<boolean> {
    const taken = await this.states.update(
      { _id: state._id, next_sync_at: state.next_sync_at },
      { $set: { next_sync_at } },
    );
    return taken !== null;
  }

  async remove(connection_id: string): Promise<void> {
    await this.states.remove({ _id: connection_id });
  }
}
