import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { readDataSource } from '../../../core/notion/api/database-object.js';
import { uuidV5 } from '../../../core/notion/ids.js';
import { LOGGER, type Logger } from '../../../platform/logging/logger.js';
import { NotionApis } from '../client/notion-apis.js';
import type { Connection } from '../connection.js';
import { ConnectionsService } from '../connections.service.js';
import { PagesService } from '../pages.service.js';
import { DatabasesRepository, type StoredDatabase } from './databases.repository.js';

export interface DatabaseView {
  id: string;
  notion_id: string;
  user_id: string;
  connection_id: string;
  name: string;
  icon: string | null;
  /** Rows that were imported. */
  page_count: number;
  /** Id of the connection's last import, or null. */
  last_import: string | null;
}

/** Somebody looks at a list meanwhile; after this the last known one will do. */
const ANSWER_MS = 8_000;

/** Lists longer than this are cut: nobody chooses from more, and each hundred costs a request. */
const MAX_LISTS = 20;

/** A user's databases: as Notion lists them now, or as they were known last. */
@Injectable()
export class DatabasesService implements OnModuleInit {
  constructor(
    private readonly databases: DatabasesRepository,
    private readonly connections: ConnectionsService,
    private readonly pages: PagesService,
    private readonly apis: NotionApis,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.connections.onErase((connection_id) => this.databases.removeOfConnection(connection_id));
  }

  async ofUser(user_id: string): Promise<{ databases: DatabaseView[]; stale?: true }> {
    const connections = await this.connections.list(user_id);
    const lists = await Promise.all(connections.map((connection) => this.ofConnection(connection)));
    const stale = lists.some((list) => list.stale);
    return { databases: lists.flatMap((list) => list.databases), ...(stale ? { stale: true } : {}) };
  }

  private async ofConnection(connection: Connection): Promise<{ databases: DatabaseView[]; stale: boolean }> {
    const imported = await this.pages.databasesOf(connection);
    const from_notion = connection.kind === 'oauth' || connection.kind === 'token';
    const listed = from_notion ? await this.listed(connection) : { databases: [], stale: false };
    const by_id = new Map<string, DatabaseView>();
    for (const { page_id: _id, notion_id, title, icon } of imported)
      by_id.set(_id, this.view(connection, _id, notion_id, title, icon));
    for (const { _id, notion_id, name, icon } of listed.databases)
      by_id.set(_id, this.view(connection, _id, notion_id, name, icon));
    const databases = [...by_id.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const database of databases)
      database.page_count = await this.pages.countRows(connection._id, database.notion_id);
    return { databases, stale: listed.stale };
  }

  private async listed(connection: Connection): Promise<{ databases: StoredDatabase[]; stale: boolean }> {
    try {
      if (connection.state === 'revoked') throw new Error('revoked');
      const databases = await this.askNotion(connection);
      await this.databases.replace(connection._id, databases);
      return { databases, stale: false };
    } catch (error) {
      this.logger.info(
        { connection_id: connection._id, err: error },
        'the last known databases stand in for Notion’s list',
      );
      return { databases: await this.databases.ofConnection(connection._id), stale: true };
    }
  }

  private async askNotion(connection: Connection): Promise<StoredDatabase[]> {
    const api = this.apis.for(connection._id, { signal: AbortSignal.timeout(ANSWER_MS) });
    const found = new Map<string, StoredDatabase>();
    let cursor: string | null = null;
    for (let lists = 0; lists < MAX_LISTS; lists++) {
      const answer = await api.search(cursor, { filter: { property: 'object', value: 'data_source' } });
      for (const json of answer.results) {
        const source = readDataSource(json);
        const notion_id = source?.database_id ?? null;
        if (!source || source.in_trash || notion_id === null) continue;
        const _id = uuidV5(notion_id, connection._id);
        const { name, icon } = source;
        found.set(_id, {
          _id,
          user_id: connection.user_id,
          connection_id: connection._id,
          notion_id,
          name: name === '' ? 'Untitled' : name,
          icon,
        });
      }
      cursor = answer.has_more ? answer.next_cursor : null;
      if (cursor === null) break;
    }
    return [...found.values()];
  }

  private view(connection: Connection, id: string, notion_id: string, name: string, icon: string | null): DatabaseView {
    const { user_id, _id, last_import_id } = connection;
    return { id, notion_id, user_id, connection_id: _id, name, icon, page_count: 0, last_import: last_import_id };
  }
}
