import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Access } from '../../platform/http/access.js';

const methods = z.object({
  methods: z.array(z.enum(['local', 'password', 'notion'])),
  /** Whether a workspace can be connected through OAuth here. */
  notion_oauth: z.boolean(),
});

/** How one gets in here, for whoever stands outside. */
@ApiTags('auth')
@Controller('auth/methods')
export class AuthMethodsController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  @Access('public')
  @ApiOkResponse({ standardSchema: methods })
  list(): z.infer<typeof methods> {
    return { methods: [this.config.auth], notion_oauth: this.config.notion_client !== null };
  }
}
