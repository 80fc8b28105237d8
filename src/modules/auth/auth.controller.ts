import { Body, Controller, HttpCode, Ip, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../platform/errors/app-error.js';
import { Access } from '../../platform/http/access.js';
import { AuthenticationService } from './authentication.service.js';
import { PasswordLogin } from './password-login.js';
import { SessionCookies } from './session-cookies.js';
import { SessionsService } from './sessions.service.js';

const credentials = z.object({ password: z.string().min(1).max(1_024) });
const refreshment = z.object({ refresh_token: z.string().min(1).max(2_048).optional() }).nullish();
const renewal = z.object({
  access_token: z.string(),
  expires_in: z.int().describe('Seconds.'),
  refresh_token: z.string().optional().describe('Only where the old one came in the body.'),
});

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly login: PasswordLogin,
    private readonly authentication: AuthenticationService,
    private readonly sessions: SessionsService,
    private readonly cookies: SessionCookies,
  ) {}

  /** AUTH=password: opens a session. */
  @Post('password')
  @Access('public', { api_tokens: false })
  @HttpCode(204)
  @ApiNoContentResponse()
  async password(
    @Body({ schema: credentials }) body: z.infer<typeof credentials>,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    this.cookies.set(reply, await this.login.open(body.password, address));
  }

  /**
   * The next access token, and the next refresh token: each serves once. A browser's come and go in cookies; a client
   * that sends `Authorization: Bearer` sends its refresh token in the body and is given the next one there.
   */
  @Post('refresh')
  @Access('public', { api_tokens: false })
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: renewal })
  async refresh(
    @Req() request: FastifyRequest,
    @Body({ schema: refreshment }) body: z.infer<typeof refreshment>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof renewal>> {
    void reply.header('cache-control', 'no-store');
    const given = body?.refresh_token;
    if (given !== undefined) {
      const { access_token, access_expires_in, refresh_token } = await this.sessions.renew(given);
      return { access_token, expires_in: access_expires_in, refresh_token };
    }
    const token = this.cookies.refresh(request);
    if (token === null) throw new AppError('unauthenticated', { detail: 'There is no session to renew. Log in.' });
    const tokens = await this.sessions.renew(token);
    this.cookies.set(reply, tokens);
    return { access_token: tokens.access_token, expires_in: tokens.access_expires_in };
  }

  /** Ends the session on the server and in the browser, with every token of it. */
  @Post('logout')
  @Access('public', { api_tokens: false })
  @HttpCode(204)
  @ApiNoContentResponse()
  async logout(
    @Req() request: FastifyRequest,
    @Body({ schema: refreshment }) body: z.infer<typeof refreshment>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    // Either token names it: the access token may have run out.
    const refresh_token = body?.refresh_token ?? this.cookies.refresh(request);
    const session =
      (await this.authentication.sessionOf(request)) ??
      (refresh_token === null ? null : await this.sessions.behind(refresh_token));
    if (session) await this.sessions.close(session._id);
    this.cookies.clear(reply);
  }
}
