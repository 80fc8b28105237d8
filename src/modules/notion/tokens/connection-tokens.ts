import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../platform/errors/app-error.js';
import type { Lease, Leases } from '../../../platform/store/leases.js';
import { revoked } from '../client/faults.js';
import type { Token, TokenSource } from '../client/token-source.js';
import type { Connection } from '../connection.js';
import type { ConnectionsRepository, SealedPair } from '../connections.repository.js';
import { unavailable } from './ask-notion.js';
import type { NotionOAuth, TokenPair } from './notion-oauth.js';
import type { Keyring, TokenVault } from './token-vault.js';

export interface TokenRules {
  /** More than a refresh (NotionOAuth: 15 s) and all tries to store what it brought, together. */
  lease_ms: number;
  /** How often somebody who waits for another's refresh looks whether it is there. */
  poll_ms: number;
  /** More than a lease: a holder that died is outwaited. */
  wait_ms: number;
  /** Pauses between the tries to store a pair. */
  save_pauses_ms: readonly number[];
}

const TOKEN_RULES: TokenRules = {
  lease_ms: 40_000,
  poll_ms: 150,
  wait_ms: 50_000,
  save_pauses_ms: [50, 200, 500, 1_000, 3_000, 5_000],
};

interface Needs {
  connections: ConnectionsRepository;
  vault: TokenVault;
  oauth: NotionOAuth;
  leases: Leases;
  rules?: Partial<TokenRules>;
}

/**
 * The access token of each connection. A refresh kills the pair before it, so of all processes one refreshes at a time,
 * under a lease, and the pair it brings is stored in one write that holds only while `token_version` is still what it
 * was; everybody else reads that pair.
 *
 * What cannot be made safe: between Notion's answer and our write the pair is in this process alone. Nothing waits there
 * (the keys are read before Notion is asked), and a store that is away is tried for ten seconds, then at the next
 * refresh by this process. A process that dies there, and an answer that is lost on its way, cost the pair: the next
 * refresh is told `invalid_grant`, and the user has to reconnect; nothing else is lost.
 */
export class ConnectionTokens {
  private readonly connections: ConnectionsRepository;
  private readonly vault: TokenVault;
  private readonly oauth: NotionOAuth;
  private readonly leases: Leases;
  private readonly rules: TokenRules;
  /** Refreshes under way here, by connection and the version that they replace. */
  private readonly renewals = new Map<string, Promise<Token>>();
  /** Pairs that the store did not take. */
  private readonly unsaved = new Map<string, { replaces: Connection; pair: SealedPair }>();

  constructor({ connections, vault, oauth, leases, rules }: Needs) {
    this.connections = connections;
    this.vault = vault;
    this.oauth = oauth;
    this.leases = leases;
    this.rules = { ...TOKEN_RULES, ...rules };
  }

  /** @throws AppError `connection_revoked`; `not_found` where there is no such connection, or it needs no token */
  async current(connection_id: string): Promise<Token> {
    return this.tokenOf(await this.usable(connection_id));
  }

  /**
   * A newer token than the one that Notion has refused.
   * @param seen_token_version of the refused one; where the stored one is another already, that is returned
   * @throws AppError `connection_revoked`; `notion_…` (retryable) where Notion does not answer: then nothing has changed
   */
  async refresh(connection_id: string, seen_token_version: number): Promise<Token> {
    const connection = await this.usable(connection_id);
    if (connection.token_version !== seen_token_version) return this.tokenOf(connection);
    const key = `${connection_id} ${seen_token_version}`;
    let renewal = this.renewals.get(key);
    if (!renewal) {
      renewal = this.renew(connection_id, seen_token_version).finally(() => this.renewals.delete(key));
      this.renewals.set(key, renewal);
    }
    return renewal;
  }

  source(connection_id: string): TokenSource {
    return {
      current: () => this.current(connection_id),
      refresh: (seen_token_version) => this.refresh(connection_id, seen_token_version),
    };
  }

  /** Tells Notion that we are done with a connection's tokens. A courtesy: nothing depends on it. */
  async giveBack(connection: Connection): Promise<void> {
    if (connection.kind !== 'oauth' || connection.state === 'revoked') return;
    try {
      const { access_token } = await this.tokenOf(connection);
      await this.oauth.revoke(access_token);
    } catch {
      // The person can end it at Notion.
    }
  }

  private async renew(connection_id: string, seen: number): Promise<Token> {
    const until = performance.now() + this.rules.wait_ms;
    for (;;) {
      const lease = await this.leases.acquire(`notion token ${connection_id}`, randomUUID(), this.rules.lease_ms);
      if (lease) {
        const renewed = await this.renewUnder(lease, connection_id, seen);
        if (renewed) return renewed;
      }
      if (performance.now() > until) throw unavailable();
      await sleep(this.rules.poll_ms * (0.5 + Math.random()));
      const connection = await this.usable(connection_id);
      if (connection.token_version !== seen) return this.tokenOf(connection);
    }
  }

  private async renewUnder(lease: Lease, connection_id: string, seen: number): Promise<Token | null> {
    try {
      return await this.renewAlone(lease, connection_id, seen);
    } finally {
      // It would end by itself; only the others would wait for that.
      await this.leases.release(lease).catch(() => undefined);
    }
  }

  /** @returns null where the lease was lost before Notion was asked */
  private async renewAlone(lease: Lease, connection_id: string, seen: number): Promise<Token | null> {
    const connection = await this.usable(connection_id);
    if (connection.token_version !== seen) return this.tokenOf(connection);
    const keyring = await this.vault.keyring();
    const unsaved = this.unsaved.get(connection_id);
    if (unsaved && isSame(unsaved.replaces, connection)) return this.save(connection, unsaved.pair);
    // An internal integration's token is all that there is.
    if (connection.refresh_token === null) return this.markRevoked(connection);
    const refresh_token = keyring.open(connection.refresh_token, { connection_id, field: 'refresh_token' });
    // A process that stood still until now has lost it, and another one may be asking Notion.
    if (!(await this.leases.renew(lease, this.rules.lease_ms))) return null;
    const pair = await this.ask(refresh_token);
    return pair ? this.save(connection, sealPair(keyring, connection_id, pair)) : this.markRevoked(connection);
  }

  /** @returns null where the refresh token is dead */
  private async ask(refresh_token: string): Promise<TokenPair | null> {
    try {
      return await this.oauth.refresh(refresh_token);
    } catch (error) {
      if (error instanceof AppError && error.code === 'notion_grant_invalid') return null;
      throw error;
    }
  }

  private async save(connection: Connection, pair: SealedPair): Promise<Token> {
    for (const pause_ms of [...this.rules.save_pauses_ms, null]) {
      try {
        const stored = await this.connections.replacePair(connection, { ...pair, state: 'active' });
        this.unsaved.delete(connection._id);
        // Null: connected again meanwhile, which is newer, or erased; or an earlier try had arrived after all.
        return await this.tokenOf(stored ?? (await this.usable(connection._id)));
      } catch (error) {
        if (error instanceof AppError && !error.retryable) throw error;
        this.unsaved.set(connection._id, { replaces: connection, pair });
        if (pause_ms === null) throw error;
        await sleep(pause_ms);
      }
    }
    throw unavailable();
  }

  /**
   * Only while the pair is still the refused one. A process that stood still after Notion had answered it may yet store
   * the pair that followed: that makes the connection active again.
   * @throws AppError `connection_revoked`
   */
  private async markRevoked(connection: Connection): Promise<Token> {
    if (await this.connections.markRevoked(connection)) throw revoked();
    return this.tokenOf(await this.usable(connection._id));
  }

  private async usable(connection_id: string): Promise<Connection> {
    const connection = await this.connections.find(connection_id);
    if (!connection || connection.access_token === null) {
      throw new AppError('not_found', { detail: 'There is no such connection to Notion.' });
    }
    if (connection.state === 'revoked') throw revoked();
    return connection;
  }

  private async tokenOf({ _id, access_token, token_version }: Connection): Promise<Token> {
    if (access_token === null) throw new AppError('not_found', { detail: 'There is no such connection to Notion.' });
    const keyring = await this.vault.keyring();
    return {
      access_token: keyring.open(access_token, { connection_id: _id, field: 'access_token' }),
      token_version,
    };
  }
}

/** The tokens of a connection as they are stored. */
export function sealPair(
  keyring: Keyring,
  connection_id: string,
  { access_token, refresh_token }: TokenPair,
): SealedPair {
  return {
    access_token: keyring.seal(access_token, { connection_id, field: 'access_token' }),
    refresh_token:
      refresh_token === null ? null : keyring.seal(refresh_token, { connection_id, field: 'refresh_token' }),
  };
}

/** Versions start anew where a connection was deleted and made again, so they alone do not tell. */
function isSame(a: Connection, b: Connection): boolean {
  return a.token_version === b.token_version && a.created_at === b.created_at;
}
