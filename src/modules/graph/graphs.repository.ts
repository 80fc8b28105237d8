import { Inject, Injectable } from '@nestjs/common';
import { type Collection, DuplicateKeyError, STORE, type Store, type Update } from '../../platform/store/store.js';
import type { StoredGraph, StoredStats } from './stored-graph.js';

@Injectable()
export class GraphsRepository {
  private readonly graphs: Collection<StoredGraph>;

  constructor(@Inject(STORE) store: Store) {
    this.graphs = store.collection<StoredGraph>('graphs', [
      { fields: ['user_id', 'created_at'] },
      { fields: ['connection_id'] },
      { fields: ['dirty'] },
    ]);
  }

  find(id: string): Promise<StoredGraph | null> {
    return this.graphs.findOne({ _id: id });
  }

  /** Newest first, after the position where one is given. */
  ofUser(user_id: string, limit: number, after: [created_at: string, id: string] | null): Promise<StoredGraph[]> {
    const older = after
      ? { $or: [{ created_at: { $lt: after[0] } }, { created_at: after[0], _id: { $lt: after[1] } }] }
      : {};
    return this.graphs.find({ user_id, ...older }, { sort: { created_at: -1, _id: -1 }, limit });
  }

  ofConnection(connection_id: string): Promise<StoredGraph[]> {
    return this.graphs.find({ connection_id });
  }

  /** @returns false where a graph of that id exists */
  async insertOnce(graph: StoredGraph): Promise<boolean> {
    try {
      await this.graphs.insert(graph);
      return true;
    } catch (error) {
      if (error instanceof DuplicateKeyError) return false;
      throw error;
    }
  }

  change(id: string, change: NonNullable<Update<StoredGraph>['$set']>): Promise<StoredGraph | null> {
    return this.graphs.update({ _id: id }, { $set: change });
  }

  /** Moves the graph from one version to the next. @returns false where somebody else published first */
  async publish(id: string, from_version: number, stats: StoredStats, updated_at: string): Promise<boolean> {
    const published = await this.graphs.update(
      { _id: id, version: from_version },
      { $set: { version: from_version + 1, stats, updated_at } },
    );
    return published !== null;
  }

  dirty(limit: number): Promise<StoredGraph[]> {
    return this.graphs.find({ dirty: true }, { limit });
  }

  /** The selection of that moment is shown now; a later one keeps the graph dirty. */
  async settle(id: string, selected_at: string): Promise<void> {
    await this.graphs.update({ _id: id, selected_at }, { $set: { dirty: false } });
  }

  async remove(id: string): Promise<void> {
    await this.graphs.remove({ _id: id });
  }
}
