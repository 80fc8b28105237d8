import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access, Caller, type Principal } from '../../platform/http/access.js';
import { type ListQuery, listQuery } from '../../platform/http/lists.js';
import {
  type GraphChange,
  graphChange,
  type GraphCreation,
  graphCreation,
  graphList,
  graphView,
  type GraphView,
  idParam,
} from './graphs.schemas.js';
import { GraphsService } from './graphs.service.js';

type Id = z.infer<typeof idParam>;

@ApiTags('graphs')
@Controller('graphs')
export class GraphsController {
  constructor(private readonly graphs: GraphsService) {}

  @Get()
  @Access('user')
  @ApiOkResponse({ standardSchema: graphList })
  list(@Caller() caller: Principal, @Query({ schema: listQuery }) query: ListQuery) {
    return this.graphs.list(caller.user_id, query);
  }

  @Post()
  @Access('user')
  @ApiCreatedResponse({ standardSchema: graphView })
  create(@Caller() caller: Principal, @Body({ schema: graphCreation }) body: GraphCreation): Promise<GraphView> {
    return this.graphs.create(caller.user_id, body);
  }

  @Get(':id')
  @Access('user')
  @ApiOkResponse({ standardSchema: graphView })
  show(@Caller() caller: Principal, @Param({ schema: idParam }) { id }: Id): Promise<GraphView> {
    return this.graphs.show(caller.user_id, id);
  }

  @Patch(':id')
  @Access('user')
  @ApiOkResponse({ standardSchema: graphView })
  change(
    @Caller() caller: Principal,
    @Param({ schema: idParam }) { id }: Id,
    @Body({ schema: graphChange }) body: GraphChange,
  ): Promise<GraphView> {
    return this.graphs.change(caller.user_id, id, body);
  }

  @Delete(':id')
  @Access('user')
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@Caller() caller: Principal, @Param({ schema: idParam }) { id }: Id): Promise<void> {
    return this.graphs.remove(caller.user_id, id);
  }
}
