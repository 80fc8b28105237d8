import { Inject, Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { CLOCK, type Clock, IDS, type Ids } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { localSecret } from '../../platform/config/secrets.js';
import { type Session, SessionsRepository } from './sessions.repository.js';

/** A session is a stored row; what the browser holds is a signed name of it, so that a logout ends it everywhere. */
@Injectable()
export class SessionsService {
  private key: Promise<Uint8Array> | undefined;

  constructor(
    private readonly sessions: SessionsRepository,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** @returns the token, and how long it lasts in seconds */
  async open(user_id: string): Promise<{ token: string; max_age: number }> {
    const now = this.clock.now();
    const max_age = this.config.session_days * 86_400;
    const expires = new Date(now.getTime() + max_age * 1_000);
    const session: Session = {
      _id: this.ids.next(),
      user_id,
      created_at: now.toISOString(),
      expires_at: expires.toISOString(),
    };
    await this.sessions.removeExpired(now.toISOString());
    await this.sessions.insert(session);
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(user_id)
      .setJti(session._id)
      .setIssuedAt(now)
      .setExpirationTime(expires)
      .sign(await this.signingKey());
    return { token, max_age };
  }

  /** @returns the session that a token names, or null where it is forged, expired or ended */
  async verify(token: string): Promise<Session | null> {
    try {
      const { payload } = await jwtVerify(token, await this.signingKey(), {
        algorithms: ['HS256'],
        currentDate: this.clock.now(),
      });
      const session = payload.jti === undefined ? null : await this.sessions.find(payload.jti);
      return session && session.user_id === payload.sub ? session : null;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  async close(token: string): Promise<void> {
    const session = await this.verify(token);
    if (session) await this.sessions.remove(session._id);
  }

  private signingKey(): Promise<Uint8Array> {
    this.key ??= (async () => {
      const secret = this.config.session_secret ?? (await localSecret(this.config.data_dir, 'session'));
      return new TextEncoder().encode(secret);
    })();
    return this.key;
  }
}
