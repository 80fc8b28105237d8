import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Access, Caller, type Principal } from '../../platform/http/access.js';
import { GraphReads, OWNER_POLICY, type Reading } from './graph-reads.js';
import {
  backlinkList,
  backlinksQuery,
  type BacklinksQuery,
  dataQuery,
  type DataQuery,
  graphData,
  idParam,
  linkExplanation,
  linkParam,
  neighbourhoodData,
  neighbourhoodQuery,
  type NeighbourhoodQuery,
  nodeParam,
  pageDetails,
  searchQuery,
  type SearchQuery,
  searchResults,
  versionQuery,
  type VersionQuery,
} from './graphs.schemas.js';
import { GraphsService } from './graphs.service.js';
import { sendRead } from './read-answer.js';

type Id = z.infer<typeof idParam>;
type Node = z.infer<typeof nodeParam>;
type Link = z.infer<typeof linkParam>;

/** The owner's reads of a graph. Embeds have the same ones under their token. */
@ApiTags('graph reads')
@Controller('graphs/:id')
export class GraphReadsController {
  constructor(
    private readonly graphs: GraphsService,
    private readonly reads: GraphReads,
  ) {}

  /** The complete graph, streamed, as d3-force takes it or in another format. */
  @Get('data')
  @Access('user')
  @ApiOkResponse({ standardSchema: graphData })
  data(
    @Caller() caller: Principal,
    @Param({ schema: idParam }) { id }: Id,
    @Query({ schema: dataQuery }) query: DataQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return this.answer(caller, id, query.v, request, reply, (reading) => this.reads.data(reading, query));
  }

  @Get('nodes/:node_id/neighbourhood')
  @Access('user')
  @ApiOkResponse({ standardSchema: neighbourhoodData })
  neighbourhood(
    @Caller() caller: Principal,
    @Param({ schema: nodeParam }) { id, node_id }: Node,
    @Query({ schema: neighbourhoodQuery }) query: NeighbourhoodQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return this.answer(caller, id, query.v, request, reply, (reading) =>
      this.reads.neighbourhood(reading, node_id, query),
    );
  }

  @Get('search')
  @Access('user')
  @ApiOkResponse({ standardSchema: searchResults })
  search(
    @Caller() caller: Principal,
    @Param({ schema: idParam }) { id }: Id,
    @Query({ schema: searchQuery }) query: SearchQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return this.answer(caller, id, query.v, request, reply, (reading) => this.reads.search(reading, query));
  }

  /** Why two pages are linked: kinds and sentences. */
  @Get('links/:source/:target')
  @Access('user')
  @ApiOkResponse({ standardSchema: linkExplanation })
  link(
    @Caller() caller: Principal,
    @Param({ schema: linkParam }) { id, source, target }: Link,
    @Query({ schema: versionQuery }) query: VersionQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return this.answer(caller, id, query.v, request, reply, (reading) => this.reads.link(reading, source, target));
  }

  /** A page with its most important links and backlinks. */
  @Get('pages/:node_id')
  @Access('user')
  @ApiOkResponse({ standardSchema: pageDetails })
  page(
    @Caller() caller: Principal,
    @Param({ schema: nodeParam }) { id, node_id }: Node,
    @Query({ schema: versionQuery }) query: VersionQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return this.answer(caller, id, query.v, request, reply, (reading) => this.reads.page(reading, node_id));
  }

  @Get('pages/:node_id/backlinks')
  @Access('user')
  @ApiOkResponse({ standardSchema: backlinkList })
  backlinks(
    @Caller() caller: Principal,
    @Param({ schema: nodeParam }) { id, node_id }: Node,
    @Query({ schema: backlinksQuery }) query: BacklinksQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return this.answer(caller, id, query.v, request, reply, (reading) => this.reads.backlinks(reading, node_id, query));
  }

  private async answer(
    caller: Principal,
    id: string,
    v: number | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
    read: (reading: Reading) => Promise<object> | object,
  ): Promise<void> {
    const stored = await this.graphs.owned(caller.user_id, id);
    const validity = { graph_id: id, version: v ?? stored.version, immutable: v !== undefined };
    await sendRead(request, reply, validity, async () => read(await this.reads.open(stored, v, OWNER_POLICY)));
  }
}
