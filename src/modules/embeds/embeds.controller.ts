import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access, Caller, type Principal } from '../../platform/http/access.js';
import { createdEmbed, embedCreation, embedList, type EmbedOptions, embedParam, graphParam } from './embeds.schemas.js';
import { EmbedsService } from './embeds.service.js';

type GraphId = z.infer<typeof graphParam>;
type EmbedId = z.infer<typeof embedParam>;

/** The owner's side of embeds. */
@ApiTags('embeds')
@Controller('graphs/:id/embeds')
export class EmbedsController {
  constructor(private readonly embeds: EmbedsService) {}

  /** The answer's `url` is shown this once. */
  @Post()
  @Access('user')
  @ApiCreatedResponse({ standardSchema: createdEmbed })
  create(
    @Caller() caller: Principal,
    @Param({ schema: graphParam }) { id }: GraphId,
    @Body({ schema: embedCreation }) options: EmbedOptions,
  ) {
    return this.embeds.create(caller.user_id, id, options);
  }

  @Get()
  @Access('user')
  @ApiOkResponse({ standardSchema: embedList })
  list(@Caller() caller: Principal, @Param({ schema: graphParam }) { id }: GraphId) {
    return this.embeds.list(caller.user_id, id);
  }

  /** Revokes the embed: its URL stops working at once. */
  @Delete(':embed_id')
  @Access('user')
  @HttpCode(204)
  @ApiNoContentResponse()
  revoke(@Caller() caller: Principal, @Param({ schema: embedParam }) { id, embed_id }: EmbedId): Promise<void> {
    return this.embeds.revoke(caller.user_id, id, embed_id);
  }
}
