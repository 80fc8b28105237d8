import { Controller, Get, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiFoundResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Access } from '../../platform/http/access.js';
import { LoginPageFilter } from './login-page.filter.js';
import { NotionLogin } from './notion-login.service.js';
import { STATE_SECONDS } from './oauth-states.js';
import { SessionCookies } from './session-cookies.js';

const text = z.string().min(1).max(4_096).optional().catch(undefined);
/** What does not validate is as good as missing: the answer is a page, not a list of problems. */
const oauthReturn = z.object({ state: text, code: text, error: text });

/** A browser comes here itself, so what goes wrong is told in a page. */
@ApiTags('auth')
@Controller('auth/notion')
@UseFilters(LoginPageFilter)
export class NotionLoginController {
  constructor(
    private readonly login: NotionLogin,
    private readonly cookies: SessionCookies,
  ) {}

  /** Sends the browser to Notion, to log in or, with a session, to add a workspace. */
  @Get()
  @Access('public', { api_tokens: false })
  @ApiFoundResponse()
  async begin(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { url, nonce } = await this.login.begin(request);
    this.cookies.setNonce(reply, nonce, STATE_SECONDS);
    await reply.header('cache-control', 'no-store').redirect(url, 302);
  }

  /** Where Notion sends the browser back to. */
  @Get('callback')
  @Access('public', { api_tokens: false })
  @ApiFoundResponse()
  async callback(
    @Req() request: FastifyRequest,
    @Query({ schema: oauthReturn }) query: z.infer<typeof oauthReturn>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const session = await this.login.finish(request, query);
    if (session) this.cookies.set(reply, session);
    await reply.header('cache-control', 'no-store').redirect('/', 302);
  }
}
