import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CLOCK, type Clock, IDS, type Ids } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { AppError } from '../../platform/errors/app-error.js';
import { AuditService } from './audit.service.js';
import { type Session, SessionsRepository } from './sessions.repository.js';
import { SignedTokens } from './signed-tokens.js';

/** How long an access token serves before the refresh token is asked for the next. */
const ACCESS_SECONDS = 15 * 60;

/** Two tabs may use one refresh token at once, or an answer may be lost: for so long it is no theft. */
const GRACE_MS = 10_000;

export interface SessionTokens {
  access_token: string;
  /** Seconds. */
  access_expires_in: number;
  refresh_token: string;
  /** Seconds. */
  refresh_expires_in: number;
}

const accessClaims = z.object({ sub: z.string(), sid: z.string() });
const refreshClaims = z.object({ sid: z.string(), gen: z.int() });

/**
 * A session is a stored row. The browser holds two signed names of it: one for every request, for minutes, and one that
 * renews both, once. A refresh token that comes twice was stolen, by the first or by the second who used it: the whole
 * session ends. An access token's session is looked up too, so that its end is felt at once and everywhere.
 */
@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly tokens: SignedTokens,
    private readonly audit: AuditService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async open(user_id: string): Promise<SessionTokens> {
    const now = this.clock.now();
    const session: Session = {
      _id: this.ids.next(),
      user_id,
      created_at: now.toISOString(),
      expires_at: new Date(now.getTime() + this.config.session_days * 86_400_000).toISOString(),
      generation: 1,
      rotated_at: now.toISOString(),
    };
    await this.sessions.removeExpired(now.toISOString());
    await this.sessions.insert(session);
    return this.tokensOf(session);
  }

  /** @returns the session that an access token names, or null where it is forged, expired or ended */
  async verify(access_token: string): Promise<Session | null> {
    const verified = await this.tokens.verify('access', access_token);
    const claims = 'claims' in verified ? accessClaims.safeParse(verified.claims) : null;
    const session = claims?.success ? await this.sessions.find(claims.data.sid) : null;
    return session && session.user_id === claims?.data?.sub ? session : null;
  }

  /** @returns the session that a refresh token would renew, without using it up; null where it would not */
  async behind(refresh_token: string): Promise<Session | null> {
    const named = await this.namedBy(refresh_token);
    return named && this.isUsable(named.session, named.generation) ? named.session : null;
  }

  /** Uses a refresh token up. @throws AppError `unauthenticated` */
  async renew(refresh_token: string): Promise<SessionTokens> {
    const named = await this.namedBy(refresh_token);
    if (!named) throw ended();
    const { session, generation } = named;
    if (generation === session.generation) {
      const rotated = await this.sessions.rotate(session._id, generation, this.clock.now().toISOString());
      if (rotated) return this.tokensOf(rotated);
    }
    // Somebody has used it already, perhaps in this moment.
    const current = await this.sessions.find(session._id);
    if (!current) throw ended();
    // Another tab's doing: it gets the same successor, so that whichever answer the browser keeps is the living one.
    if (this.isUsable(current, generation)) return this.tokensOf(current);
    await this.endStolen(current);
    throw ended();
  }

  async close(session_id: string): Promise<void> {
    await this.sessions.remove(session_id);
  }

  private async namedBy(refresh_token: string): Promise<{ session: Session; generation: number } | null> {
    const verified = await this.tokens.verify('refresh', refresh_token);
    const claims = 'claims' in verified ? refreshClaims.safeParse(verified.claims) : null;
    if (!claims?.success) return null;
    const session = await this.sessions.find(claims.data.sid);
    return session && { session, generation: claims.data.gen };
  }

  private isUsable(session: Session, generation: number): boolean {
    if (generation === session.generation) return true;
    const since = this.clock.now().getTime() - Date.parse(session.rotated_at);
    // Either way: a clock that is set back must not lengthen it.
    return generation === session.generation - 1 && Math.abs(since) <= GRACE_MS;
  }

  private async endStolen(session: Session): Promise<void> {
    if (!(await this.sessions.remove(session._id))) return;
    await this.audit.record({
      actor_id: session.user_id,
      action: 'session.refresh_token_reused',
      subject: session._id,
    });
  }

  /** Signed anew each time, but of one generation: as good as one another. */
  private async tokensOf(session: Session): Promise<SessionTokens> {
    const { _id: sid, user_id: sub, generation: gen } = session;
    const now = this.clock.now().getTime();
    const expires_at = new Date(session.expires_at);
    const access_until = new Date(Math.min(now + ACCESS_SECONDS * 1_000, expires_at.getTime()));
    return {
      access_token: await this.tokens.sign('access', { sub, sid }, access_until),
      access_expires_in: secondsUntil(access_until, now),
      refresh_token: await this.tokens.sign('refresh', { sid, gen }, expires_at),
      refresh_expires_in: secondsUntil(expires_at, now),
    };
  }
}

function secondsUntil(date: Date, now: number): number {
  return Math.max(0, Math.floor((date.getTime() - now) / 1_000));
}

function ended(): AppError {
  return new AppError('unauthenticated', { detail: 'This session has ended. Log in again.' });
}
