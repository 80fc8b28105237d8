/** The parts of a login over a store of its own, with a clock that the test holds. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiTokensRepository } from '../../../src/modules/auth/api-tokens.repository.js';
import { ApiTokensService } from '../../../src/modules/auth/api-tokens.service.js';
import { type AuditRecord, AuditService } from '../../../src/modules/auth/audit.service.js';
import { OAuthStates } from '../../../src/modules/auth/oauth-states.js';
import { SessionsRepository } from '../../../src/modules/auth/sessions.repository.js';
import { SessionsService } from '../../../src/modules/auth/sessions.service.js';
import { SignedTokens } from '../../../src/modules/auth/signed-tokens.js';
import { UsedStatesRepository } from '../../../src/modules/auth/used-states.repository.js';
import { UsersRepository } from '../../../src/modules/users/users.repository.js';
import { UsersService } from '../../../src/modules/users/users.service.js';
import { type Clock, randomIds } from '../../../src/platform/clock.js';
import { readConfig } from '../../../src/platform/config/config.js';
import { openNedb } from '../../contract/open-nedb.js';

export class HeldClock implements Clock {
  private time = Date.parse('2026-06-01T12:00:00.000Z');

  now(): Date {
    return new Date(this.time);
  }

  pass(milliseconds: number): void {
    this.time += milliseconds;
  }
}

export async function openAuth() {
  const { store, close } = await openNedb();
  const data_dir = await mkdtemp(join(tmpdir(), 'auth-'));
  const config = readConfig({ DATA_DIR: data_dir, SESSION_DAYS: '30' });
  const clock = new HeldClock();
  const audit = new AuditService(store, clock, randomIds);
  const tokens = new SignedTokens(config, clock);
  const sessions_of = () => new SessionsService(new SessionsRepository(store), tokens, audit, config, clock, randomIds);
  return {
    clock,
    store,
    signed: tokens,
    sessions: sessions_of(),
    /** Another process. */
    other_sessions: sessions_of(),
    /** As after a restart: the secret is read from its file again. */
    restarted_sessions: new SessionsService(
      new SessionsRepository(store),
      new SignedTokens(config, clock),
      audit,
      config,
      clock,
      randomIds,
    ),
    states: new OAuthStates(tokens, new UsedStatesRepository(store), clock),
    api_tokens: new ApiTokensService(new ApiTokensRepository(store), audit, clock, randomIds),
    users: new UsersService(new UsersRepository(store), clock, randomIds),
    audited: () => store.collection<AuditRecord>('audit').find({}),
    close: async () => {
      await close();
      await rm(data_dir, { recursive: true });
    },
  };
}

export type OpenAuth = Awaited<ReturnType<typeof openAuth>>;
