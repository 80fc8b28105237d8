import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { AppError } from '../../platform/errors/app-error.js';
import { SignedTokens } from './signed-tokens.js';
import { UsedStatesRepository } from './used-states.repository.js';

/** How long somebody may take at Notion. */
export const STATE_SECONDS = 10 * 60;

const stateClaims = z.object({ jti: z.string(), nonce_hash: z.string(), sub: z.string().optional(), exp: z.number() });

/** Who began a login: null for a new visitor, a user who adds a workspace. */
type Beginner = string | null;

/**
 * OAuth's `state`: signed by us, for ten minutes, for one use, in the browser that holds the nonce of which it carries
 * the hash. Only used ones are stored, so that nobody fills the store by beginning logins.
 */
@Injectable()
export class OAuthStates {
  constructor(
    private readonly tokens: SignedTokens,
    private readonly used: UsedStatesRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param known_nonce of an earlier login of that browser: two tabs may be at it */
  async issue(beginner: Beginner, known_nonce: string | null): Promise<{ state: string; nonce: string }> {
    const nonce = known_nonce !== null && /^[\w-]{43}$/.test(known_nonce) ? known_nonce : random();
    const state = await this.tokens.sign(
      'oauth_state',
      { jti: random(), nonce_hash: hashOf(nonce), ...(beginner === null ? {} : { sub: beginner }) },
      new Date(this.clock.now().getTime() + STATE_SECONDS * 1_000),
    );
    return { state, nonce };
  }

  /**
   * Uses a state up. @returns who began
   * @throws AppError `oauth_state_invalid`, `oauth_state_expired`, `oauth_state_foreign`, `oauth_state_reused`
   */
  async use(state: string, nonce: string | null): Promise<Beginner> {
    const verified = await this.tokens.verify('oauth_state', state);
    if ('refused' in verified) {
      throw verified.refused === 'expired'
        ? new AppError('oauth_state_expired', { detail: 'You had ten minutes to log in with Notion. Try again.' })
        : invalid();
    }
    const claims = stateClaims.safeParse(verified.claims);
    if (!claims.success) throw invalid();
    const { jti, nonce_hash, sub, exp } = claims.data;
    if (nonce === null || hashOf(nonce) !== nonce_hash) throw foreignState();
    await this.used.removeExpired(this.clock.now().toISOString());
    const first = await this.used.use({ _id: hashOf(jti), expires_at: new Date(exp * 1_000).toISOString() });
    if (!first) {
      throw new AppError('oauth_state_reused', {
        detail: 'If you reloaded the page, you are probably logged in. Otherwise try again.',
      });
    }
    return sub ?? null;
  }
}

export function foreignState(): AppError {
  return new AppError('oauth_state_foreign', {
    detail:
      'It was begun in another browser or by another user, or this browser does not keep cookies. Try again in this one.',
  });
}

function invalid(): AppError {
  return new AppError('oauth_state_invalid', { detail: 'Its address was changed or cut short on the way. Try again.' });
}

function random(): string {
  return randomBytes(32).toString('base64url');
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
