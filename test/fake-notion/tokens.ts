import { OAuthError } from './notion-error.js';
import type { Person } from './model.js';
import type { Random } from './random.js';

export interface OAuthOptions {
  client_id: string;
  client_secret: string;
  /** Who the answer to a token request says is the owner. An e-mail may be missing, and so may the whole person. */
  owner?: 'user' | 'user_without_email' | 'partial_user' | 'workspace';
  /** Whether connecting again ends the pair before at once. Both have been seen; the harsher is the default. */
  reconnect?: 'replaces' | 'adds';
  /** Addresses that may be redirected to; any when left out. */
  redirect_uris?: readonly string[];
}

/** One bot: what a connection is to Notion. Limits count per bot, whatever its token is at the moment. */
export interface Grant {
  bot_id: string;
  person: Person;
  kind: 'internal' | 'oauth';
  issued_at: number;
}

export interface TokenPair {
  access_token: string;
  refresh_token: string;
}

interface Code {
  person: Person;
  redirect_uri: string;
  expires_at: number;
}

const CODE_TTL_MS = 10 * 60_000;

/** Codes, access tokens and refresh tokens. A refresh token works once, and with it the whole pair ends. */
export class Tokens {
  private readonly access = new Map<string, Grant>();
  private readonly refresh = new Map<string, Grant>();
  private readonly codes = new Map<string, Code>();
  private readonly bots = new Map<string, string>();

  constructor(
    private readonly random: Random,
    private readonly oauth: OAuthOptions,
  ) {}

  /** A fixed token of an internal connection. */
  addInternal(token: string, person: Person): Grant {
    const grant: Grant = { bot_id: this.random.uuid(), person, kind: 'internal', issued_at: 0 };
    this.access.set(token, grant);
    return grant;
  }

  grantOf(access_token: string): Grant | undefined {
    return this.access.get(access_token);
  }

  /** What the person's click on Allow leads to. */
  issueCode(person: Person, redirect_uri: string, now: number): string {
    const code = this.random.uuid();
    this.codes.set(code, { person, redirect_uri, expires_at: now + CODE_TTL_MS });
    return code;
  }

  exchange(code: unknown, redirect_uri: unknown, now: number): { pair: TokenPair; grant: Grant } {
    const found = typeof code === 'string' ? this.codes.get(code) : undefined;
    if (typeof code === 'string') this.codes.delete(code);
    if (found === undefined || found.expires_at < now) {
      throw new OAuthError(400, 'invalid_grant', 'Invalid code.');
    }
    if (found.redirect_uri !== '' && found.redirect_uri !== redirect_uri) {
      throw new OAuthError(400, 'invalid_grant', 'Mismatched redirect URI.');
    }
    const bot_id = this.bots.get(found.person.id) ?? this.random.uuid();
    this.bots.set(found.person.id, bot_id);
    if (this.oauth.reconnect !== 'adds') this.revokeBot(bot_id);
    return this.issue({ bot_id, person: found.person, kind: 'oauth', issued_at: now });
  }

  rotate(refresh_token: unknown, now: number): { pair: TokenPair; grant: Grant } {
    const grant = typeof refresh_token === 'string' ? this.refresh.get(refresh_token) : undefined;
    if (grant === undefined) throw new OAuthError(400, 'invalid_grant', 'Invalid refresh token.');
    this.end(grant);
    return this.issue({ ...grant, issued_at: now });
  }

  /** Both tokens of the pair that a token belongs to. */
  revoke(token: string): boolean {
    const grant = this.access.get(token) ?? this.refresh.get(token);
    if (grant !== undefined) this.end(grant);
    return grant !== undefined;
  }

  introspect(token: string): { active: boolean; scope?: string; iat?: number } {
    const grant = this.access.get(token) ?? this.refresh.get(token);
    if (grant === undefined) return { active: false };
    return { active: true, scope: 'read_content', iat: Math.floor(grant.issued_at / 1000) };
  }

  /** The person takes the connection away: no token of the bot works, nor does refreshing; of every bot when left out. */
  revokeBot(bot_id?: string): void {
    for (const store of [this.access, this.refresh]) {
      for (const [token, grant] of store) if (bot_id === undefined || grant.bot_id === bot_id) store.delete(token);
    }
  }

  /** Access tokens of OAuth connections stop working; refreshing helps. */
  expireAccess(): void {
    for (const [token, grant] of this.access) if (grant.kind === 'oauth') this.access.delete(token);
  }

  private issue(grant: Grant): { pair: TokenPair; grant: Grant } {
    const secret = (): string => (this.random.uuid() + this.random.uuid()).replaceAll('-', '').slice(0, 43);
    const pair = { access_token: `ntn_${secret()}`, refresh_token: `nrt_${secret()}` };
    this.access.set(pair.access_token, grant);
    this.refresh.set(pair.refresh_token, grant);
    return { pair, grant };
  }

  private end(grant: Grant): void {
    for (const store of [this.access, this.refresh]) {
      for (const [token, other] of store) if (other === grant) store.delete(token);
    }
  }
}
