import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, IDS, type Ids } from '../../platform/clock.js';
import { AppError } from '../../platform/errors/app-error.js';
import { type ApiToken, ApiTokensRepository } from './api-tokens.repository.js';
import { AuditService } from './audit.service.js';

/** By which a leaked token is recognised, by us and by secret scanners. */
const PREFIX = 'ngt_';
const MOST_A_USER = 100;
const HOUR_MS = 3_600_000;

export interface NewApiToken extends Pick<ApiToken, 'name' | 'scope'> {
  expires_at?: string | undefined;
}

/** Rights for scripts: a part of what their owner may do (AccessGuard says which), until they expire or are revoked. */
@Injectable()
export class ApiTokensService {
  constructor(
    private readonly tokens: ApiTokensRepository,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** @returns the stored token, and the secret, which nobody sees again */
  async create(user_id: string, wanted: NewApiToken): Promise<{ stored: ApiToken; token: string }> {
    const now = this.clock.now();
    if (wanted.expires_at !== undefined && Date.parse(wanted.expires_at) <= now.getTime()) {
      throw new AppError('validation_failed', {
        detail: 'Some values do not validate; `errors` names each.',
        errors: [{ path: 'expires_at', message: 'must be in the future' }],
      });
    }
    if ((await this.tokens.countOfUser(user_id)) >= MOST_A_USER) {
      throw new AppError('unprocessable', {
        detail: `There are ${MOST_A_USER} tokens already. Revoke one that is not used.`,
      });
    }
    const token = PREFIX + randomBytes(32).toString('base64url');
    const stored: ApiToken = {
      _id: this.ids.next(),
      user_id,
      name: wanted.name,
      scope: wanted.scope,
      token_hash: hashOf(token),
      created_at: now.toISOString(),
      expires_at: wanted.expires_at === undefined ? null : new Date(wanted.expires_at).toISOString(),
      last_used_at: null,
    };
    await this.audit.record({
      actor_id: user_id,
      action: 'api_token.created',
      subject: stored._id,
      details: { scope: stored.scope },
    });
    await this.tokens.insert(stored);
    return { stored, token };
  }

  list(user_id: string): Promise<ApiToken[]> {
    return this.tokens.ofUser(user_id);
  }

  /** @throws AppError `not_found`, also for somebody else's */
  async revoke(user_id: string, id: string): Promise<void> {
    if (!(await this.tokens.remove(user_id, id))) {
      throw new AppError('not_found', { detail: 'There is no such token.' });
    }
    await this.audit.record({ actor_id: user_id, action: 'api_token.revoked', subject: id });
  }

  /** @returns the token as it is stored, or null where it is unknown, revoked or expired */
  async use(token: string): Promise<ApiToken | null> {
    const found = await this.tokens.findByHash(hashOf(token));
    const now = this.clock.now().getTime();
    if (!found || (found.expires_at !== null && Date.parse(found.expires_at) <= now)) return null;
    if (found.last_used_at === null || Date.parse(found.last_used_at) <= now - HOUR_MS) {
      // Nobody waits for it, and nothing fails by it.
      this.tokens.markUsed(found._id, found.last_used_at, new Date(now).toISOString()).catch(() => undefined);
    }
    return found;
  }
}

export function isApiToken(token: string): boolean {
  return token.startsWith(PREFIX);
}

/** Without salt: the token is 256 random bits, which nobody guesses. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
