import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';

/**
 * Who may call a route. `public`: anybody (health, login, embeds, whose token is checked by the feature). `user`: a
 * session. `admin`: a session of an admin. `operator`: loopback, or `METRICS_TOKEN`. A route that declares nothing
 * refuses to boot.
 */
export type AccessLevel = 'public' | 'user' | 'admin' | 'operator';

export const ACCESS = 'access';

export const Access = (level: AccessLevel) => SetMetadata(ACCESS, level);

/** Who makes the request. */
export interface Principal {
  user_id: string;
  role: 'user' | 'admin';
}

export interface AuthenticatedRequest extends FastifyRequest {
  principal?: Principal;
}

/** The caller, in a handler that declares `user` or `admin`. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!principal) throw new AppError('unauthenticated');
  return principal;
});
