import { buffer } from 'node:stream/consumers';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { decodeSnapshot } from '../../core/graph/codec.js';
import { compileSnapshot } from '../../core/graph/compile.js';
import { decodeEvidence, type Evidence } from '../../core/graph/evidence.js';
import type { Graph } from '../../core/graph/snapshot.js';
import { decodeView } from '../../core/graph/view.js';
import { AppError } from '../../platform/errors/app-error.js';
import { BLOB_STORE, type BlobStore } from '../../platform/store/blob-store.js';
import { CACHE, type Cache } from '../cache/cache.js';
import { SnapshotsRepository, type StoredSnapshot } from './snapshots.repository.js';

/** Decoded graphs held in memory, in bytes of their encoded form; decoded they take up to about twice that. */
const MEMORY_BYTES = 512 * 1024 * 1024;

/** A blob never changes; what nobody asks for in a day may be read from the store again. */
const BYTES_TTL_SECONDS = 86_400;

/** A version's graph, ready to be read. Versions never change, so what was loaded once is right for ever. */
@Injectable()
export class GraphReader {
  private readonly graphs: LRUCache<string, Graph>;
  private readonly evidence: LRUCache<string, Evidence>;
  private readonly empty: Graph = { version: 0, ...emptyCompiled(), view: null };

  constructor(
    private readonly snapshots: SnapshotsRepository,
    @Inject(BLOB_STORE) private readonly blobs: BlobStore,
    @Inject(CACHE) private readonly cache: Cache,
  ) {
    // `fetchMethod` makes readers that ask for one version at once share one loading of it.
    this.graphs = new LRUCache({
      maxSize: MEMORY_BYTES,
      fetchMethod: async (key, _stale, { options }) => {
        const { graph, bytes } = await this.loadGraph(key);
        options.size = bytes;
        return graph;
      },
    });
    this.evidence = new LRUCache({
      maxSize: MEMORY_BYTES / 2,
      fetchMethod: async (key, _stale, { options }) => {
        const bytes = await this.bytes((await this.version(key)).evidence_blob);
        options.size = bytes.byteLength + 1;
        return decodeEvidence(bytes);
      },
    });
  }

  /** @throws AppError `version_gone` where that version was never published, or is no longer kept */
  async graph(graph_id: string, version: number): Promise<Graph> {
    if (version === 0) return this.empty;
    return (await this.graphs.fetch(`${graph_id}:${version}`)) ?? this.gone();
  }

  /** The sentences behind a version's links, apart, because most readers never ask for them. */
  async evidenceOf(graph_id: string, version: number): Promise<Evidence | null> {
    if (version === 0) return null;
    return (await this.evidence.fetch(`${graph_id}:${version}`)) ?? this.gone();
  }

  /** A version that is dropped, or erased, must not live on in memory. */
  async forget(row: StoredSnapshot): Promise<void> {
    this.graphs.delete(row._id);
    this.evidence.delete(row._id);
    for (const blob of [row.snapshot_blob, row.view_blob, row.evidence_blob]) await this.cache.delete(`blob:${blob}`);
  }

  private async loadGraph(key: string): Promise<{ graph: Graph; bytes: number }> {
    const row = await this.version(key);
    const [snapshot, view] = await Promise.all([this.bytes(row.snapshot_blob), this.bytes(row.view_blob)]);
    const graph = { version: row.version, snapshot: decodeSnapshot(snapshot), view: decodeView(view) };
    return { graph, bytes: snapshot.byteLength + view.byteLength };
  }

  private async version(key: string): Promise<StoredSnapshot> {
    const separator = key.lastIndexOf(':');
    const row = await this.snapshots.find(key.slice(0, separator), Number(key.slice(separator + 1)));
    return row ?? this.gone();
  }

  private bytes(blob_id: string): Promise<Uint8Array> {
    return this.cache.through(`blob:${blob_id}`, BYTES_TTL_SECONDS, async () => buffer(await this.blobs.read(blob_id)));
  }

  private gone(): never {
    throw new AppError('version_gone', {
      detail: 'This version of the graph is no longer kept. Ask without `v` for the newest one.',
    });
  }
}

function emptyCompiled() {
  return { snapshot: compileSnapshot([]).snapshot };
}
