import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { SourcePage } from '../../core/notion/page.js';
import { uuidV5 } from '../../core/notion/ids.js';
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

  /** Stores pages as an import saw them. Safe to repeat. */
  async store(seen: readonly SourcePage[], sighting: Sighting): Promise<void> {
    await this.pages.put(
      seen.map((page) => ({ ...WHOLE_PAGE, ...page, ...sighting, _id: uuidV5(page.notion_id, sighting.connection_id) })),
    );
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
