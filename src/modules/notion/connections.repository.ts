import { Inject, Injectable } from '@nestjs/common';
import { type Collection, DuplicateKeyError, STORE, type Store } from '../../platform/store/store.js';
import type { Connection } from './connection.js';

/** A connection's tokens as TokenVault seals them. */
export type SealedPair = Pick<Connection, 'access_token' | 'refresh_token'>;

/** What connecting says of a workspace, or a refresh of a connection. */
type Renewal = SealedPair & Partial<Pick<Connection, 'state' | 'workspace_id' | 'workspace_name' | 'workspace_icon'>>;

@Injectable()
export class ConnectionsRepository {
  private readonly connections: Collection<Connection>;

  constructor(@Inject(STORE) store: Store) {
    this.connections = store.collection<Connection>('connections', [
      { fields: ['user_id', 'created_at'] },
      { fields: ['workspace_id'] },
    ]);
  }

  find(id: string): Promise<Connection | null> {
    return this.connections.findOne({ _id: id });
  }

  ofUser(user_id: string): Promise<Connection[]> {
    return this.connections.find({ user_id }, { sort: { created_at: 1, _id: 1 } });
  }

  /** From here on the connection's graphs are made of that import's pages. */
  async show(id: string, import_id: string): Promise<void> {
    await this.connections.update({ _id: id, running_import_id: import_id }, { $set: { shown_import_id: import_id } });
  }

  /** Connections that some import has. */
  claimed(limit: number): Promise<Connection[]> {
    return this.connections.find({ running_import_id: { $ne: null } }, { limit });
  }

  ofWorkspace(workspace_id: string): Promise<Connection[]> {
    return this.connections.find({ workspace_id, state: { $ne: 'revoked' } });
  }

  findByContent(user_id: string, content_sha256: string): Promise<Connection | null> {
    return this.connections.findOne({ user_id, content_sha256 });
  }

  /** @returns false where a connection of that id exists */
  async insertOnce(connection: Connection): Promise<boolean> {
    try {
      await this.connections.insert(connection);
      return true;
    } catch (error) {
      if (error instanceof DuplicateKeyError) return false;
      throw error;
    }
  }

  each(): AsyncIterable<Connection> {
    return this.connections.each({});
  }

  /**
   * Stores a new pair in one write, unless another one was stored since `seen` was read.
   * @returns the connection as it is then, or null
   */
  replacePair(seen: Connection, renewal: Renewal): Promise<Connection | null> {
    return this.connections.update(whileUnchanged(seen), {
      $set: { ...renewal, token_version: seen.token_version + 1 },
    });
  }

  /** @returns false where another pair was stored since `seen` was read */
  async markRevoked(seen: Connection): Promise<boolean> {
    return (await this.connections.update(whileUnchanged(seen), { $set: { state: 'revoked' } })) !== null;
  }

  /** Stores the same tokens under another key. @returns false where they are others by now */
  async reseal({ _id, access_token, refresh_token }: Connection, pair: SealedPair): Promise<boolean> {
    return (await this.connections.update({ _id, access_token, refresh_token }, { $set: pair })) !== null;
  }

  change(id: string, settings: Partial<Pick<Connection, 'comments' | 'refresh_minutes'>>): Promise<Connection | null> {
    return this.connections.update({ _id: id }, { $set: settings });
  }

  /** Gives the connection to an import unless another one has it. @returns whether this import has it now */
  async claim(id: string, import_id: string): Promise<boolean> {
    const claimed = await this.connections.update(
      { _id: id, $or: [{ running_import_id: null }, { running_import_id: import_id }] },
      { $set: { running_import_id: import_id } },
    );
    return claimed !== null;
  }

  /** Ends an import's claim; does nothing where another import has the connection. */
  async release(
    id: string,
    import_id: string,
    change: Partial<Pick<Connection, 'last_import_id' | 'content_sha256'>>,
  ): Promise<void> {
    await this.connections.update(
      { _id: id, running_import_id: import_id },
      { $set: { ...change, running_import_id: null } },
    );
  }

  async remove(id: string): Promise<void> {
    await this.connections.remove({ _id: id });
  }
}

/** Versions start anew where a connection was deleted and made again, so the time it was made counts too. */
function whileUnchanged({ _id, token_version, created_at }: Connection) {
  return { _id, token_version, created_at };
}
