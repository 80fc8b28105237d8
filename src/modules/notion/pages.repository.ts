import { Inject, Injectable } from '@nestjs/common';
import { type Collection, STORE, type Store } from '../../platform/store/store.js';
import type { Page } from './stored-page.js';

@Injectable()
export class PagesRepository {
  private readonly pages: Collection<Page>;

  constructor(@Inject(STORE) store: Store) {
    this.pages = store.collection<Page>('pages', [{ fields: ['connection_id', 'import_id'] }, { fields: ['page_id'] }]);
  }

  put(pages: readonly Page[]): Promise<void> {
    return this.pages.write(pages.map((page) => ({ put: page })));
  }

  ofConnection(connection_id: string): AsyncIterable<Page> {
    return this.pages.each({ connection_id });
  }

  ofImport(connection_id: string, import_id: string): AsyncIterable<Page> {
    return this.pages.each({ connection_id, import_id });
  }

  change(changes: readonly { _id: string; change: Partial<Page> }[]): Promise<void> {
    return this.pages.write(changes.map(({ _id, change }) => ({ update: { _id }, change: { $set: change } })));
  }

  withIds(connection_id: string, ids: readonly string[]): Promise<Page[]> {
    return this.pages.find({ page_id: { $in: ids }, connection_id });
  }

  /** Pages that failed so are to be read again. @returns how many */
  requeue(connection_id: string, content_failure: string): Promise<number> {
    return this.pages.updateMany(
      { connection_id, content_state: 'failed', content_failure },
      { $set: { content_state: 'pending' } },
    );
  }

  databasesOf(connection_id: string): Promise<Page[]> {
    return this.pages.find({ connection_id, kind: 'database' });
  }

  countRows(connection_id: string, database_id: string): Promise<number> {
    return this.pages.count({ connection_id, database_id });
  }

  async remove(_id: string): Promise<void> {
    await this.pages.remove({ _id });
  }

  async removeOfImport(connection_id: string, import_id: string): Promise<void> {
    await this.pages.remove({ connection_id, import_id });
  }

  removeUnseen(connection_id: string, import_id: string): Promise<number> {
    return this.pages.remove({ connection_id, import_id: { $ne: import_id } });
  }

  async removeOfConnection(connection_id: string): Promise<void> {
    await this.pages.remove({ connection_id });
  }
}
