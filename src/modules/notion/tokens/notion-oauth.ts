import { z } from 'zod';
import { normaliseNotionId } from '../../../core/notion/ids.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { askNotion } from './ask-notion.js';

/** Longest that an exchange or a refresh takes; a refresh must end well within its lease (ConnectionTokens). */
const TOKEN_MS = 15_000;
/** Nobody is to wait for a courtesy. */
const REVOKE_MS = 5_000;

/** A new pair kills the one before it. */
export interface TokenPair {
  access_token: string;
  refresh_token: string | null;
}

export interface OAuthPerson {
  notion_id: string;
  /** Lower-case; null where Notion did not tell it (notion-api.md §2: a partial user). */
  email: string | null;
}

/** Who a token acts as, and where. */
export interface BotIdentity {
  bot_id: string;
  workspace_id: string | null;
  workspace_name: string | null;
  /** As Notion has it: an emoji, or the address of a picture. */
  workspace_icon: string | null;
}

export interface OAuthGrant extends TokenPair, BotIdentity {
  /** Null where the workspace allowed it, not a person. */
  person: OAuthPerson | null;
}

const token = z.string().regex(/^[\x21-\x7e]{1,4096}$/);
const pairAnswer = z.object({ access_token: token, refresh_token: token.nullish() });
const grantAnswer = pairAnswer.extend({
  bot_id: z.string().min(1).max(100),
  workspace_id: z.string().max(100).nullish(),
  workspace_name: z.string().nullish(),
  workspace_icon: z.string().nullish(),
  owner: z
    .looseObject({
      user: z
        .looseObject({
          id: z.string().min(1).max(100),
          person: z.looseObject({ email: z.string().nullish() }).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});
/** notion-api.md §10: `error` as OAuth has it; `code` as the rest of the API does. */
const errorAnswer = z.looseObject({ error: z.string().optional(), code: z.string().optional() });

interface OAuthOptions {
  /** Without a slash at its end. */
  base_url: string;
  client: { id: string; secret: string } | null;
  token_ms?: number;
}

/** Notion's OAuth endpoints (notion-api.md §2). */
export class NotionOAuth {
  private readonly base_url: string;
  private readonly client: OAuthOptions['client'];
  private readonly token_ms: number;

  constructor({ base_url, client, token_ms = TOKEN_MS }: OAuthOptions) {
    this.base_url = base_url;
    this.client = client;
    this.token_ms = token_ms;
  }

  /** Where a person allows us to read. */
  authorizeUrl(state: string, redirect_uri: string): string {
    const { id } = this.registered();
    const query = new URLSearchParams({ client_id: id, redirect_uri, response_type: 'code', owner: 'user', state });
    return `${this.base_url}/v1/oauth/authorize?${query.toString()}`;
  }

  /** @throws AppError `notion_grant_invalid` where the code was used or is too old; see `post` */
  async exchange(code: string, redirect_uri: string): Promise<OAuthGrant> {
    const answer = await this.post('token', { grant_type: 'authorization_code', code, redirect_uri }, this.token_ms);
    const { owner, ...grant } = understood(grantAnswer, answer);
    return {
      access_token: grant.access_token,
      refresh_token: grant.refresh_token ?? null,
      bot_id: grant.bot_id,
      workspace_id: grant.workspace_id ?? null,
      workspace_name: grant.workspace_name ?? null,
      workspace_icon: grant.workspace_icon ?? null,
      person: owner?.user
        ? { notion_id: normaliseNotionId(owner.user.id) ?? owner.user.id, email: emailOf(owner.user.person?.email) }
        : null,
    };
  }

  /** @throws AppError `notion_grant_invalid` where the refresh token is dead; see `post` */
  async refresh(refresh_token: string): Promise<TokenPair> {
    const answer = await this.post('token', { grant_type: 'refresh_token', refresh_token }, this.token_ms);
    const pair = understood(pairAnswer, answer);
    // RFC 6749 §6: an answer without one leaves the old one in force.
    return { access_token: pair.access_token, refresh_token: pair.refresh_token ?? refresh_token };
  }

  async revoke(access_token: string): Promise<void> {
    await this.post('revoke', { token: access_token }, REVOKE_MS);
  }

  /** @throws AppError `notion_unavailable`, `notion_rate_limited`, `notion_client_invalid`, `notion_grant_invalid`, `notion_refused` */
  private async post(endpoint: 'token' | 'revoke', body: Record<string, string>, total_ms: number): Promise<unknown> {
    const { id, secret } = this.registered();
    const answer = await askNotion(
      `${this.base_url}/v1/oauth/${endpoint}`,
      {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
          'content-type': 'application/json',
          accept: 'application/json',
        },
        body: JSON.stringify(body),
      },
      total_ms,
    );
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    throw refusal(answer.status, answer.body);
  }

  private registered(): { id: string; secret: string } {
    if (this.client) return this.client;
    throw new AppError('notion_client_invalid', {
      detail: 'NOTION_CLIENT_ID and NOTION_CLIENT_SECRET are not set on this server.',
    });
  }
}

/** Notion's own words are left out: they may quote what was sent. */
function refusal(status: number, body: unknown): AppError {
  const { data } = errorAnswer.safeParse(body);
  const code = data?.error ?? data?.code;
  if (code === 'invalid_grant') {
    return new AppError('notion_grant_invalid', {
      detail: 'What Notion gave for this login was used already or is too old. Try again.',
    });
  }
  if (status === 401 || code === 'invalid_client' || code === 'unauthorized_client') {
    return new AppError('notion_client_invalid', {
      detail:
        'Notion does not know this server by its NOTION_CLIENT_ID and NOTION_CLIENT_SECRET. Only its operator can mend that.',
    });
  }
  return new AppError('notion_refused', {
    detail: 'Notion refused this. Try again; if it keeps failing, tell the operator of this server.',
    extra: { notion_status: status },
  });
}

/** A success that does not say what we need is as if none had come. */
function understood<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new AppError('notion_failed', { detail: 'Notion’s answer could not be understood. Try again.' });
}

function emailOf(text: string | null | undefined): string | null {
  const email = text?.trim().toLowerCase() ?? '';
  return email.includes('@') && email.length <= 320 ? email : null;
}
