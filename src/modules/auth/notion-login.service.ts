import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { AppError } from '../../platform/errors/app-error.js';
import { ServerAddress } from '../../platform/http/server-address.js';
import { ConnectionsService } from '../notion/connections.service.js';
import { NotionOAuth, type OAuthPerson } from '../notion/tokens/notion-oauth.js';
import type { User } from '../users/user.js';
import { UsersService } from '../users/users.service.js';
import { AuditService } from './audit.service.js';
import { AuthenticationService } from './authentication.service.js';
import { foreignState, OAuthStates } from './oauth-states.js';
import { SessionCookies } from './session-cookies.js';
import { SessionsService, type SessionTokens } from './sessions.service.js';

/** What Notion sends the browser back with. */
export interface OAuthReturn {
  state?: string | undefined;
  code?: string | undefined;
  error?: string | undefined;
}

/**
 * Log in with Notion, and add a workspace: the same round trip. Without a session it ends in one (AUTH=notion only); with
 * a session the workspace becomes one more connection of that user, whoever allowed it at Notion.
 */
@Injectable()
export class NotionLogin {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly address: ServerAddress,
    private readonly authentication: AuthenticationService,
    private readonly states: OAuthStates,
    private readonly oauth: NotionOAuth,
    private readonly users: UsersService,
    private readonly connections: ConnectionsService,
    private readonly sessions: SessionsService,
    private readonly cookies: SessionCookies,
    private readonly audit: AuditService,
  ) {}

  /** @returns where to send the browser, and the nonce that it is to bring back */
  async begin(request: FastifyRequest): Promise<{ url: string; nonce: string }> {
    const visitor = await this.visitor(request);
    const { state, nonce } = await this.states.issue(visitor?._id ?? null, this.cookies.nonce(request));
    return { url: this.oauth.authorizeUrl(state, this.redirectUri()), nonce };
  }

  /**
   * @returns the new session, or null where a workspace was added to the one that there is
   * @throws AppError that says what to do next
   */
  async finish(request: FastifyRequest, { state, code, error }: OAuthReturn): Promise<SessionTokens | null> {
    const visitor = await this.visitor(request);
    const nonce = this.cookies.nonce(request);
    if (error !== undefined) {
      await this.giveUp(state, nonce);
      throw cancelled(error);
    }
    const beginner = await this.states.use(state ?? '', nonce);
    if (beginner !== null && beginner !== visitor?._id) throw foreignState();
    if (beginner === null && this.config.auth !== 'notion') throw foreignState();
    if (code === undefined) throw new AppError('notion_grant_invalid', { detail: 'Notion sent no code. Try again.' });
    const grant = await this.oauth.exchange(code, this.redirectUri());
    const user_id = beginner ?? (await this.userOf(grant.person))._id;
    await this.connections.connect(user_id, { kind: 'oauth', ...grant });
    return beginner === null ? this.sessions.open(user_id) : null;
  }

  /** Null for somebody who is to log in by this. @throws AppError `unauthenticated` where this is no way to log in */
  private async visitor(request: FastifyRequest): Promise<User | null> {
    const visitor = await this.authentication.visitorOf(request);
    if (!visitor && this.config.auth !== 'notion') {
      throw new AppError('unauthenticated', { detail: 'Log in to this server, then connect Notion.' });
    }
    if (this.config.notion_client === null) {
      throw new AppError('not_found', {
        detail:
          'This server is not registered with Notion. Connect a workspace with the token of an internal integration, or upload an export. (Its operator may set NOTION_CLIENT_ID and NOTION_CLIENT_SECRET.)',
      });
    }
    return visitor;
  }

  /** Identity is the person's id at Notion alone. The first login decides the role. */
  private async userOf(person: OAuthPerson | null): Promise<User> {
    if (!person) {
      throw new AppError('oauth_no_person', {
        detail:
          'The workspace allowed it, not a person, so there is nobody to log in. Log in with your own Notion account first, then connect this workspace.',
      });
    }
    const { notion_id, email } = person;
    const user = (await this.users.findByNotionId(notion_id)) ?? (await this.firstLogin(notion_id, email));
    if (email !== null) await this.users.takeEmail(user._id, email);
    return user;
  }

  private async firstLogin(notion_id: string, email: string | null): Promise<User> {
    const role = email !== null && this.config.admin_emails.includes(email) ? 'admin' : 'user';
    const user = this.users.newNotionUser(notion_id, role);
    if (role === 'admin') {
      await this.audit.record({
        actor_id: null,
        action: 'user.admin_granted',
        subject: user._id,
        details: { by: 'ADMIN_EMAILS' },
      });
    }
    return this.users.add(user);
  }

  /** A cancelled login's state is worth nothing any more; one that never was is told the same. */
  private async giveUp(state: string | undefined, nonce: string | null): Promise<void> {
    try {
      await this.states.use(state ?? '', nonce);
    } catch (error) {
      if (!(error instanceof AppError) || error.retryable) throw error;
    }
  }

  /** The same at both ends of the round trip, or Notion refuses the code. */
  private redirectUri(): string {
    return `${this.address.public_url}/api/v1/auth/notion/callback`;
  }
}

function cancelled(error: string): AppError {
  if (error === 'access_denied') {
    return new AppError('oauth_cancelled', {
      detail:
        'Nothing was connected and nothing was changed. Try again when you like: you choose there which pages are read.',
    });
  }
  return new AppError('notion_grant_invalid', {
    detail: 'Notion ended the login with an error. Try again; if it keeps failing, tell the operator of this server.',
  });
}
