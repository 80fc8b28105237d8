import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../platform/errors/app-error.js';
import { Access } from '../../platform/http/access.js';
import { contentSecurityPolicy } from '../../platform/http/security-headers.js';
import { EmbedsService } from './embeds.service.js';

const tokenParam = z.object({ token: z.string().min(1).max(64) });

/**
 * Who may frame an embed: Notion's own pages (notion-api.md §8; the last two are inferred from the new page addresses)
 * and what the owner named.
 */
const NOTION_FRAMES = [
  'https://www.notion.so',
  'https://*.notion.so',
  'https://*.notion.site',
  'https://app.notion.com',
  'https://*.notion.com',
];

/** The page that Notion frames. It shows the graph, or says kindly that it is not shared any more. */
@ApiExcludeController()
@Controller('embed')
export class EmbedPageController {
  constructor(private readonly embeds: EmbedsService) {}

  @Get(':token')
  @Access('public')
  async page(
    @Param({ schema: tokenParam }) { token }: z.infer<typeof tokenParam>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { status, domains } = await this.lookUp(token);
    void reply
      .code(status)
      .header('content-security-policy', contentSecurityPolicy([...NOTION_FRAMES, ...domains]))
      .removeHeader('x-frame-options')
      .header('cache-control', 'private, no-cache');
    await reply.sendFile('embed.html', { cacheControl: false });
  }

  private async lookUp(token: string): Promise<{ status: number; domains: string[] }> {
    try {
      const { embed } = await this.embeds.open(token);
      return { status: 200, domains: embed.options.domains };
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return { status: 404, domains: [] };
      if (error instanceof AppError && error.code === 'embed_ended') return { status: 410, domains: [] };
      throw error;
    }
  }
}
