import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppError } from '../../platform/errors/app-error.js';
import { ERRORS, type ErrorCode } from '../../platform/errors/error-table.js';
import { toAppError } from '../../platform/errors/problem.js';
import { LOGGER, type Logger } from '../../platform/logging/logger.js';

/** A login that fails ends in a page of its own, without scripts or styles: it must work when nothing else does. */
@Catch()
export class LoginPageFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const error = toAppError(thrown);
    const { status } = ERRORS[error.code];
    if (status >= 500) {
      const request_id = http.getRequest<FastifyRequest>().id;
      this.logger.error({ request_id, code: error.code, err: error.cause ?? error }, 'login failed');
    }
    if (reply.sent || reply.raw.headersSent) return;
    if (error.retryAfter !== undefined) void reply.header('retry-after', String(Math.ceil(error.retryAfter)));
    void reply
      .code(status)
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(page(error));
  }
}

/** Where trying again with Notion leads nowhere. */
const NO_SECOND_TRY: readonly ErrorCode[] = ['unauthenticated', 'not_found', 'api_token_refused'];

function page(error: AppError): string {
  const title = escape(ERRORS[error.code].title);
  const again = NO_SECOND_TRY.includes(error.code)
    ? ''
    : '<p><a href="/api/v1/auth/notion">Try again with Notion</a></p>\n';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${escape(error.detail)}</p>
${again}<p><a href="/">Go to the start page</a></p>
</main>
</body>
</html>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
