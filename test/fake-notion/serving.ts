import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Cursors } from './cursors.js';
import type { Faults } from './faults.js';
import type { Listings } from './listings.js';
import type { Person } from './model.js';
import type { RateLimit } from './rate-limit.js';
import type { OAuthOptions, Tokens } from './tokens.js';
import type { Workspace } from './workspace.js';

export interface LoggedRequest {
  method: string;
  /** The pattern, e.g. `GET /v1/pages/:page_id/markdown`. */
  route: string;
  url: string;
  /** The last characters of the access token: which of a rotated pair was used. */
  token: string | null;
  bot_id: string | null;
  notion_version: string | null;
  /** 0 while it has no answer: hung, reset, or still on its way. */
  status: number;
  /** Real time, milliseconds. */
  at: number;
}

/** What the routes stand on: the server as they see it. */
export interface Serving {
  readonly workspace: Workspace;
  readonly url: string;
  readonly oauth: OAuthOptions;
  readonly integration_id: string;
  readonly tokens: Tokens;
  readonly rate: RateLimit | null;
  readonly faults: Faults;
  readonly cursors: Cursors;
  readonly listings: Listings;
  readonly capabilities: { read_comments: boolean };
  readonly query_limit: number;
  readonly markdown_block_limit: number;
  readonly has_children_lies: boolean;
  log(route: string, request: FastifyRequest): LoggedRequest;
  /** True where the request has been dealt with by there being nobody. */
  refuseWhileDown(request: FastifyRequest, reply: FastifyReply, entry: LoggedRequest): boolean;
  /** Keeps a request waiting until its client gives up or the fake stops. */
  hang(request: FastifyRequest, reply: FastifyReply): void;
  wait(ms: number): Promise<void>;
  issueCode(options?: { redirect_uri?: string; person?: Person }): string;
}
