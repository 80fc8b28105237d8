import { Inject, Injectable } from '@nestjs/common';
import { type Collection, STORE, type Store } from '../../platform/store/store.js';
import type { Page } from './stored-page.js';

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
