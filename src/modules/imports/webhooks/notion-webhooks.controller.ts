import { Controller, Get, Headers, HttpCode, Post, type RawBodyRequest, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../../platform/errors/app-error.js';
import { Access } from '../../../platform/http/access.js';
import { NotionWebhooks } from './notion-webhooks.service.js';

const pending = z.object({
  handshake: z.object({ verification_token: z.string(), received_at: z.iso.datetime() }).nullable(),
});

@ApiTags('webhooks')
@Controller('webhooks/notion')
export class NotionWebhooksController {
  constructor(private readonly webhooks: NotionWebhooks) {}

  /** Notion's deliveries, signed over the raw body; and its handshake, while no secret is set. */
  @Post()
  @Access('public')
  @HttpCode(204)
  @ApiNoContentResponse()
  async receive(
    @Req() request: RawBodyRequest<FastifyRequest>,
    @Headers('x-notion-signature') signature: string | undefined,
  ): Promise<void> {
    if (!request.rawBody) throw new AppError('malformed_request', { detail: 'Send JSON.' });
    await this.webhooks.receive(request.rawBody, request.body, signature);
  }

  /** The verification token of a handshake that waits to be set up. */
  @Get('handshake')
  @Access('admin')
  @ApiOkResponse({ standardSchema: pending })
  async handshake(): Promise<z.infer<typeof pending>> {
    return { handshake: await this.webhooks.pendingHandshake() };
  }
}
