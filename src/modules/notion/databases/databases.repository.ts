import { Inject, Injectable } from '@nestjs/common';
import { type Collection, STORE, type Store } from '../../../platform/store/store.js';

/** A database as Notion listed it last. */
export interface StoredDatabase {
  /** The same as its page's: a UUIDv5 of connection and Notion id. */
  _id: string;
  user_id: string;
  connection_id: string;
  notion_id: string;
  name: string;
  icon: string | null;
}

@Injectable()
export class DatabasesRepository {
  private readonly databases: Collection<StoredDatabase>;

  constructor(@Inject(STORE) store: Store) {
    this.databases = store.collection<StoredDatabase>('databases', [{ fields: ['connection_id'] }]);
  }

  ofConnection(connection_id: string): Promise<StoredDatabase[]> {
    return this.databases.find({ connection_id }, { sort: { name: 1, _id: 1 } });
  }

  /** Makes these the connection's databases. */
  async replace(connection_id: string, databases: readonly StoredDatabase[]): Promise<void> {
    await this.databases.write(databases.map((database) => ({ put: database })));
    await this.databases.remove({ connection_id, _id: { $nin: databases.map(({ _id }) => _id) } });
  }

  async removeOfConnection(connection_id: string): Promise<void> {
    await this.databases.remove({ connection_id });
  }
}
