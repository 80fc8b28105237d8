import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiConsumes, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { AppError } from '../../platform/errors/app-error.js';
import { Access, Caller, type Principal } from '../../platform/http/access.js';
import { type ListQuery, listQuery } from '../../platform/http/lists.js';
import { sendImportEvents } from './import-events.js';
import {
  acceptedImport,
  type AcceptedImport,
  idParam,
  importList,
  type ImportOrder,
  importOrder,
  importView,
  type ImportView,
} from './imports.schemas.js';
import { ImportsService } from './imports.service.js';
import { Uploads } from './uploads.js';

type Id = z.infer<typeof idParam>;

@ApiTags('imports')
@Controller('imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly uploads: Uploads,
  ) {}

  /**
   * Reads a workspace from Notion: JSON `{connection_id, database_ids?, mode}`. Or imports an export zip:
   * `multipart/form-data` with `file` and, to update an export in place, its `connection_id`.
   */
  @Post()
  @Access('user')
  @HttpCode(202)
  @ApiConsumes('multipart/form-data')
  @ApiAcceptedResponse({ standardSchema: acceptedImport })
  async create(@Caller() caller: Principal, @Req() request: FastifyRequest): Promise<AcceptedImport> {
    if (!request.isMultipart()) return this.imports.acceptSync(caller.user_id, orderIn(request.body));
    const { blob, file_name, connection_id } = await this.uploads.receive(caller.user_id, request);
    return this.imports.acceptUpload(caller.user_id, blob, file_name, connection_id);
  }

  @Get()
  @Access('user')
  @ApiOkResponse({ standardSchema: importList })
  list(@Caller() caller: Principal, @Query({ schema: listQuery }) query: ListQuery) {
    return this.imports.list(caller.user_id, query);
  }

  @Get(':id')
  @Access('user')
  @ApiOkResponse({ standardSchema: importView })
  show(@Caller() caller: Principal, @Param({ schema: idParam }) { id }: Id): Promise<ImportView> {
    return this.imports.show(caller.user_id, id);
  }

  /** Server-sent events: `progress` at every change, then `done` or `failed`; the data is the import. */
  @Get(':id/events')
  @Access('user')
  async events(
    @Caller() caller: Principal,
    @Param({ schema: idParam }) { id }: Id,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.imports.owned(caller.user_id, id);
    sendImportEvents(reply, (signal) => this.imports.follow(id, signal));
  }

  @Delete(':id')
  @Access('user')
  @HttpCode(204)
  @ApiNoContentResponse()
  cancel(@Caller() caller: Principal, @Param({ schema: idParam }) { id }: Id): Promise<void> {
    return this.imports.cancel(caller.user_id, id);
  }
}

/** The body is JSON or a file, so it cannot be declared with a schema as other bodies are. */
function orderIn(body: unknown): ImportOrder {
  const parsed = importOrder.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new AppError('validation_failed', {
    detail: 'Send JSON with connection_id, or multipart/form-data with the export zip in the field `file`.',
    errors: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  });
}
