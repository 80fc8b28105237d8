import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { AppError } from '../../platform/errors/app-error.js';
import { UsersService } from '../users/users.service.js';
import { passwordMatches } from './password-hash.js';
import { SessionsService, type SessionTokens } from './sessions.service.js';

/** AUTH=password: one user, one password, on any HOST. */
@Injectable()
export class PasswordLogin {
  // Per process: with n web processes an attacker has n times as many tries, still far too few for a good password.
  private readonly tries = new RateLimiterMemory({ points: 10, duration: 900 });

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
  ) {}

  /** @throws AppError `not_found` where this server has no password, `rate_limited`, `wrong_password` */
  async open(password: string, address: string): Promise<SessionTokens> {
    const hash = this.config.admin_password_hash;
    if (this.config.auth !== 'password' || hash === null) {
      throw new AppError('not_found', { detail: 'This server has no password login.' });
    }
    await this.spendTry(address);
    if (!(await passwordMatches(password, hash))) throw new AppError('wrong_password');
    await this.tries.delete(address);
    const user = await this.users.singleUser();
    return this.sessions.open(user._id);
  }

  /** A try is spent before the password is looked at: hashing is what costs. */
  private async spendTry(address: string): Promise<void> {
    try {
      await this.tries.consume(address);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new AppError('rate_limited', {
        detail: 'Too many tries. Wait, then try again.',
        retryAfter: refusal.msBeforeNext / 1_000,
      });
    }
  }
}
