/** The token endpoint of a tiny Notion: pairs rotate, and the old one dies at once. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Request {
  path: string;
  authorization: string | undefined;
  body: Record<string, string>;
}

/** What to do instead of answering well. `before` the pair rotates, or `after`: then the caller never learns of it. */
export type Trouble =
  | { when: 'before' | 'after'; status: number; body?: string; headers?: Record<string, string> }
  | { when: 'before' | 'after'; hang: true }
  | { when: 'before' | 'after'; reset: true };

export interface OAuthServer {
  readonly url: string;
  readonly requests: Request[];
  /** The refresh token that is in force. */
  refresh_token: string;
  access_token: string;
  trouble: Trouble | null;
  /** How long an answer takes. */
  delay_ms: number;
  close(): Promise<void>;
}

export async function startOAuthServer(): Promise<OAuthServer> {
  let pairs = 0;
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const oauth: OAuthServer = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    refresh_token: 'refresh-0',
    access_token: 'access-0',
    trouble: null,
    delay_ms: 5,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(request)) as Record<string, string>;
    oauth.requests.push({ path: request.url ?? '', authorization: request.headers.authorization, body });
    await new Promise((resolve) => setTimeout(resolve, oauth.delay_ms));
    const { trouble } = oauth;
    if (trouble?.when === 'before' && misbehave(trouble, response)) return;
    if (body['grant_type'] !== 'refresh_token') {
      send(response, 200, {});
      return;
    }
    if (body['refresh_token'] !== oauth.refresh_token) {
      send(response, 400, { error: 'invalid_grant' });
      return;
    }
    pairs += 1;
    oauth.refresh_token = `refresh-${pairs}`;
    oauth.access_token = `access-${pairs}`;
    if (trouble && misbehave(trouble, response)) return;
    send(response, 200, {
      access_token: oauth.access_token,
      refresh_token: oauth.refresh_token,
      token_type: 'bearer',
      bot_id: 'bot',
    });
  }
  return oauth;
}

function misbehave(trouble: Trouble, response: ServerResponse): boolean {
  if ('reset' in trouble) response.destroy();
  else if ('status' in trouble) response.writeHead(trouble.status, trouble.headers).end(trouble.body ?? '{}');
  return true;
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
