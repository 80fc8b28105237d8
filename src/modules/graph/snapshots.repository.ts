import { Inject, Injectable } from '@nestjs/common';
import { type Collection, STORE, type Store } from '../../platform/store/store.js';

/** One version of a graph: where its bytes are. Never changed after it was written. */
export interface StoredSnapshot {
  /** `<graph_id>:<version>` */
  _id: string;
  graph_id: string;
  version: number;
  snapshot_blob: string;
  view_blob: string;
  evidence_blob: string;
  /** Of the snapshot and the pins: an equal one needs no new version. */
  sha256: string;
  created_at: string;
}

@Injectable()
export class SnapshotsRepository {
  private readonly snapshots: Collection<StoredSnapshot>;

  constructor(@Inject(STORE) store: Store) {
    this.snapshots = store.collection<StoredSnapshot>('snapshots', [{ fields: ['graph_id', 'version'] }]);
  }

  find(graph_id: string, version: number): Promise<StoredSnapshot | null> {
    return this.snapshots.findOne({ _id: `${graph_id}:${version}` });
  }

  put(snapshot: StoredSnapshot): Promise<void> {
    return this.snapshots.put(snapshot);
  }

  olderThan(graph_id: string, version: number): Promise<StoredSnapshot[]> {
    return this.snapshots.find({ graph_id, version: { $lt: version } });
  }

  ofGraph(graph_id: string): Promise<StoredSnapshot[]> {
    return this.snapshots.find({ graph_id });
  }

  async remove(id: string): Promise<void> {
    await this.snapshots.remove({ _id: id });
  }
}
