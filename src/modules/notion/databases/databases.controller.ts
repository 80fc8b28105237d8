import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AppError } from '../../../platform/errors/app-error.js';
import { Access, Caller, type Principal } from '../../../platform/http/access.js';
import { DatabasesService } from './databases.service.js';

const userParam = z.object({ user_id: z.uuid() });
const databaseList = z.object({
  databases: z.array(
    z.object({
      id: z.uuid(),
      notion_id: z.string(),
      user_id: z.uuid(),
      connection_id: z.uuid(),
      name: z.string(),
      icon: z.string().nullable(),
      page_count: z.number().int(),
      last_import: z.uuid().nullable(),
    }),
  ),
  stale: z.literal(true).optional(),
});

@ApiTags('databases')
@Controller('users/:user_id/databases')
export class DatabasesController {
  constructor(private readonly databases: DatabasesService) {}

  /** A user's Notion databases, to the user or an admin; `stale` where Notion does not answer. */
  @Get()
  @Access('user')
  @ApiOkResponse({ standardSchema: databaseList })
  list(
    @Caller() caller: Principal,
    @Param({ schema: userParam }) { user_id }: z.infer<typeof userParam>,
  ): Promise<z.infer<typeof databaseList>> {
    if (user_id !== caller.user_id && caller.role !== 'admin') {
      throw new AppError('not_found', { detail: 'There is no such user.' });
    }
    return this.databases.ofUser(user_id);
  }
}
