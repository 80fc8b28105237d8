/** API tokens: a part of what their owner may do. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import type { FastifyRequest } from 'fastify';
import { AccessGuard } from '../../../src/modules/auth/access.guard.js';
import { AuthenticationService } from '../../../src/modules/auth/authentication.service.js';
import { SessionCookies } from '../../../src/modules/auth/session-cookies.js';
import { readConfig } from '../../../src/platform/config/config.js';
import { Access, type AuthenticatedRequest } from '../../../src/platform/http/access.js';
import { type OpenAuth, openAuth } from './open-auth.js';

let auth: OpenAuth;
beforeEach(async () => {
  auth = await openAuth();
});
afterEach(() => auth.close());

const read = { name: 'a script', scope: 'read' } as const;

describe('an API token', () => {
  it('is shown once, known by its prefix, and stored as a hash', async () => {
    const { token, stored } = await auth.api_tokens.create('ann', read);
    expect(token).toMatch(/^ngt_[\w-]{43}$/);
    expect(stored.token_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(await auth.store.collection('api_tokens').find({}))).not.toContain(token.slice(4));
    expect(await auth.api_tokens.use(token)).toMatchObject({ user_id: 'ann', scope: 'read' });
    expect(await auth.api_tokens.use(`${token}x`)).toBeNull();
  });

  it('works until it expires', async () => {
    const { token } = await auth.api_tokens.create('ann', { ...read, expires_at: '2026-06-01T14:00:00+01:00' });
    auth.clock.pass(59 * 60_000);
    expect(await auth.api_tokens.use(token)).not.toBeNull();
    auth.clock.pass(60_000);
    expect(await auth.api_tokens.use(token)).toBeNull();
  });

  it('cannot have expired before it is made', async () => {
    await expect(auth.api_tokens.create('ann', { ...read, expires_at: '2026-06-01T12:00:00Z' })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'expires_at' }],
    });
  });

  it('works until its owner, and nobody else, revokes it', async () => {
    const { token, stored } = await auth.api_tokens.create('ann', read);
    await expect(auth.api_tokens.revoke('bob', stored._id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await auth.api_tokens.use(token)).not.toBeNull();
    await auth.api_tokens.revoke('ann', stored._id);
    expect(await auth.api_tokens.use(token)).toBeNull();
    expect(await auth.api_tokens.list('ann')).toEqual([]);
  });

  it('tells when it was used, to the hour', async () => {
    const { token } = await auth.api_tokens.create('ann', read);
    const lastUse = async () => {
      await auth.api_tokens.use(token);
      // The note is not waited for; the next read of the collection comes after it.
      return (await auth.api_tokens.list('ann'))[0]?.last_used_at;
    };
    expect(await lastUse()).toBe('2026-06-01T12:00:00.000Z');
    auth.clock.pass(59 * 60_000);
    expect(await lastUse()).toBe('2026-06-01T12:00:00.000Z');
    auth.clock.pass(60_000);
    expect(await lastUse()).toBe('2026-06-01T13:00:00.000Z');
  });

  it('is audited, without its name', async () => {
    const { stored } = await auth.api_tokens.create('ann', read);
    await auth.api_tokens.revoke('ann', stored._id);
    const records = await auth.audited();
    expect(records.map(({ action }) => action).sort()).toEqual(['api_token.created', 'api_token.revoked']);
    expect(JSON.stringify(records)).not.toContain('a script');
  });
});

class Routes {
  @Access('user')
  mine(): void {}
  @Access('user', { api_tokens: false })
  tokens(): void {}
  @Access('admin')
  admin(): void {}
  @Access('admin', { api_tokens: true })
  mistaken(): void {}
  @Access('public')
  anybody(): void {}
  @Access('public', { api_tokens: false })
  session(): void {}
}

describe('what an API token reaches', () => {
  const refused = expect.objectContaining({ code: 'api_token_refused' });

  function guard(mode: 'local' | 'notion'): AccessGuard {
    const config = readConfig({
      AUTH: mode,
      NOTION_CLIENT_ID: 'client',
      NOTION_CLIENT_SECRET: 'secret',
    });
    const authentication = new AuthenticationService(
      config,
      auth.users,
      auth.sessions,
      new SessionCookies(config),
      auth.api_tokens,
    );
    return new AccessGuard(new Reflector(), authentication, config);
  }

  async function call(
    route: keyof Routes,
    request: { method?: string; authorization?: string; cookies?: Record<string, string> },
    mode: 'local' | 'notion' = 'notion',
  ) {
    const { method = 'GET', authorization, cookies = {} } = request;
    const made = { method, headers: authorization === undefined ? {} : { authorization }, cookies };
    const asked = made as unknown as FastifyRequest & AuthenticatedRequest;
    // eslint-disable-next-line @typescript-eslint/unbound-method -- the guard reads what is written on the method
    await guard(mode).canActivate(new ExecutionContextHost([asked, {}], Routes, Routes.prototype[route]));
    return asked.principal;
  }

  async function tokenOf(scope: 'read' | 'write'): Promise<{ authorization: string; user_id: string }> {
    const admin = await auth.users.add(auth.users.newNotionUser(`n ${scope}`, 'admin'));
    const { token } = await auth.api_tokens.create(admin._id, { name: 'x', scope });
    return { authorization: `Bearer ${token}`, user_id: admin._id };
  }

  it('is its owner’s, never as an admin', async () => {
    const { authorization, user_id } = await tokenOf('write');
    expect(await call('mine', { authorization, method: 'POST' })).toEqual({
      user_id,
      role: 'user',
      api_token_scope: 'write',
    });
    expect(await call('anybody', { authorization })).toBeUndefined();
  });

  it('is read with the scope `read`, whatever the method calls itself', async () => {
    const { authorization } = await tokenOf('read');
    for (const method of ['GET', 'HEAD']) expect(await call('mine', { authorization, method })).toBeDefined();
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'get']) {
      await expect(call('mine', { authorization, method })).rejects.toMatchObject({ code: 'api_token_read_only' });
    }
  });

  it.each(['local', 'notion'] as const)('is neither tokens, nor sessions, nor admin (AUTH=%s)', async (mode) => {
    const { authorization } = await tokenOf('write');
    for (const route of ['tokens', 'session', 'admin'] as const) {
      await expect(call(route, { authorization }, mode)).rejects.toEqual(refused);
    }
    // Even where a route says so by mistake.
    await expect(call('mistaken', { authorization }, mode)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is nothing once it is wrong, and a cookie beside it does not help', async () => {
    const { access_token } = await auth.sessions.open((await tokenOf('read')).user_id);
    const cookies = { ng_session: access_token };
    expect(await call('mine', { cookies })).toMatchObject({ role: 'admin' });
    for (const authorization of ['Bearer ngt_wrong', 'Bearer', 'Basic YTpi', 'nonsense']) {
      await expect(call('mine', { authorization, cookies })).rejects.toMatchObject({ code: 'unauthenticated' });
    }
    await expect(call('mine', { cookies: { ng_session: 'ngt_wrong' } })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('is not carried by a cookie', async () => {
    const { authorization } = await tokenOf('read');
    const ng_session = authorization.slice('Bearer '.length);
    await expect(call('mine', { cookies: { ng_session } })).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});
