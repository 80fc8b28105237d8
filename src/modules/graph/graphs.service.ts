import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock, IDS, type Ids } from '../../platform/clock.js';
import { AppError } from '../../platform/errors/app-error.js';
import { decodeCursor, encodeCursor, type ListQuery } from '../../platform/http/lists.js';
import { JOB_QUEUE, type JobQueue } from '../jobs/job-queue.js';
import type { Connection } from '../notion/connection.js';
import { ConnectionsService } from '../notion/connections.service.js';
import { PagesService } from '../notion/pages.service.js';
import { GraphCompiler } from './graph-compiler.js';
import { GraphsRepository } from './graphs.repository.js';
import type { StoredGraph } from './stored-graph.js';
import type { GraphChange, GraphCreation, GraphView } from './graphs.schemas.js';

type Eraser = (graph_id: string) => Promise<void>;

@Injectable()
export class GraphsService implements OnModuleInit {
  private readonly erasers: Eraser[] = [];

  constructor(
    private readonly graphs: GraphsRepository,
    private readonly compiler: GraphCompiler,
    private readonly connections: ConnectionsService,
    private readonly pages: PagesService,
    @Inject(JOB_QUEUE) private readonly jobs: JobQueue,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  onModuleInit(): void {
    this.connections.onErase(async (connection_id) => {
      for (const graph of await this.graphs.ofConnection(connection_id)) await this.erase(graph._id);
    });
  }

  /** Every feature that stores something of a graph says here how it is erased with it. */
  onErase(eraser: Eraser): void {
    this.erasers.push(eraser);
  }

  async list(user_id: string, query: ListQuery): Promise<{ graphs: GraphView[]; next_cursor: string | null }> {
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor);
    const found = await this.graphs.ofUser(user_id, query.limit + 1, after);
    const page = found.slice(0, query.limit);
    const last = page.at(-1);
    const connections = new Map(
      (await this.connections.list(user_id)).map((connection) => [connection._id, connection]),
    );
    return {
      graphs: page.map((graph) => view(graph, connections.get(graph.connection_id))),
      next_cursor: found.length > page.length && last ? encodeCursor(last.created_at, last._id) : null,
    };
  }

  /** The one place that checks a graph's owner. @throws AppError `not_found`, also for somebody else's */
  async owned(user_id: string, id: string): Promise<StoredGraph> {
    const graph = await this.graphs.find(id);
    if (graph?.user_id !== user_id) throw new AppError('not_found', { detail: 'There is no such graph.' });
    return graph;
  }

  find(id: string): Promise<StoredGraph | null> {
    return this.graphs.find(id);
  }

  async show(user_id: string, id: string): Promise<GraphView> {
    const graph = await this.owned(user_id, id);
    return view(graph, await this.connections.find(graph.connection_id));
  }

  async create(user_id: string, wanted: GraphCreation): Promise<GraphView> {
    const connection = await this.connections.owned(user_id, wanted.connection_id);
    const graph: StoredGraph = {
      ...this.blank(this.ids.next(), connection),
      dirty: true,
      name: wanted.name,
      database_ids: await this.pages.notionIds(connection._id, wanted.database_ids ?? []),
      root_ids: wanted.root_ids ?? [],
      kinds: wanted.kinds ?? [],
      pins: wanted.pins ?? [],
    };
    await this.graphs.insertOnce(graph);
    await this.queueCompile(graph);
    return view(graph, connection);
  }

  async change(user_id: string, id: string, change: GraphChange): Promise<GraphView> {
    const before = await this.owned(user_id, id);
    const selects = change.database_ids ?? change.root_ids ?? change.kinds;
    if (before.is_default && selects) {
      throw new AppError('unprocessable', {
        detail: 'This graph shows its whole workspace. Make another one for a part: POST /graphs.',
      });
    }
    const database_ids = change.database_ids && (await this.pages.notionIds(before.connection_id, change.database_ids));
    const set = Object.fromEntries(
      Object.entries({ ...change, database_ids }).filter(([, value]) => value !== undefined),
    );
    const now = this.clock.now().toISOString();
    const recompile = (selects ?? change.pins) !== undefined;
    const graph = await this.graphs.change(id, {
      ...set,
      updated_at: now,
      ...(recompile ? { selected_at: now, dirty: true } : {}),
    });
    if (!graph) throw new AppError('not_found', { detail: 'There is no such graph.' });
    if (recompile) await this.queueCompile(graph);
    return view(graph, await this.connections.find(graph.connection_id));
  }

  /**
   * Deletes a graph with its embeds. With the default graph of an export, or of the sample, goes what was imported,
   * unless another graph still shows it: nobody could see it any more, and it was not asked to be kept. A connection to
   * Notion stays: its next sync makes the graph again.
   */
  async remove(user_id: string, id: string): Promise<void> {
    const graph = await this.owned(user_id, id);
    const others = (await this.graphs.ofConnection(graph.connection_id)).filter((other) => other._id !== id);
    const connection = await this.connections.find(graph.connection_id);
    const uploaded = connection?.kind === 'export' || connection?.kind === 'sample';
    if (uploaded && graph.is_default && others.length === 0) await this.connections.erase(graph.connection_id);
    else await this.erase(id);
  }

  findDefault(connection_id: string): Promise<StoredGraph | null> {
    return this.graphs.defaultOf(connection_id);
  }

  /**
   * The graph that shows all of a connection. Call it with the connection claimed, so that it is made once.
   * @param id of the graph, if it has to be made: a random one, so that a deleted graph's id, under whose versions caches
   *   may hold what it showed, never comes back
   * @returns the id it has
   */
  async ensureDefault(connection: Connection, id: string): Promise<string> {
    const known = await this.graphs.defaultOf(connection._id);
    if (known) return known._id;
    await this.graphs.insertOnce({ ...this.blank(id, connection), is_default: true });
    return id;
  }

  /** After an import: the default graph now, so that the import ends with it shown; the others by jobs. */
  async refresh(connection_id: string, signal: AbortSignal): Promise<void> {
    // In the store before in the queue: a process that dies in between leaves them dirty, not stale.
    await this.graphs.markDirty(connection_id, this.clock.now().toISOString());
    for (const graph of await this.graphs.ofConnection(connection_id)) {
      if (graph.is_default) await this.compiler.compile(graph._id, signal);
      else await this.queueCompile(graph);
    }
  }

  /** Queues what a process that died had queued: the flag is in the store, the queue may not be. */
  async requeueDirty(): Promise<void> {
    for (const graph of await this.graphs.dirty(1_000)) await this.queueCompile(graph);
  }

  /** The selection's moment is part of the job's id: a change made while an earlier one's job runs needs its own. */
  private async queueCompile(graph: StoredGraph): Promise<void> {
    await this.jobs.add('compile', `${graph._id}.${Date.parse(graph.selected_at)}`, { graph_id: graph._id });
  }

  private async erase(id: string): Promise<void> {
    for (const erase of this.erasers) await erase(id);
    await this.compiler.forget(id);
    await this.graphs.remove(id);
  }

  private blank(id: string, connection: Connection): StoredGraph {
    const now = this.clock.now().toISOString();
    return {
      _id: id,
      user_id: connection.user_id,
      connection_id: connection._id,
      name: connection.workspace_name,
      is_default: false,
      database_ids: [],
      root_ids: [],
      kinds: [],
      pins: [],
      selected_at: now,
      dirty: false,
      version: 0,
      stats: { nodes: 0, links: 0, communities: 0 },
      created_at: now,
      updated_at: now,
    };
  }
}

function view(graph: StoredGraph, connection: Connection | null | undefined): GraphView {
  const {
    _id,
    connection_id,
    name,
    is_default,
    database_ids,
    root_ids,
    kinds,
    pins,
    version,
    stats,
    created_at,
    updated_at,
  } = graph;
  return {
    id: _id,
    connection_id,
    connection_kind: connection?.kind ?? 'export',
    name,
    is_default,
    database_ids,
    root_ids,
    kinds,
    pins,
    version,
    stats,
    running_import_id: connection?.running_import_id ?? null,
    last_import_id: connection?.last_import_id ?? null,
    created_at,
    updated_at,
  };
}
