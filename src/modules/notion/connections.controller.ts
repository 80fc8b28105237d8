import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, Caller, type Principal } from '../../platform/http/access.js';
import type { Connection } from './connection.js';
import { ConnectionsService } from './connections.service.js';

const connectionView = z.object({
  id: z.uuid(),
  kind: z.enum(['oauth', 'token', 'export', 'sample']),
  workspace_name: z.string(),
  workspace_icon: z.string().nullable(),
  state: z.enum(['active', 'revoked', 'failing']),
  comments: z.boolean(),
  refresh_minutes: z.int(),
  running_import_id: z.uuid().nullable(),
  last_import_id: z.uuid().nullable(),
  created_at: z.iso.datetime(),
});
const connectionList = z.object({ connections: z.array(connectionView), next_cursor: z.null() });
/** What may stand in a header: whatever else it is, Notion decides. */
const creation = z.object({
  token: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{1,512}$/, 'must be a token, without spaces'),
});
const settings = z.object({
  comments: z.boolean().exactOptional(),
  refresh_minutes: z.int().min(5).max(10_080).exactOptional(),
});
const idParam = z.object({ id: z.uuid() });

type View = z.infer<typeof connectionView>;
type Id = z.infer<typeof idParam>;

@ApiTags('connections')
@Controller('connections')
export class ConnectionsController {
  constructor(private readonly connections: ConnectionsService) {}

  @Get()
  @Access('user')
  @ApiOkResponse({ standardSchema: connectionList })
  async list(@Caller() caller: Principal): Promise<z.infer<typeof connectionList>> {
    const connections = await this.connections.list(caller.user_id);
    return { connections: connections.map(viewOf), next_cursor: null };
  }

  /** Connects the workspace of an internal integration by its token. (For a public one, see `/auth/notion`.) */
  @Post()
  @Access('user')
  @ApiCreatedResponse({ standardSchema: connectionView })
  async create(
    @Caller() caller: Principal,
    @Body({ schema: creation }) { token }: z.infer<typeof creation>,
  ): Promise<View> {
    return viewOf(await this.connections.connectToken(caller.user_id, token));
  }

  @Patch(':id')
  @Access('user')
  @ApiOkResponse({ standardSchema: connectionView })
  async change(
    @Caller() caller: Principal,
    @Param({ schema: idParam }) { id }: Id,
    @Body({ schema: settings }) change: z.infer<typeof settings>,
  ): Promise<View> {
    return viewOf(await this.connections.change(caller.user_id, id, change));
  }

  /** Erases the connection with its pages, imports, graphs and embeds, and gives its tokens back to Notion. */
  @Delete(':id')
  @Access('user')
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(@Caller() caller: Principal, @Param({ schema: idParam }) { id }: Id): Promise<void> {
    await this.connections.owned(caller.user_id, id);
    await this.connections.erase(id);
  }
}

/** Field by field: what is not named here, the tokens above all, does not leave. */
function viewOf(connection: Connection): View {
  return {
    id: connection._id,
    kind: connection.kind,
    workspace_name: connection.workspace_name,
    workspace_icon: connection.workspace_icon,
    state: connection.state,
    comments: connection.comments,
    refresh_minutes: connection.refresh_minutes,
    running_import_id: connection.running_import_id,
    last_import_id: connection.last_import_id,
    created_at: connection.created_at,
  };
}
