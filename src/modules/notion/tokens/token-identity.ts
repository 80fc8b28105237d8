import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CONFIG, type Config } from '../../../platform/config/config.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { askNotion } from './ask-notion.js';
import type { BotIdentity } from './notion-oauth.js';

const NOTION_VERSION = '2026-03-11';
/** Somebody looks at a form meanwhile. */
const ANSWER_MS = 10_000;

const self = z.looseObject({
  id: z.string().min(1).max(100),
  type: z.literal('bot'),
  bot: z.looseObject({ workspace_id: z.string().max(100).nullish(), workspace_name: z.string().nullish() }).nullish(),
});

/** Whose an internal integration's token is: asked of Notion, which is also how it is seen to be good. */
@Injectable()
export class TokenIdentity {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'notion_api_url'>) {}

  /** @throws AppError `notion_token_invalid`, `notion_unavailable`, `notion_rate_limited`, `notion_refused` */
  async of(token: string): Promise<BotIdentity> {
    const answer = await askNotion(
      `${this.config.notion_api_url}/v1/users/me`,
      { method: 'GET', headers: { authorization: `Bearer ${token}`, 'notion-version': NOTION_VERSION } },
      ANSWER_MS,
    );
    if (answer.status !== 200 && answer.status !== 401 && answer.status !== 403) {
      throw new AppError('notion_refused', { extra: { notion_status: answer.status } });
    }
    // A person's own token is good too, but nothing was shared with it.
    const { data } = answer.status === 200 ? self.safeParse(answer.body) : {};
    if (!data) {
      throw new AppError('notion_token_invalid', {
        detail:
          'Copy the token of an internal integration from https://www.notion.so/profile/integrations: it starts with `ntn_` or `secret_`.',
      });
    }
    return {
      bot_id: data.id,
      workspace_id: data.bot?.workspace_id ?? null,
      workspace_name: data.bot?.workspace_name ?? null,
      workspace_icon: null,
    };
  }
}
