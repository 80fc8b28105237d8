import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import { RequestMethod } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module.js';
import { serveDocs } from './platform/http/docs.js';
import type { Config } from './platform/config/config.js';
import { toAppError, toProblem } from './platform/errors/problem.js';
import { ProblemFilter } from './platform/errors/problem.filter.js';
import { refuseCrossSiteWrite, refuseForeignRequest } from './platform/http/local-requests.js';
import { SECURITY_HEADERS } from './platform/http/security-headers.js';
import { validationPipe } from './platform/http/validation.pipe.js';
import { type Logger, NestLogger } from './platform/logging/logger.js';
import { Metrics } from './platform/metrics/metrics.js';

/** Where Vite puts the browser's side: beside the server's own files. */
const WEB = fileURLToPath(new URL('./web/', import.meta.url));

const BODY_LIMIT = 1024 * 1024;

/** What a request without a loopback Host may still reach under AUTH=local: what holds its own right to read, or nothing. */
const OPEN_PATHS = /^\/(?:embed\/|assets\/|api\/v1\/embeds\/|health\/)/;

/** The whole server, not listening yet. */
export async function createApp(config: Config, logger: Logger): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    // As long as the largest upload may take; a head that trickles in is cut off much sooner (headersTimeout, 60 s).
    requestTimeout: 3_600_000,
    genReqId: () => randomUUID(),
    // Numbers of `X-Forwarded-For` are anybody's claim; the operator's proxy is a later issue's matter.
    trustProxy: false,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    // Addresses that cannot be decoded never reach a route, nor the hooks before it.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
      const problem = toProblem(toAppError(error));
      void reply
        .code(problem.status)
        .headers(SECURITY_HEADERS)
        .header('x-request-id', request.id)
        .header('cache-control', 'no-store')
        .header('content-type', 'application/problem+json; charset=utf-8')
        .send(problem);
    },
    routerOptions: { maxParamLength: 200 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config, logger), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    // Webhooks are signed over their bytes.
    rawBody: true,
  });
  app.setGlobalPrefix('api/v1', {
    exclude: [
      { path: 'health/*path', method: RequestMethod.ALL },
      { path: 'metrics', method: RequestMethod.ALL },
      { path: 'embed/:token', method: RequestMethod.ALL },
    ],
  });
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter(logger));
  await app.register(cookie);
  // A file over its limit is cut and marked so: Uploads reads to the end and then says so.
  await app.register(multipart, { throwFileSizeLimit: false });
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  watchRequests(fastify, logger, app.get(Metrics));
  guardRequests(fastify, config);
  await serveWeb(app, logger);
  serveDocs(app);
  return app;
}

/** Headers, a log line and a measurement for every request. Routes by their pattern: a URL may hold a token or a title. */
function watchRequests(fastify: FastifyInstance, logger: Logger, metrics: Metrics): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);
    done();
  });
  fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done) => {
    const route = request.routeOptions.url ?? 'unmatched';
    const { method } = request;
    const status = String(reply.statusCode);
    metrics.httpSeconds.observe({ method, route, status }, reply.elapsedTime / 1_000);
    logger.info({ request_id: request.id, method, route, status, ms: Math.round(reply.elapsedTime) }, 'request');
    done();
  });
}

function guardRequests(fastify: FastifyInstance, config: Config): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    try {
      if (config.auth === 'local' && !OPEN_PATHS.test(request.url)) refuseForeignRequest(request.headers);
      // A bearer token is not sent by a browser on its own, so such a request is nobody else's doing.
      const by_cookie = config.auth === 'local' || !/^Bearer /i.test(request.headers.authorization ?? '');
      if (by_cookie) refuseCrossSiteWrite(request.method, request.headers);
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error('refused'));
    }
  });
}

async function serveWeb(app: NestFastifyApplication, logger: Logger): Promise<void> {
  if (!existsSync(WEB)) {
    logger.warn('the pages are not built: only the API is served. `npm run build` makes them');
    return;
  }
  const { default: serve } = await import('@fastify/static');
  await app.register(serve, {
    root: WEB,
    wildcard: false,
    cacheControl: false,
    setHeaders: (response, path) => {
      // The embed's page says for itself how it may be kept.
      if (path.endsWith('embed.html')) return;
      // Vite names what it puts into assets/ by content.
      const forever = path.includes('/assets/');
      void response.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
