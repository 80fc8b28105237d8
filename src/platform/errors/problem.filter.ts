import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOGGER, type Logger } from '../logging/logger.js';
import { ERRORS } from './error-table.js';
import { toAppError, toProblem } from './problem.js';

/** Every error leaves as `application/problem+json`; only those of our own making (5xx) are logged as errors. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const request = http.getRequest<FastifyRequest>();
    const error = toAppError(thrown);
    const status = ERRORS[error.code].status;
    if (status >= 500) {
      this.logger.error({ request_id: request.id, code: error.code, err: error.cause ?? error }, 'request failed');
    }
    if (reply.sent || reply.raw.headersSent) return;
    if (error.retryAfter !== undefined) void reply.header('retry-after', String(Math.ceil(error.retryAfter)));
    // What was set for the answer that did not come about.
    void reply.removeHeader('etag');
    void reply
      .code(status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(toProblem(error));
  }
}
