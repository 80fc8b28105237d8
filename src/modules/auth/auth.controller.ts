import { Body, Controller, HttpCode, Inject, Ip, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Access } from '../../platform/http/access.js';
import { SESSION_COOKIE, sessionToken } from './authentication.service.js';
import { PasswordLogin } from './password-login.js';
import { SessionsService } from './sessions.service.js';

const credentials = z.object({ password: z.string().min(1).max(1_024) });

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly login: PasswordLogin,
    private readonly sessions: SessionsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** AUTH=password: opens a session. */
  @Post('password')
  @Access('public')
  @HttpCode(204)
  @ApiNoContentResponse()
  async password(
    @Body({ schema: credentials }) body: z.infer<typeof credentials>,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { token, max_age } = await this.login.open(body.password, address);
    void reply.setCookie(SESSION_COOKIE, token, { ...this.cookie(), maxAge: max_age });
  }

  /** Ends the session on the server and in the browser. */
  @Post('logout')
  @Access('public')
  @HttpCode(204)
  @ApiNoContentResponse()
  async logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const token = sessionToken(request);
    if (token !== null) await this.sessions.close(token);
    void reply.clearCookie(SESSION_COOKIE, this.cookie());
  }

  private cookie() {
    const secure = this.config.public_url?.startsWith('https:') ?? false;
    return { httpOnly: true, sameSite: 'lax', path: '/', secure } as const;
  }
}
