import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MemoryBudget } from '../../../src/modules/notion/client/memory-budget.js';
import type { ClientRules, SentRequest } from '../../../src/modules/notion/client/client-settings.js';
import { CLIENT_RULES } from '../../../src/modules/notion/client/client-settings.js';
import { NotionApis } from '../../../src/modules/notion/client/notion-apis.js';
import { RequestLedger } from '../../../src/modules/notion/client/request-ledger.js';
import type { Token } from '../../../src/modules/notion/client/token-source.js';
import { FlyingTime } from './virtual-time.js';

export interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: unknown;
}

/** How a request is answered. Whatever is wrong with an answer is wrong on a real socket. */
export type Answer = (response: ServerResponse, request: Received) => void;

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

export const text =
  (body: string | Buffer, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
  };

export const hang: Answer = () => undefined;

export const hangInBody: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"object": "pa');
};

export const reset: Answer = (response) => response.socket?.resetAndDestroy();

export const resetInBody: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"object": "pa', () => setImmediate(() => response.socket?.resetAndDestroy()));
};

/** An error as Notion words it, quoting what nobody else may. */
export const failure = (
  status: number,
  code: string,
  extra: { message?: string; headers?: Record<string, string>; additional_data?: Record<string, unknown> } = {},
): Answer =>
  json(
    {
      object: 'error',
      status,
      code,
      message: extra.message ?? `Could not find page with ID ${PAGE_ID}: Salaries 2026`,
      ...(extra.additional_data ? { additional_data: extra.additional_data } : {}),
      request_id: 'd0c4b8a6-1111-2222-3333-444455556666',
    },
    status,
    extra.headers,
  );

export const PAGE_ID = '0b5c1d2e-3f40-4152-8364-758697a8b9ca';
export const TOKEN = 'ntn_secret_of_the_test';
export const page = json({ object: 'page', id: PAGE_ID, properties: {}, a_field_of_tomorrow: true });

/** A server that answers by script: the given answers in turn, then `then` for ever. */
export class ScriptedNotion {
  readonly received: Received[] = [];
  then: Answer = page;
  private script: Answer[] = [];
  private readonly server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const received = { method, url, headers, body: body === '' ? null : JSON.parse(body) };
      this.received.push(received);
      (this.script.shift() ?? this.then)(response, received);
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  answers(...script: Answer[]): void {
    this.script = script;
  }

  /** Forgets what was before. */
  clear(): void {
    this.received.length = 0;
    this.script = [];
    this.then = page;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}

/** A token source whose token can be renewed, and that tells how often it was. */
export class TestTokens {
  token: Token = { access_token: TOKEN, token_version: 1 };
  readonly refreshed: number[] = [];

  current(): Promise<Token> {
    return Promise.resolve(this.token);
  }

  refresh(seen: number): Promise<Token> {
    this.refreshed.push(seen);
    if (this.token.token_version <= seen) this.renew();
    return Promise.resolve(this.token);
  }

  renew(): void {
    const token_version = this.token.token_version + 1;
    this.token = { access_token: `${TOKEN}_${token_version}`, token_version };
  }
}

export interface Opened {
  apis: NotionApis;
  time: FlyingTime;
  tokens: TestTokens;
  ledger: RequestLedger;
  requests: SentRequest[];
  /** The time of day, to be set by the test. */
  wall: { now: Date };
}

/** The client under test before that server, in time that flies; only its HTTP bounds are real, and short. */
export function open(notion: ScriptedNotion, rules: Partial<ClientRules> = {}, requests_a_minute = 60_000): Opened {
  const time = new FlyingTime();
  const tokens = new TestTokens();
  const requests: SentRequest[] = [];
  const wall = { now: new Date('2026-10-01T12:00:00.000Z') };
  const apis = new NotionApis({
    base_url: notion.url,
    budget: new MemoryBudget({ requests: requests_a_minute, window_ms: 60_000, slack_ms: 1_000 }, time),
    clock: { now: () => wall.now },
    tokens: () => tokens,
    on_request: (request) => requests.push(request),
    time,
    rules: {
      bounds: { ...CLIENT_RULES.bounds, total_ms: 2_000, idle_ms: 1_000 },
      breaker: { ...CLIENT_RULES.breaker, open_ms: 30_000 },
      ...rules,
    },
  });
  return { apis, time, tokens, ledger: new RequestLedger(), requests, wall };
}
