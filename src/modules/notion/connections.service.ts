import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.js';
import type { Connection } from './connection.js';
import { ConnectionsRepository } from './connections.repository.js';

type Eraser = (connection_id: string) => Promise<void>;

@Injectable()
export class ConnectionsService {
  private readonly erasers: Eraser[] = [];

  constructor(private readonly connections: ConnectionsRepository) {}

  /** Every feature that stores something of a connection says here how it is erased with it. */
  onErase(eraser: Eraser): void {
    this.erasers.push(eraser);
  }

  list(user_id: string): Promise<Connection[]> {
    return this.connections.ofUser(user_id);
  }

  find(id: string): Promise<Connection | null> {
    return this.connections.find(id);
  }

  /** The one place that checks a connection's owner. @throws AppError `not_found`, also for somebody else's */
  async owned(user_id: string, id: string): Promise<Connection> {
    const connection = await this.connections.find(id);
    if (connection?.user_id !== user_id) throw new AppError('not_found', { detail: 'There is no such connection.' });
    return connection;
  }

  findByContent(user_id: string, content_sha256: string): Promise<Connection | null> {
    return this.connections.findByContent(user_id, content_sha256);
  }

  /** @returns false where a connection of that id exists */
  add(connection: Connection): Promise<boolean> {
    return this.connections.insertOnce(connection);
  }

  claim(id: string, import_id: string, content_sha256: string | null): Promise<boolean> {
    return this.connections.claim(id, import_id, content_sha256);
  }

  release(id: string, import_id: string, change: { last_import_id: string } | Record<string, never>): Promise<void> {
    return this.connections.release(id, import_id, change);
  }

  /** Erases all that was stored of it, the connection itself last, so that an erasure cut short can be repeated. */
  async erase(id: string): Promise<void> {
    for (const erase of this.erasers) await erase(id);
    await this.connections.remove(id);
  }
}
