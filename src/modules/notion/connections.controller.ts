import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, Caller, type Principal } from '../../platform/http/access.js';
import { ConnectionsService } from './connections.service.js';

const connectionView = z.object({
  id: z.uuid(),
  kind: z.enum(['export', 'sample']),
  workspace_name: z.string(),
  state: z.enum(['active']),
  running_import_id: z.uuid().nullable(),
  last_import_id: z.uuid().nullable(),
  created_at: z.iso.datetime(),
});
const connectionList = z.object({ connections: z.array(connectionView), next_cursor: z.null() });
const idParam = z.object({ id: z.uuid() });

@ApiTags('connections')
@Controller('connections')
export class ConnectionsController {
  constructor(private readonly connections: ConnectionsService) {}

  @Get()
  @Access('user')
  @ApiOkResponse({ standardSchema: connectionList })
  async list(@Caller() caller: Principal): Promise<z.infer<typeof connectionList>> {
    const connections = await this.connections.list(caller.user_id);
    return {
      connections: connections.map(
        ({ _id, kind, workspace_name, state, running_import_id, last_import_id, created_at }) => ({
          id: _id,
          kind,
          workspace_name,
          state,
          running_import_id,
          last_import_id,
          created_at,
        }),
      ),
      next_cursor: null,
    };
  }

  /** Erases the connection with its pages, imports, graphs and embeds. */
  @Delete(':id')
  @Access('user')
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(
    @Caller() caller: Principal,
    @Param({ schema: idParam }) { id }: z.infer<typeof idParam>,
  ): Promise<void> {
    await this.connections.owned(caller.user_id, id);
    await this.connections.erase(id);
  }
}
