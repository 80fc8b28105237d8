import { Inject, Injectable } from '@nestjs/common';
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { localSecret } from '../../platform/config/secrets.js';

/** What a token is for: one made for another purpose is no token at all. */
type Purpose = 'access' | 'refresh' | 'oauth_state';

export type Verified = { claims: JWTPayload } | { refused: 'invalid' | 'expired' };

/** Our own JWTs: HS256 with SESSION_SECRET, or with a secret made here once, so that sessions survive a restart. */
@Injectable()
export class SignedTokens {
  private key: Promise<Uint8Array> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async sign(purpose: Purpose, claims: JWTPayload, expires_at: Date): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience(purpose)
      .setIssuedAt(this.clock.now())
      .setExpirationTime(expires_at)
      .sign(await this.signingKey());
  }

  async verify(purpose: Purpose, token: string): Promise<Verified> {
    try {
      const { payload } = await jwtVerify(token, await this.signingKey(), {
        algorithms: ['HS256'],
        audience: purpose,
        requiredClaims: ['exp'],
        currentDate: this.clock.now(),
      });
      return { claims: payload };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return { refused: 'expired' };
      if (error instanceof errors.JOSEError) return { refused: 'invalid' };
      throw error;
    }
  }

  private signingKey(): Promise<Uint8Array> {
    this.key ??= (async () => {
      const secret = this.config.session_secret ?? (await localSecret(this.config.data_dir, 'session'));
      return new TextEncoder().encode(secret);
    })();
    return this.key;
  }
}
