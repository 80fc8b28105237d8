import type { FastifyInstance } from 'fastify';
import { contentRoute, oauthRoute } from './dispatch.js';
import { OAuthError } from './notion-error.js';
import type { Serving } from './serving.js';
import type { Grant } from './tokens.js';
import { person as wirePerson } from './wire-common.js';

/** Login and identity: the page with Allow and Cancel, tokens, and who the bot is. */
export function registerOAuthRoutes(app: FastifyInstance, fake: Serving): void {
  app.get('/v1/oauth/authorize', (request, reply) => {
    const asked = request.query as Record<string, string | undefined>;
    fake.log('GET /v1/oauth/authorize', request).status = 200;
    const problem = problemOf(fake, asked);
    if (problem !== null)
      return reply
        .code(400)
        .type('text/html')
        .send(page(`<p>${problem}</p>`));
    return reply.type('text/html').send(page(choice(fake, asked)));
  });

  app.get('/v1/oauth/authorize/decision', (request, reply) => {
    const asked = request.query as Record<string, string | undefined>;
    const problem = problemOf(fake, asked);
    if (problem !== null)
      return reply
        .code(400)
        .type('text/html')
        .send(page(`<p>${problem}</p>`));
    const target = new URL(asked.redirect_uri ?? '');
    if (asked.decision === 'allow') {
      target.searchParams.set('code', fake.issueCode({ redirect_uri: asked.redirect_uri ?? '' }));
    } else {
      target.searchParams.set('error', 'access_denied');
    }
    if (asked.state !== undefined) target.searchParams.set('state', asked.state);
    return reply.redirect(target.href, 302);
  });

  oauthRoute(app, fake, '/v1/oauth/token', (body) => {
    if (body.grant_type === 'authorization_code') {
      return tokenAnswer(fake, fake.tokens.exchange(body.code, body.redirect_uri, fake.workspace.clock()));
    }
    if (body.grant_type === 'refresh_token') {
      return tokenAnswer(fake, fake.tokens.rotate(body.refresh_token, fake.workspace.clock()));
    }
    throw new OAuthError(400, 'unsupported_grant_type');
  });

  oauthRoute(app, fake, '/v1/oauth/revoke', (body) => {
    fake.tokens.revoke(tokenIn(body));
    return {};
  });

  oauthRoute(app, fake, '/v1/oauth/introspect', (body) => fake.tokens.introspect(tokenIn(body)));

  contentRoute(app, fake, 'GET', '/v1/users/me', ({ grant }) => ({
    object: 'user',
    id: grant.bot_id,
    name: 'Graph view',
    avatar_url: null,
    type: 'bot',
    bot: {
      owner: grant.kind === 'internal' ? { type: 'workspace', workspace: true } : ownerOf(fake, grant),
      workspace_id: fake.workspace.id,
      workspace_name: fake.workspace.name,
      workspace_limits: { max_file_upload_size_in_bytes: 5_242_880 },
    },
  }));
}

function tokenAnswer(
  fake: Serving,
  { pair, grant }: { pair: { access_token: string; refresh_token: string }; grant: Grant },
): Record<string, unknown> {
  return {
    ...pair,
    token_type: 'bearer',
    bot_id: grant.bot_id,
    workspace_id: fake.workspace.id,
    workspace_name: fake.workspace.name,
    workspace_icon: null,
    owner: ownerOf(fake, grant),
    duplicated_template_id: null,
  };
}

function ownerOf(fake: Serving, grant: Grant): Record<string, unknown> {
  const user = wirePerson(grant.person);
  switch (fake.oauth.owner ?? 'user') {
    case 'user':
      return { type: 'user', user };
    case 'user_without_email':
      return { type: 'user', user: { ...user, person: {} } };
    case 'partial_user':
      return { type: 'user', user: { object: 'user', id: user.id } };
    case 'workspace':
      return { type: 'workspace', workspace: true };
  }
}

function tokenIn(body: Record<string, unknown>): string {
  if (typeof body.token !== 'string') throw new OAuthError(400, 'invalid_request', 'body.token should be a string.');
  return body.token;
}

function problemOf(fake: Serving, asked: Record<string, string | undefined>): string | null {
  if (asked.client_id !== fake.oauth.client_id) return 'Missing or invalid client_id.';
  if (asked.response_type !== 'code') return 'response_type should be code.';
  if (asked.owner !== 'user') return 'owner should be user.';
  const { redirect_uri } = asked;
  if (redirect_uri === undefined || !URL.canParse(redirect_uri)) return 'Missing or invalid redirect_uri.';
  const { redirect_uris } = fake.oauth;
  return redirect_uris === undefined || redirect_uris.includes(redirect_uri) ? null : 'Unknown redirect_uri.';
}

function page(content: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Fake Notion</title></head><body><main>${content}</main></body></html>`;
}

function choice(fake: Serving, asked: Record<string, string | undefined>): string {
  const fields = Object.entries(asked)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value ?? '')}">`)
    .join('');
  return `<h1>Graph view wants to read ${escapeHtml(fake.workspace.name)}</h1>
<form method="get" action="/v1/oauth/authorize/decision">${fields}
<button type="submit" name="decision" value="cancel">Cancel</button>
<button type="submit" name="decision" value="allow">Allow access</button>
</form>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
