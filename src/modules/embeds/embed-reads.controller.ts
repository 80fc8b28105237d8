import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Access } from '../../platform/http/access.js';
import { GraphReads, type Reading } from '../graph/graph-reads.js';
import {
  backlinkList,
  backlinksQuery,
  type BacklinksQuery,
  dataQuery,
  type DataQuery,
  graphData,
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
} from '../graph/graphs.schemas.js';
import { sendRead } from '../graph/read-answer.js';
import { sharedGraph } from './embeds.schemas.js';
import { EmbedsService } from './embeds.service.js';

const token = z.string().min(1).max(64);
const tokenParam = z.object({ token });
const tokenNodeParam = nodeParam.omit({ id: true }).extend({ token });
const tokenLinkParam = linkParam.omit({ id: true }).extend({ token });
type Token = z.infer<typeof tokenParam>;
type TokenNode = z.infer<typeof tokenNodeParam>;
type TokenLink = z.infer<typeof tokenLinkParam>;

/** The reads of a graph for whoever holds an embed's token: no session, and no more than its options allow. */
@ApiTags('embeds')
@Controller('embeds/:token')
export class EmbedReadsController {
  constructor(
    private readonly embeds: EmbedsService,
    private readonly reads: GraphReads,
  ) {}

  @Get()
  @Access('public')
  @ApiOkResponse({ standardSchema: sharedGraph })
  async show(
    @Param({ schema: tokenParam }) { token }: Token,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.input<typeof sharedGraph>> {
    const { embed, graph } = await this.embeds.open(token);
    const { domains: _domains, ...options } = embed.options;
    void reply.header('cache-control', 'private, no-cache');
    return { name: graph.name, version: graph.version, options, stats: graph.stats };
  }

  @Get('data')
  @Access('public')
  @ApiOkResponse({ standardSchema: graphData })
  data(
    @Param({ schema: tokenParam }) { token }: Token,
    @Query({ schema: dataQuery }) query: DataQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return this.answer(token, request, reply, (reading) => this.reads.data(reading, query));
  }

  @Get('nodes/:node_id/neighbourhood')
  @Access('public')
  @ApiOkResponse({ standardSchema: neighbourhoodData })
  neighbourhood(
    @Param({ schema: tokenNodeParam }) { token, node_id }: TokenNode,
    @Query({ schema: neighbourhoodQuery }) query: NeighbourhoodQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return this.answer(token, request, reply, (reading) => this.reads.neighbourhood(reading, node_id, query));
  }

  @Get('search')
  @Access('public')
  @ApiOkResponse({ standardSchema: searchResults })
  search(
    @Param({ schema: tokenParam }) { token }: Token,
    @Query({ schema: searchQuery }) query: SearchQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return this.answer(token, request, reply, (reading) => this.reads.search(reading, query));
  }

  @Get('links/:source/:target')
  @Access('public')
  @ApiOkResponse({ standardSchema: linkExplanation })
  link(
    @Param({ schema: tokenLinkParam }) { token, source, target }: TokenLink,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return this.answer(token, request, reply, (reading) => this.reads.link(reading, source, target));
  }

  @Get('pages/:node_id')
  @Access('public')
  @ApiOkResponse({ standardSchema: pageDetails })
  page(
    @Param({ schema: tokenNodeParam }) { token, node_id }: TokenNode,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return this.answer(token, request, reply, (reading) => this.reads.page(reading, node_id));
  }

  @Get('pages/:node_id/backlinks')
  @Access('public')
  @ApiOkResponse({ standardSchema: backlinkList })
  backlinks(
    @Param({ schema: tokenNodeParam }) { token, node_id }: TokenNode,
    @Query({ schema: backlinksQuery }) query: BacklinksQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return this.answer(token, request, reply, (reading) => this.reads.backlinks(reading, node_id, query));
  }

  /** Always the newest version, whatever `v` says: an older one may show what the owner has taken away since. */
  private async answer(
    token: string,
    request: FastifyRequest,
    reply: FastifyReply,
    read: (reading: Reading) => Promise<object> | object,
  ): Promise<void> {
    const { embed, graph } = await this.embeds.open(token);
    const { evidence, urls, download } = embed.options;
    // Never immutable: a revoked embed must not live on in caches.
    const validity = { graph_id: graph._id, version: graph.version, immutable: false };
    const policy = { evidence, urls, download };
    await sendRead(request, reply, validity, async () => read(await this.reads.open(graph, undefined, policy)));
  }
}
