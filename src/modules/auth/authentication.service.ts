import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Principal } from '../../platform/http/access.js';
import type { User } from '../users/user.js';
import { UsersService } from '../users/users.service.js';
import { ApiTokensService, isApiToken } from './api-tokens.service.js';
import { SessionCookies } from './session-cookies.js';
import type { Session } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';

/** Who makes a request: the one place that knows how a request carries its right to be answered. */
@Injectable()
export class AuthenticationService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly cookies: SessionCookies,
    private readonly api_tokens: ApiTokensService,
  ) {}

  async principalOf(request: FastifyRequest): Promise<Principal | null> {
    const api_token = apiTokenOf(request);
    if (api_token !== null) return this.principalOfApiToken(api_token);
    const user = await this.userOf(await this.sessionOf(request));
    if (!user) return null;
    this.noteVisit(user);
    return { user_id: user._id, role: user.role };
  }

  /**
   * The person at this browser, for routes under `/api/v1/auth`: while somebody was away at Notion, the access token may
   * have run out.
   */
  async visitorOf(request: FastifyRequest): Promise<User | null> {
    const session = await this.sessionOf(request);
    if (session || request.headers.authorization !== undefined) return this.userOf(session);
    const refresh_token = this.cookies.refresh(request);
    return this.userOf(refresh_token === null ? null : await this.sessions.behind(refresh_token));
  }

  async sessionOf(request: FastifyRequest): Promise<Session | null> {
    // A request with any Authorization is judged by that alone: the rule against writes from other sites lets it pass.
    const token = request.headers.authorization === undefined ? this.cookies.access(request) : bearerToken(request);
    return token === null ? null : this.sessions.verify(token);
  }

  private async userOf(session: Session | null): Promise<User | null> {
    if (this.config.auth === 'local') return this.users.singleUser();
    return session ? this.users.find(session.user_id) : null;
  }

  private async principalOfApiToken(token: string): Promise<Principal | null> {
    const found = await this.api_tokens.use(token);
    const user = found && (await this.users.find(found.user_id));
    if (!user) return null;
    this.noteVisit(user);
    return { user_id: user._id, role: 'user', api_token_scope: found.scope };
  }

  /** Nobody waits for it, and nothing fails by it. */
  private noteVisit(user: User): void {
    this.users.noteVisit(user).catch(() => undefined);
  }
}

export function bearerToken(request: FastifyRequest): string | null {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

/** The API token that a request carries, whether or not it is a good one. */
export function apiTokenOf(request: FastifyRequest): string | null {
  const token = bearerToken(request);
  return token !== null && isApiToken(token) ? token : null;
}
