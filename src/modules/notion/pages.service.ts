import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { SourcePage } from '../../core/notion/page.js';
import { uuidV5 } from '../../core/notion/ids.js';
import type { Connection } from './connection.js';
import { ConnectionsService } from './connections.service.js';
import { PagesRepository } from './pages.repository.js';
import { type Page, WHOLE_PAGE } from './stored-page.js';

interface Sighting {
  user_id: string;
  connection_id: string;
  import_id: string;
}

@Injectable()
export class PagesService implements OnModuleInit {
  constructor(
    private readonly pages: PagesRepository,
    private readonly connections: ConnectionsService,
  ) {}

  onModuleInit(): void {
    this.connections.onErase((connection_id) => this.pages.removeOfConnection(connection_id));
  }

  /**
   * Stores an upload's pages beside those of the upload before: they count once the connection shows their import.
   * Safe to repeat.
   */
  async store(seen: readonly SourcePage[], sighting: Sighting): Promise<void> {
    await this.pages.put(
      seen.map((page) => ({
        ...WHOLE_PAGE,
        ...page,
        ...sighting,
        _id: uuidV5(`${sighting.import_id} ${page.notion_id}`, sighting.connection_id),
        page_id: uuidV5(page.notion_id, sighting.connection_id),
      })),
    );
  }

  put(pages: readonly Page[]): Promise<void> {
    return this.pages.put(pages);
  }

  change(changes: readonly { _id: string; change: Partial<Page> }[]): Promise<void> {
    return this.pages.change(changes);
  }

  /** Ids of ours among these become Notion's; what is Notion's stays. */
  async notionIds(connection_id: string, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const ours = new Map((await this.pages.withIds(connection_id, ids)).map((page) => [page.page_id, page.notion_id]));
    return ids.map((id) => ours.get(id) ?? id);
  }

  /** Pages that failed so are to be read again. @returns how many */
  requeue(connection_id: string, content_failure: string): Promise<number> {
    return this.pages.requeue(connection_id, content_failure);
  }

  async databasesOf(connection: Connection): Promise<Page[]> {
    const databases = await this.pages.databasesOf(connection._id);
    return isUpload(connection)
      ? databases.filter(({ import_id }) => import_id === connection.shown_import_id)
      : databases;
  }

  /** @param database_id Notion's */
  countRows(connection_id: string, database_id: string): Promise<number> {
    return this.pages.countRows(connection_id, database_id);
  }

  drop(_id: string): Promise<void> {
    return this.pages.remove(_id);
  }

  /** The pages that a connection's graphs are made of. */
  shown(connection: Connection): AsyncIterable<Page> {
    return isUpload(connection)
      ? this.pages.ofImport(connection._id, connection.shown_import_id ?? '')
      : this.pages.ofConnection(connection._id);
  }

  /** Drops what an upload stored that came to nothing. */
  dropImport(connection_id: string, import_id: string): Promise<void> {
    return this.pages.removeOfImport(connection_id, import_id);
  }

  /** Drops what that import, which must be a complete one, did not see. @returns how many */
  dropUnseen(connection_id: string, import_id: string): Promise<number> {
    return this.pages.removeUnseen(connection_id, import_id);
  }

  dropAll(connection_id: string): Promise<void> {
    return this.pages.removeOfConnection(connection_id);
  }

  ofConnection(connection_id: string): AsyncIterable<Page> {
    return this.pages.ofConnection(connection_id);
  }
}

function isUpload({ kind }: Connection): boolean {
  return kind === 'export' || kind === 'sample';
}
