import { Inject, Injectable } from '@nestjs/common';
import { uuidV5 } from '../../core/notion/ids.js';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { AppError } from '../../platform/errors/app-error.js';
import { LOGGER, type Logger } from '../../platform/logging/logger.js';
import { type Connection, DEFAULT_REFRESH_MINUTES } from './connection.js';
import { ConnectionsRepository, type SealedPair } from './connections.repository.js';
import { ConnectionTokens, sealPair } from './tokens/connection-tokens.js';
import type { BotIdentity, TokenPair } from './tokens/notion-oauth.js';
import { type Rotation, rotateTokens } from './tokens/rotate-tokens.js';
import { TokenIdentity } from './tokens/token-identity.js';
import { TokenVault } from './tokens/token-vault.js';

type Eraser = (connection_id: string) => Promise<void>;
type ConnectedListener = (connection: Connection, how: 'new' | 'renewed') => Promise<void>;

export interface NotionAccess extends BotIdentity, TokenPair {
  kind: 'oauth' | 'token';
}

/** Each try fails only because another login or refresh stored a pair meanwhile. */
const CONNECT_TRIES = 10;

@Injectable()
export class ConnectionsService {
  private readonly erasers: Eraser[] = [];
  private readonly connected: ConnectedListener[] = [];

  constructor(
    private readonly connections: ConnectionsRepository,
    private readonly tokens: ConnectionTokens,
    private readonly vault: TokenVault,
    private readonly identity: TokenIdentity,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Every feature that stores something of a connection says here how it is erased with it. */
  onErase(eraser: Eraser): void {
    this.erasers.push(eraser);
  }

  /** Told of every workspace that was connected, or connected again. The user waits for it; its failure is only logged. */
  onConnected(listener: ConnectedListener): void {
    this.connected.push(listener);
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
    if (connection?.user_id !== user_id) throw noSuchConnection();
    return connection;
  }

  /** From here on the connection's graphs are made of that import's pages. */
  show(id: string, import_id: string): Promise<void> {
    return this.connections.show(id, import_id);
  }

  /** Connections that some import has. */
  claimed(limit: number): Promise<Connection[]> {
    return this.connections.claimed(limit);
  }

  /** Every user's connections to a workspace that Notion still takes. */
  ofWorkspace(workspace_id: string): Promise<Connection[]> {
    return this.connections.ofWorkspace(workspace_id);
  }

  findByContent(user_id: string, content_sha256: string): Promise<Connection | null> {
    return this.connections.findByContent(user_id, content_sha256);
  }

  /** @returns false where a connection of that id exists */
  add(connection: Connection): Promise<boolean> {
    return this.connections.insertOnce(connection);
  }

  /**
   * Connects a workspace by what Notion gave. The same user, kind and bot is the same connection: its pair is replaced,
   * for the new one has killed it, and all that was imported stays.
   */
  async connect(user_id: string, access: NotionAccess): Promise<Connection> {
    const _id = uuidV5(`${access.kind} ${access.bot_id}`, user_id);
    const pair = sealPair(await this.vault.keyring(), _id, access);
    const { connection, how } = await this.put(_id, user_id, access, pair);
    for (const listener of this.connected) {
      try {
        await listener(connection, how);
      } catch (error) {
        this.logger.error({ err: error, connection_id: _id }, 'what follows a connected workspace failed');
      }
    }
    return connection;
  }

  /**
   * Connects a workspace by the token of an internal integration. A token that is connected already changes nothing.
   * @throws AppError `notion_token_invalid`, `notion_unavailable`, `notion_rate_limited`
   */
  async connectToken(user_id: string, token: string): Promise<Connection> {
    const identity = await this.identity.of(token);
    const known = await this.connections.find(uuidV5(`token ${identity.bot_id}`, user_id));
    if (known && known.state !== 'revoked') {
      const { access_token } = await this.tokens.current(known._id).catch(() => ({ access_token: null }));
      if (access_token === token) return known;
    }
    return this.connect(user_id, { kind: 'token', ...identity, access_token: token, refresh_token: null });
  }

  /** @throws AppError `not_found`, `unprocessable` for what is not read from Notion */
  async change(
    user_id: string,
    id: string,
    settings: Partial<Pick<Connection, 'comments' | 'refresh_minutes'>>,
  ): Promise<Connection> {
    const { kind } = await this.owned(user_id, id);
    if (kind !== 'oauth' && kind !== 'token') {
      throw new AppError('unprocessable', { detail: 'Only a connection to Notion has these settings.' });
    }
    const changed = await this.connections.change(id, settings);
    if (!changed) throw noSuchConnection();
    return changed;
  }

  claim(id: string, import_id: string): Promise<boolean> {
    return this.connections.claim(id, import_id);
  }

  release(
    id: string,
    import_id: string,
    change: Partial<Pick<Connection, 'last_import_id' | 'content_sha256'>>,
  ): Promise<void> {
    return this.connections.release(id, import_id, change);
  }

  /** For the operator who has put a new key in front of TOKEN_KEYS. Safe to repeat. */
  rotateTokens(): Promise<Rotation> {
    return rotateTokens(this.connections, this.vault);
  }

  /** Erases all that was stored of it, the connection itself last, so that an erasure cut short can be repeated. */
  async erase(id: string): Promise<void> {
    const connection = await this.connections.find(id);
    if (connection) await this.tokens.giveBack(connection);
    for (const erase of this.erasers) await erase(id);
    await this.connections.remove(id);
  }

  private async put(
    _id: string,
    user_id: string,
    { kind, bot_id, workspace_id, workspace_name, workspace_icon }: NotionAccess,
    pair: SealedPair,
  ): Promise<{ connection: Connection; how: 'new' | 'renewed' }> {
    const workspace = {
      workspace_id,
      workspace_name: workspace_name?.trim().slice(0, 200) || 'Notion workspace',
      workspace_icon: emoji(workspace_icon),
    };
    for (let tries = 0; tries < CONNECT_TRIES; tries += 1) {
      const known = await this.connections.find(_id);
      if (known) {
        const renewed = await this.connections.replacePair(known, { ...pair, ...workspace, state: 'active' });
        if (renewed) return { connection: renewed, how: 'renewed' };
        continue;
      }
      const connection: Connection = {
        _id,
        user_id,
        kind,
        bot_id,
        ...workspace,
        state: 'active',
        ...pair,
        token_version: 1,
        comments: false,
        refresh_minutes: DEFAULT_REFRESH_MINUTES,
        content_sha256: null,
        running_import_id: null,
        last_import_id: null,
        shown_import_id: null,
        created_at: this.clock.now().toISOString(),
      };
      if (await this.connections.insertOnce(connection)) return { connection, how: 'new' };
    }
    throw new AppError('conflict', { detail: 'This workspace is being connected elsewhere too. Try again.' });
  }
}

function noSuchConnection(): AppError {
  return new AppError('not_found', { detail: 'There is no such connection.' });
}

/** A workspace's icon may be an address at Notion, which expires and which the page's policy forbids. */
function emoji(icon: string | null): string | null {
  if (icon === null || icon.length > 32) return null;
  return /^(?:\p{Emoji}|\p{Emoji_Component})+$/u.test(icon) && !/^[\d#*]+$/.test(icon) ? icon : null;
}
