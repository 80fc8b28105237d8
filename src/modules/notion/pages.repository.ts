import { Inject, Injectable } from '@nestjs/common';
import type { SourcePage } from '../../core/notion/page.js';
import { type Collection, STORE, type Store } from '../../platform/store/store.js';

/** A page of a workspace as one connection sees it. */
export interface Page extends SourcePage {
  /** UUIDv5 of connection and Notion id: the same page keeps its id through every import. */
  _id: string;
  user_id: string;
  connection_id: string;
  /** The import that saw it last; what an import did not see is gone from its source. */
  import_id: string;
}

@Injectable()
export class PagesRepository {
  private readonly pages: Collection<Page>;

  constructor(@Inject(STORE) store: Store) {
    this.pages = store.collection<Page>('pages', [{ fields: ['connection_id'] }]);
  }

  put(pages: readonly Page[]): Promise<void> {
    return this.pages.write(pages.map((page) => ({ put: page })));
  }

  ofConnection(connection_id: string): AsyncIterable<Page> {
    return this.pages.each({ connection_id });
  }

  removeUnseen(connection_id: string, import_id: string): Promise<number> {
    return this.pages.remove({ connection_id, import_id: { $ne: import_id } });
  }

  async removeOfConnection(connection_id: string): Promise<void> {
    await this.pages.remove({ connection_id });
  }
}
