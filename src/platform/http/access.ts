import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';

/**
 * Who may call a route. `public`: anybody (health, login, embeds, whose token is checked by the feature). `user`: a
 * session. `admin`: a session of an admin. `operator`: loopback, or `METRICS_TOKEN`. A route that declares nothing
 * refuses to boot.
 */
export type AccessLevel = 'public' | 'user' | 'admin' | 'operator';

export const ACCESS = 'access';

export const API_TOKENS = 'access:api_tokens';

interface AccessOptions {
  /** Whether an API token may call it where its owner may. Never: billing, erasure, tokens, sessions; admin routes by themselves. */
  api_tokens?: boolean;
}

export const Access = (level: AccessLevel, { api_tokens = level !== 'admin' }: AccessOptions = {}) =>
  applyDecorators(SetMetadata(ACCESS, level), SetMetadata(API_TOKENS, api_tokens));

/** Who makes the request. */
export interface Principal {
  user_id: string;
  /** `user` also for an admin's API token: it never does an admin's work. */
  role: 'user' | 'admin';
  /** Set where the request was made with an API token. */
  api_token_scope?: ApiTokenScope;
}

/** `read` is GET only. */
export type ApiTokenScope = 'read' | 'write';

export interface AuthenticatedRequest extends FastifyRequest {
  principal?: Principal;
}

/** The caller, in a handler that declares `user` or `admin`. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!principal) throw new AppError('unauthenticated');
  return principal;
});
