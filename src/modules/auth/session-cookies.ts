import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { SessionTokens } from './sessions.service.js';

const SESSION_COOKIE = 'ng_session';
const REFRESH_COOKIE = 'ng_refresh';
const OAUTH_COOKIE = 'ng_oauth';

/** The refresh token goes to the routes that renew and end sessions, and to those that begin an OAuth login. */
const AUTH_PATH = '/api/v1/auth';
const OAUTH_PATH = '/api/v1/auth/notion';

/** The one place that knows our cookies. All of them are for the server's eyes only. */
@Injectable()
export class SessionCookies {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  set(reply: FastifyReply, tokens: SessionTokens): void {
    const { access_token, access_expires_in, refresh_token, refresh_expires_in } = tokens;
    void reply.setCookie(SESSION_COOKIE, access_token, { ...this.under('/'), maxAge: access_expires_in });
    void reply.setCookie(REFRESH_COOKIE, refresh_token, { ...this.under(AUTH_PATH), maxAge: refresh_expires_in });
  }

  clear(reply: FastifyReply): void {
    void reply.clearCookie(SESSION_COOKIE, this.under('/'));
    void reply.clearCookie(REFRESH_COOKIE, this.under(AUTH_PATH));
  }

  access(request: FastifyRequest): string | null {
    return request.cookies[SESSION_COOKIE] ?? null;
  }

  refresh(request: FastifyRequest): string | null {
    return request.cookies[REFRESH_COOKIE] ?? null;
  }

  /** Ties an OAuth login to the browser that began it. @param seconds how long the login may take */
  setNonce(reply: FastifyReply, nonce: string, seconds: number): void {
    void reply.setCookie(OAUTH_COOKIE, nonce, { ...this.under(OAUTH_PATH), maxAge: seconds });
  }

  nonce(request: FastifyRequest): string | null {
    return request.cookies[OAUTH_COOKIE] ?? null;
  }

  private under(path: string) {
    const secure = this.config.public_url?.startsWith('https:') ?? false;
    return { httpOnly: true, sameSite: 'lax', path, secure } as const;
  }
}
