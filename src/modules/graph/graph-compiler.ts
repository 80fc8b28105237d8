import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { GraphPage } from '../../core/graph/snapshot.js';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { BLOB_STORE, type BlobStore } from '../../platform/store/blob-store.js';
import { Leases } from '../../platform/store/leases.js';
import { Scratch } from '../../platform/store/scratch.js';
import { WorkerPool } from '../../platform/workers/worker-pool.js';
import type { Connection } from '../notion/connection.js';
import { ConnectionsService } from '../notion/connections.service.js';
import type { Page } from '../notion/stored-page.js';
import { PagesService } from '../notion/pages.service.js';
import type { CompileInput, CompileOutput } from './compile.task.js';
import { GraphReader } from './graph-reader.js';
import { GraphsRepository } from './graphs.repository.js';
import type { StoredGraph } from './stored-graph.js';
import { SnapshotsRepository, type StoredSnapshot } from './snapshots.repository.js';

const TASK = new URL('./compile.task.js', import.meta.url);

/** Readers may hold an older version for a while: so many stay readable. */
const VERSIONS_KEPT = 3;

/** Stored pages in, a published version out. */
@Injectable()
export class GraphCompiler {
  constructor(
    private readonly graphs: GraphsRepository,
    private readonly snapshots: SnapshotsRepository,
    private readonly reader: GraphReader,
    private readonly pages: PagesService,
    private readonly connections: ConnectionsService,
    private readonly workers: WorkerPool,
    private readonly scratch: Scratch,
    private readonly leases: Leases,
    private readonly metrics: Metrics,
    @Inject(BLOB_STORE) private readonly blobs: BlobStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Publishes a new version where the graph's pages, selection or pins changed. Safe to repeat.
   * Waits while the same graph is being compiled by somebody else.
   */
  compile(graph_id: string, outer: AbortSignal): Promise<void> {
    return this.leases.holdWhenFree(
      `compile:${graph_id}`,
      (_lease, signal) => this.compileAlone(graph_id, signal),
      outer,
    );
  }

  private async compileAlone(graph_id: string, signal: AbortSignal): Promise<void> {
    const graph = await this.graphs.find(graph_id);
    if (!graph) return;
    const stop = this.metrics.compileSeconds.startTimer();
    const release: (() => Promise<void>)[] = [];
    try {
      await this.scratch.folder('compile', async (folder) => {
        const pages_path = join(folder, 'pages.ndjson');
        if (!(await this.writePages(graph.connection_id, pages_path))) return;
        const before = await this.snapshots.find(graph_id, graph.version);
        const input: CompileInput = {
          pages_path,
          scope: { database_ids: graph.database_ids, root_ids: graph.root_ids, kinds: graph.kinds },
          pins: graph.pins,
          previous: before ? await this.localFiles(before, release) : null,
        };
        const output = await this.workers.run<CompileOutput>(TASK, input, { signal });
        if (output.compiled) await this.publish(graph, output.sha256, output.compiled);
      });
      await this.graphs.settle(graph_id, graph.selected_at);
    } finally {
      stop();
      for (const done of release) await done();
    }
  }

  /** Forgets all versions of a graph. */
  async forget(graph_id: string): Promise<void> {
    for (const version of await this.snapshots.ofGraph(graph_id)) await this.drop(version);
  }

  /** @returns false where the connection is gone */
  private async writePages(connection_id: string, path: string): Promise<boolean> {
    for (;;) {
      const connection = await this.connections.find(connection_id);
      if (!connection) return false;
      await pipeline(Readable.from(this.lines(connection)), createWriteStream(path));
      const now = await this.connections.find(connection_id);
      // Another upload's pages count from now on, and those that were being read are on their way out.
      if (now?.shown_import_id === connection.shown_import_id) return true;
    }
  }

  private async *lines(connection: Connection): AsyncGenerator<string> {
    for await (const page of this.pages.shown(connection)) yield `${JSON.stringify(graphPage(page))}\n`;
  }

  private async localFiles(
    version: StoredSnapshot,
    release: (() => Promise<void>)[],
  ): Promise<CompileInput['previous']> {
    const snapshot = await this.blobs.localFile(version.snapshot_blob);
    release.push(snapshot.release);
    const view = await this.blobs.localFile(version.view_blob);
    release.push(view.release);
    return { snapshot_path: snapshot.path, view_path: view.path, sha256: version.sha256 };
  }

  private async publish(
    graph: StoredGraph,
    sha256: string,
    compiled: NonNullable<CompileOutput['compiled']>,
  ): Promise<void> {
    const keep = async (bytes: Uint8Array) => {
      const blob = await this.blobs.write(
        graph.user_id,
        'snapshot',
        Readable.from([Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)]),
      );
      return blob._id;
    };
    const now = this.clock.now().toISOString();
    const version: StoredSnapshot = {
      _id: `${graph._id}:${graph.version + 1}`,
      graph_id: graph._id,
      version: graph.version + 1,
      snapshot_blob: await keep(compiled.snapshot),
      view_blob: await keep(compiled.view),
      evidence_blob: await keep(compiled.evidence),
      sha256,
      created_at: now,
    };
    // Left by a process that died between the row and its publication.
    const abandoned = await this.snapshots.find(graph._id, version.version);
    if (abandoned) await this.drop(abandoned);
    // The version's row stands before the graph names it, so that no reader finds a version without bytes.
    await this.snapshots.put(version);
    if (!(await this.graphs.publish(graph._id, graph.version, compiled.stats, now))) {
      // The graph was deleted meanwhile.
      await this.drop(version);
      return;
    }
    for (const old of await this.snapshots.olderThan(graph._id, version.version - VERSIONS_KEPT + 1))
      await this.drop(old);
  }

  private async drop(version: StoredSnapshot): Promise<void> {
    await this.reader.forget(version);
    for (const blob of [version.snapshot_blob, version.view_blob, version.evidence_blob]) await this.blobs.remove(blob);
    await this.snapshots.remove(version._id);
  }
}

function graphPage(page: Page): GraphPage {
  const { page_id, notion_id, kind, title, icon, url, parent_id, database_id, created_time, last_edited_time } = page;
  const links = page.property_links.length === 0 ? page.links : [...page.links, ...page.property_links];
  return {
    id: page_id,
    notion_id,
    kind,
    title,
    icon,
    url,
    parent_id,
    database_id,
    created_time,
    last_edited_time,
    links,
  };
}
