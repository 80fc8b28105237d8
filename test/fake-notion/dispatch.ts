import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Fault } from './faults.js';
import { errorOfFault } from './faults.js';
import type { LoggedRequest, Serving } from './serving.js';
import { errorOfStatus, invalid, NotionError, OAuthError } from './notion-error.js';
import type { Grant } from './tokens.js';
import type { ApiVersion } from './wire-common.js';
import { API_VERSIONS } from './wire-common.js';

/** One request that got through the door: authorised, of a known version, within the limit. */
export interface Call {
  params: Record<string, string>;
  query: Record<string, unknown>;
  body: Record<string, unknown>;
  version: ApiVersion;
  grant: Grant;
}

type Method = 'GET' | 'POST';

/** Registers a route of the content API: auth, version and limit first, as Notion does. */
export function contentRoute(
  app: FastifyInstance,
  fake: Serving,
  method: Method,
  url: string,
  answer: (call: Call) => unknown,
): void {
  open(app, fake, method, url, (request, entry) => {
    const grant = authorise(fake, request, entry);
    const version = versionOf(request);
    const refused = fake.rate?.take(grant.bot_id, Date.now());
    if (refused) throw refused;
    return () =>
      answer({
        params: request.params as Record<string, string>,
        query: request.query as Record<string, unknown>,
        body: bodyOf(request),
        version,
        grant,
      });
  });
}

/** Registers a route of the OAuth API: the client's own credentials instead of a token, no version. */
export function oauthRoute(
  app: FastifyInstance,
  fake: Serving,
  url: string,
  answer: (body: Record<string, unknown>) => unknown,
): void {
  open(app, fake, 'POST', url, (request) => {
    const { client_id, client_secret } = fake.oauth;
    const expected = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
    if (request.headers.authorization !== expected) throw new OAuthError(401, 'invalid_client');
    return () => answer(bodyOf(request));
  });
}

/** Logs a request, lets a fault have it, else lets it in and answers. `enter` throws at the door. */
function open(
  app: FastifyInstance,
  fake: Serving,
  method: Method,
  url: string,
  enter: (request: FastifyRequest, entry: LoggedRequest) => () => unknown,
): void {
  const route = `${method} ${url}`;
  app.route({
    method,
    url,
    handler: async (request, reply) => {
      const entry = fake.log(route, request);
      const request_id = randomUUID();
      if (fake.refuseWhileDown(request, reply, entry)) return reply;
      let answer: { status: number; payload: unknown; headers: Record<string, string> };
      let fault: Fault | null = null;
      try {
        const proceed = enter(request, entry);
        // A fault takes the place of the answer, not of the door: a revoked token stays revoked under faults.
        fault = fake.faults.take(route, `${method} ${request.url}`);
        if (fault !== null) {
          if (fault.delay_ms !== undefined) await fake.wait(fault.delay_ms);
          const error = errorOfFault(fault);
          if (error !== null) throw error;
        }
        answer = { status: 200, payload: withRequestId(proceed(), request_id), headers: {} };
      } catch (error) {
        answer = errorAnswer(error, request_id);
      }
      return send(fake, request, reply, entry, answer, fault, request_id);
    },
  });
}

async function send(
  fake: Serving,
  request: FastifyRequest,
  reply: FastifyReply,
  entry: LoggedRequest,
  answer: { status: number; payload: unknown; headers: Record<string, string> },
  fault: Fault | null,
  request_id: string,
): Promise<FastifyReply> {
  if (fault?.hang === true) {
    fake.hang(request, reply);
    return reply;
  }
  if (fault?.html_502 === true) {
    entry.status = 502;
    return reply.code(502).type('text/html').send('<html><body><h1>502 Bad Gateway</h1></body></html>');
  }
  const text = JSON.stringify(answer.payload);
  if (fault?.reset_mid_body === true) {
    reply.hijack();
    reply.raw.writeHead(answer.status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    // Once the half is out; destroying at once would drop the headers with it.
    reply.raw.write(text.slice(0, Math.ceil(text.length / 2)), () => reply.raw.destroy());
    return reply;
  }
  entry.status = answer.status;
  const body = fault?.truncate_json === true ? text.slice(0, Math.floor(text.length / 2)) : text;
  return reply
    .code(answer.status)
    .headers({ ...answer.headers, 'x-notion-request-id': request_id })
    .type('application/json; charset=utf-8')
    .send(body);
}

function errorAnswer(
  error: unknown,
  request_id: string,
): { status: number; payload: unknown; headers: Record<string, string> } {
  if (error instanceof OAuthError) return { status: error.status, payload: error.body(request_id), headers: {} };
  // Whatever else is thrown is a mistake in the fake: loud in the test, a plain 500 to the app.
  if (!(error instanceof NotionError)) console.error(error);
  const known = error instanceof NotionError ? error : errorOfStatus(500);
  const headers: Record<string, string> =
    known.retry_after === undefined ? {} : { 'retry-after': String(known.retry_after) };
  return { status: known.status, payload: known.body(request_id), headers };
}

function withRequestId(payload: unknown, request_id: string): unknown {
  return typeof payload === 'object' && payload !== null ? { ...payload, request_id } : payload;
}

function authorise(fake: Serving, request: FastifyRequest, entry: LoggedRequest): Grant {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const grant = fake.tokens.grantOf(token);
  if (grant === undefined) throw errorOfStatus(401);
  entry.bot_id = grant.bot_id;
  return grant;
}

function versionOf(request: FastifyRequest): ApiVersion {
  const header = request.headers['notion-version'];
  if (header === undefined) {
    throw new NotionError(
      400,
      'missing_version',
      'Notion-Version header failed validation: Notion-Version header should be defined, instead was `undefined`.',
    );
  }
  const version = API_VERSIONS.find((known) => known === header);
  if (version === undefined) {
    throw invalid(
      `Notion-Version header failed validation: Notion-Version header should be ${API_VERSIONS.map((known) => `\`"${known}"\``).join(' or ')} (the fake speaks no other), instead was \`"${String(header)}"\`.`,
    );
  }
  return version;
}

function bodyOf(request: FastifyRequest): Record<string, unknown> {
  if (request.method === 'GET') return {};
  // The parser hands text over unread, so that broken JSON gets Notion's answer and its place in the log.
  const text = typeof request.body === 'string' ? request.body : '';
  if (text === '') return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new NotionError(400, 'invalid_json', 'Error parsing JSON body.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid('body failed validation: body should be an object.');
  }
  return body as Record<string, unknown>;
}
