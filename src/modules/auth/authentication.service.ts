import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Principal } from '../../platform/http/access.js';
import { UsersService } from '../users/users.service.js';
import { SessionsService } from './sessions.service.js';

export const SESSION_COOKIE = 'ng_session';

/** Who makes a request: the one place that knows how a request carries its session. */
@Injectable()
export class AuthenticationService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
  ) {}

  async principalOf(request: FastifyRequest): Promise<Principal | null> {
    if (this.config.auth === 'local') {
      const user = await this.users.singleUser();
      return { user_id: user._id, role: user.role };
    }
    const token = sessionToken(request);
    const session = token === null ? null : await this.sessions.verify(token);
    const user = session ? await this.users.find(session.user_id) : null;
    return user ? { user_id: user._id, role: user.role } : null;
  }
}

export function sessionToken(request: FastifyRequest): string | null {
  // With an Authorization header the cookie does not count: the two must not be mixed, or one could excuse the other.
  if (request.headers.authorization !== undefined) return bearerToken(request);
  return request.cookies[SESSION_COOKIE] ?? null;
}

export function bearerToken(request: FastifyRequest): string | null {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}
