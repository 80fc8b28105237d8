import type { AddressInfo, Socket } from 'node:net';
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MARKDOWN_BLOCK_LIMIT } from './counts.js';
import { Cursors } from './cursors.js';
import type { Fault, FaultHandle } from './faults.js';
import { Faults } from './faults.js';
import type { SearchOptions } from './listings.js';
import { Listings } from './listings.js';
import type { Person } from './model.js';
import { errorOfStatus, NotionError } from './notion-error.js';
import { seededRandom } from './random.js';
import type { RateOptions } from './rate-limit.js';
import { DEFAULT_RATE, RateLimit } from './rate-limit.js';
import { registerContentRoutes } from './routes-content.js';
import { registerOAuthRoutes } from './routes-oauth.js';
import type { LoggedRequest, Serving } from './serving.js';
import type { Grant, OAuthOptions } from './tokens.js';
import { Tokens } from './tokens.js';
import type { DeliveryOptions, WebhookEvent } from './webhooks.js';
import { Webhooks } from './webhooks.js';
import type { EditableWorkspace } from './workspace-editor.js';

export interface FakeNotionOptions {
  workspace: EditableWorkspace;
  /** Any free one when left out. */
  port?: number;
  host?: string;
  /** Of tokens, cursors and faults that happen by chance. */
  seed?: number;
  /** The fixed token of an internal connection. */
  token?: string;
  /** Notion's own when left out; null for none. */
  rate?: Partial<RateOptions> | null;
  /** How much faster windows and cursors pass than at Notion's. `Retry-After` is in real seconds, rounded up. */
  time_scale?: number;
  oauth?: Partial<OAuthOptions>;
  capabilities?: { read_comments?: boolean };
  search?: SearchOptions;
  /** Rows that a query gives at most. */
  query_limit?: number;
  markdown_block_limit?: number;
  has_children_lies?: boolean;
  cursor_ttl_ms?: number;
  /** Every answer takes this long, as over a network. */
  latency_ms?: number;
}

const CURSOR_TTL_MS = 3_600_000;

/** Notion's API over a workspace in memory, as notion-api.md describes it. It is met over HTTP only. */
export class FakeNotion implements Serving {
  readonly workspace: EditableWorkspace;
  readonly oauth: OAuthOptions;
  readonly token: string;
  readonly integration_id: string;
  readonly tokens: Tokens;
  readonly rate: RateLimit | null;
  readonly faults: Faults;
  readonly cursors: Cursors;
  readonly listings: Listings;
  readonly webhooks: Webhooks;
  readonly capabilities: { read_comments: boolean };
  readonly query_limit: number;
  readonly has_children_lies: boolean;
  markdown_block_limit: number;
  /** Every request so far, in order. */
  readonly requests: LoggedRequest[] = [];
  url = '';
  private readonly app: FastifyInstance;
  private readonly sockets = new Set<Socket>();
  private readonly hanging = new Set<FastifyReply>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly latency_ms: number;
  private down: 'reset' | 'unavailable' | null = null;

  static async start(options: FakeNotionOptions): Promise<FakeNotion> {
    const fake = new FakeNotion(options);
    await fake.app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
    const { port } = fake.app.server.address() as AddressInfo;
    fake.url = `http://${options.host ?? '127.0.0.1'}:${port}`;
    return fake;
  }

  private constructor(options: FakeNotionOptions) {
    const random = seededRandom(options.seed ?? 1);
    const scale = options.time_scale ?? 1;
    this.workspace = options.workspace;
    this.oauth = { client_id: random.uuid(), client_secret: `secret_${random.uuid()}`, ...options.oauth };
    this.integration_id = random.uuid();
    this.tokens = new Tokens(random, this.oauth);
    this.token = options.token ?? 'ntn_fake';
    this.tokens.addInternal(this.token, this.firstPerson());
    const rate = { ...DEFAULT_RATE, ...options.rate };
    this.rate = options.rate === null ? null : new RateLimit({ ...rate, window_ms: rate.window_ms / scale });
    this.faults = new Faults(random);
    this.cursors = new Cursors(random, (options.cursor_ttl_ms ?? CURSOR_TTL_MS) / scale);
    this.listings = new Listings(this.workspace, options.search ?? {});
    this.webhooks = new Webhooks(this.workspace, this.integration_id, random);
    this.capabilities = { read_comments: options.capabilities?.read_comments ?? true };
    this.query_limit = options.query_limit ?? 10_000;
    this.markdown_block_limit = options.markdown_block_limit ?? MARKDOWN_BLOCK_LIMIT;
    this.has_children_lies = options.has_children_lies ?? false;
    this.latency_ms = options.latency_ms ?? 0;
    this.app = this.build();
  }

  private build(): FastifyInstance {
    const app = fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 500 } });
    // Bodies are read as text: what is broken in them is answered in Notion's words (dispatch.ts).
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    app.server.on('connection', (socket: Socket) => {
      if (this.down === 'reset') socket.destroy();
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    app.addHook('preHandler', async () => {
      if (this.latency_ms > 0) await this.wait(this.latency_ms);
    });
    app.setNotFoundHandler((request, reply) => {
      const entry = this.log('unknown', request);
      entry.status = 400;
      const error = new NotionError(400, 'invalid_request_url', 'Invalid request URL.');
      return reply.code(400).send(error.body(this.integration_id));
    });
    registerOAuthRoutes(app, this);
    registerContentRoutes(app, this);
    return app;
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    for (const reply of this.hanging) reply.raw.destroy();
    for (const socket of this.sockets) socket.destroy();
    await this.app.close();
  }

  /** How many requests each route has had; refused ones too. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { route } of this.requests) counts[route] = (counts[route] ?? 0) + 1;
    return counts;
  }

  countOf(route: string, status?: number): number {
    return this.requests.filter((entry) => entry.route === route && (status === undefined || entry.status === status))
      .length;
  }

  forgetRequests(): void {
    this.requests.length = 0;
  }

  fail(fault: Fault): FaultHandle {
    return this.faults.fail(fault);
  }

  /** Nobody answers any more: connections break (`reset`), or everything is 503. */
  goDown(how: 'reset' | 'unavailable' = 'reset'): void {
    this.down = how;
    if (how === 'reset') for (const socket of this.sockets) socket.destroy();
  }

  comeBack(): void {
    this.down = null;
  }

  /** The person takes the connection away in Notion: 401, and refreshing is refused. The internal token too. */
  revokeToken(bot_id?: string): void {
    this.tokens.revokeBot(bot_id);
  }

  /** Access tokens of OAuth connections run out; refreshing gives new ones. */
  expireTokens(): void {
    this.tokens.expireAccess();
  }

  /** A code as the click on Allow would give, for tests without a browser. */
  issueCode(options: { redirect_uri?: string; person?: Person } = {}): string {
    const person = options.person ?? this.firstPerson();
    return this.tokens.issueCode(person, options.redirect_uri ?? '', this.workspace.clock());
  }

  /** A pair as a finished login leaves it. */
  issuePair(person?: Person): { access_token: string; refresh_token: string; bot_id: string } {
    const code = this.issueCode(person === undefined ? {} : { person });
    const { pair, grant }: { pair: { access_token: string; refresh_token: string }; grant: Grant } =
      this.tokens.exchange(code, '', this.workspace.clock());
    return { ...pair, bot_id: grant.bot_id };
  }

  sendWebhook(url: string, event: WebhookEvent, options: DeliveryOptions = {}): Promise<number[]> {
    return this.webhooks.send(url, event, options);
  }

  log(route: string, request: FastifyRequest): LoggedRequest {
    const version = request.headers['notion-version'];
    const entry: LoggedRequest = {
      method: request.method,
      route,
      url: request.url,
      token: /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]?.slice(-8) ?? null,
      bot_id: null,
      notion_version: typeof version === 'string' ? version : null,
      status: 0,
      at: Date.now(),
    };
    this.requests.push(entry);
    return entry;
  }

  refuseWhileDown(request: FastifyRequest, reply: FastifyReply, entry: LoggedRequest): boolean {
    if (this.down === null) return false;
    if (this.down === 'reset') {
      reply.hijack();
      request.raw.socket.destroy();
      return true;
    }
    entry.status = 503;
    void reply.code(503).send(errorOfStatus(503).body(this.integration_id));
    return true;
  }

  hang(request: FastifyRequest, reply: FastifyReply): void {
    reply.hijack();
    this.hanging.add(reply);
    request.raw.socket.on('close', () => this.hanging.delete(reply));
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        resolve();
      }, ms);
      this.timers.add(timer);
    });
  }

  private firstPerson(): Person {
    const person = this.workspace.people[0];
    if (person === undefined) throw new Error('A workspace has at least one person.');
    return person;
  }
}
