import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { AppError } from '../../platform/errors/app-error.js';
import {
  ACCESS,
  type AccessLevel,
  API_TOKENS,
  type AuthenticatedRequest,
  type Principal,
} from '../../platform/http/access.js';
import { apiTokenOf, AuthenticationService, bearerToken } from './authentication.service.js';

/** Holds every route to the access that it declares. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authentication: AuthenticationService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const handlers = [context.getHandler(), context.getClass()];
    const level = this.reflector.getAllAndOverride<AccessLevel | undefined>(ACCESS, handlers);
    const takes_api_tokens = this.reflector.getAllAndOverride<boolean | undefined>(API_TOKENS, handlers) === true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (level === 'operator') return this.admitOperator(request);
    if (level === 'public') {
      // Those that make and end sessions: a token must not even try.
      if (!takes_api_tokens && apiTokenOf(request) !== null) throw apiTokenRefused();
      return true;
    }
    const principal = await this.authentication.principalOf(request);
    if (!principal)
      throw new AppError('unauthenticated', {
        detail: 'There is no session here, or it has ended. Log in and try again.',
      });
    if (principal.api_token_scope !== undefined) holdToScope(principal, request.method, takes_api_tokens);
    if (level === 'admin' && principal.role !== 'admin')
      throw new AppError('forbidden', { detail: 'This is for admins.' });
    if (level !== 'admin' && level !== 'user') throw new AppError('forbidden');
    request.principal = principal;
    return true;
  }

  private admitOperator(request: AuthenticatedRequest): boolean {
    const { metrics_token: expected, loopback } = this.config;
    if (expected === null) {
      if (loopback) return true;
      throw new AppError('forbidden', {
        detail: 'Set METRICS_TOKEN to read metrics on an address that is not loopback.',
      });
    }
    const given = bearerToken(request);
    if (given === null || !sameSecret(given, expected)) {
      throw new AppError('unauthenticated', { detail: 'Send METRICS_TOKEN as a bearer token.' });
    }
    return true;
  }
}

/** @throws AppError `api_token_refused`, `api_token_read_only` */
function holdToScope(principal: Principal, method: string, takes_api_tokens: boolean): void {
  if (!takes_api_tokens) throw apiTokenRefused();
  if (principal.api_token_scope === 'read' && method !== 'GET' && method !== 'HEAD') {
    throw new AppError('api_token_read_only', { detail: 'Make a token with the scope `write` to change things.' });
  }
}

function apiTokenRefused(): AppError {
  return new AppError('api_token_refused', {
    detail: 'API tokens do not reach billing, administration, erasure, tokens or sessions. Log in to do this.',
  });
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
