import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, Caller, type Principal } from '../../platform/http/access.js';
import type { ApiToken } from './api-tokens.repository.js';
import { ApiTokensService } from './api-tokens.service.js';

const creation = z.object({
  name: z.string().trim().min(1).max(100),
  scope: z.enum(['read', 'write']),
  expires_at: z.iso.datetime({ offset: true }).optional(),
});
const tokenView = z.object({
  id: z.uuid(),
  name: z.string(),
  scope: z.enum(['read', 'write']),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable(),
});
const createdToken = tokenView.extend({ token: z.string() });
const tokenList = z.object({ tokens: z.array(tokenView), next_cursor: z.null() });
const idParam = z.object({ id: z.uuid() });

/** A token cannot make tokens: whoever found one would never be rid of again. */
const SESSIONS_ONLY = { api_tokens: false } as const;

@ApiTags('users')
@Controller('me/tokens')
export class ApiTokensController {
  constructor(private readonly tokens: ApiTokensService) {}

  /** The answer's `token` is shown this once. */
  @Post()
  @Access('user', SESSIONS_ONLY)
  @ApiCreatedResponse({ standardSchema: createdToken })
  async create(
    @Caller() caller: Principal,
    @Body({ schema: creation }) wanted: z.infer<typeof creation>,
  ): Promise<z.infer<typeof createdToken>> {
    const { stored, token } = await this.tokens.create(caller.user_id, wanted);
    return { ...viewOf(stored), token };
  }

  @Get()
  @Access('user', SESSIONS_ONLY)
  @ApiOkResponse({ standardSchema: tokenList })
  async list(@Caller() caller: Principal): Promise<z.infer<typeof tokenList>> {
    const tokens = await this.tokens.list(caller.user_id);
    return { tokens: tokens.map(viewOf), next_cursor: null };
  }

  /** Revokes the token: it stops working at once. */
  @Delete(':id')
  @Access('user', SESSIONS_ONLY)
  @HttpCode(204)
  @ApiNoContentResponse()
  revoke(@Caller() caller: Principal, @Param({ schema: idParam }) { id }: z.infer<typeof idParam>): Promise<void> {
    return this.tokens.revoke(caller.user_id, id);
  }
}

function viewOf({ _id, name, scope, created_at, expires_at, last_used_at }: ApiToken): z.infer<typeof tokenView> {
  return { id: _id, name, scope, created_at, expires_at, last_used_at };
}
