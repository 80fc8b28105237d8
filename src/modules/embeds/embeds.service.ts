import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { z } from 'zod';
import { CLOCK, type Clock, IDS, type Ids } from '../../platform/clock.js';
import { AppError } from '../../platform/errors/app-error.js';
import { ServerAddress } from '../../platform/http/server-address.js';
import type { StoredGraph } from '../graph/stored-graph.js';
import { GraphsService } from '../graph/graphs.service.js';
import { type Embed, EmbedsRepository } from './embeds.repository.js';
import type { createdEmbed, embedList, EmbedOptions } from './embeds.schemas.js';

/** How exactly `last_used_at` is kept: finer would be a write for every read. */
const USE_RESOLUTION_MS = 60_000;

const TOKEN_BYTES = 16;

@Injectable()
export class EmbedsService implements OnModuleInit {
  constructor(
    private readonly embeds: EmbedsRepository,
    private readonly graphs: GraphsService,
    private readonly address: ServerAddress,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  onModuleInit(): void {
    this.graphs.onErase((graph_id) => this.embeds.removeOfGraph(graph_id));
  }

  async create(user_id: string, graph_id: string, options: EmbedOptions): Promise<z.infer<typeof createdEmbed>> {
    await this.graphs.owned(user_id, graph_id);
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const embed: Embed = {
      _id: this.ids.next(),
      user_id,
      graph_id,
      token_hash: hashOf(token),
      options,
      created_at: this.clock.now().toISOString(),
      revoked_at: null,
      last_used_at: null,
    };
    await this.embeds.insert(embed);
    return { id: embed._id, url: `${this.address.public_url}/embed/${token}`, options };
  }

  async list(user_id: string, graph_id: string): Promise<z.infer<typeof embedList>> {
    await this.graphs.owned(user_id, graph_id);
    const embeds = await this.embeds.ofGraph(graph_id);
    return {
      embeds: embeds.map(({ _id, options, created_at, last_used_at }) => ({
        id: _id,
        options,
        created_at,
        last_used_at,
      })),
      next_cursor: null,
    };
  }

  async revoke(user_id: string, graph_id: string, embed_id: string): Promise<void> {
    await this.graphs.owned(user_id, graph_id);
    if (!(await this.embeds.revoke(graph_id, embed_id, this.clock.now().toISOString()))) {
      throw new AppError('not_found', { detail: 'There is no such embed of this graph.' });
    }
  }

  /** @throws AppError `not_found` for a token that never was, `embed_ended` for one that was revoked or has expired */
  async open(token: string): Promise<{ embed: Embed; graph: StoredGraph }> {
    const embed = await this.embeds.findByTokenHash(hashOf(token));
    if (!embed) throw new AppError('not_found', { detail: 'There is no such map.' });
    const now = this.clock.now();
    const expired = embed.options.expires_at !== null && Date.parse(embed.options.expires_at) <= now.getTime();
    const graph = embed.revoked_at === null && !expired ? await this.graphs.find(embed.graph_id) : null;
    if (!graph) throw new AppError('embed_ended', { detail: 'The owner of this map no longer shares it here.' });
    await this.embeds.touch(embed._id, now.toISOString(), new Date(now.getTime() - USE_RESOLUTION_MS).toISOString());
    return { embed, graph };
  }
}

/** A token of 128 random bits needs no slow hash. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
