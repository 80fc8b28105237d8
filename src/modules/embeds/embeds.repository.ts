import { Inject, Injectable } from '@nestjs/common';
import { type Collection, STORE, type Store } from '../../platform/store/store.js';
import type { EmbedOptions } from './embeds.schemas.js';

/** The right to read one graph, for whoever holds the token. */
export interface Embed {
  _id: string;
  user_id: string;
  graph_id: string;
  /** SHA-256 of the token in hex: the token itself is shown once and stored nowhere. */
  token_hash: string;
  options: EmbedOptions;
  created_at: string;
  revoked_at: string | null;
  last_used_at: string | null;
}

@Injectable()
export class EmbedsRepository {
  private readonly embeds: Collection<Embed>;

  constructor(@Inject(STORE) store: Store) {
    this.embeds = store.collection<Embed>('embeds', [
      { fields: ['graph_id'] },
      { fields: ['token_hash'], unique: true },
    ]);
  }

  insert(embed: Embed): Promise<void> {
    return this.embeds.insert(embed);
  }

  findByTokenHash(token_hash: string): Promise<Embed | null> {
    return this.embeds.findOne({ token_hash });
  }

  ofGraph(graph_id: string): Promise<Embed[]> {
    return this.embeds.find({ graph_id, revoked_at: null }, { sort: { created_at: 1 } });
  }

  /** @returns false where there is no such embed of that graph, or it is revoked already */
  async revoke(graph_id: string, id: string, at: string): Promise<boolean> {
    return (await this.embeds.update({ _id: id, graph_id, revoked_at: null }, { $set: { revoked_at: at } })) !== null;
  }

  /** Notes a use, at most once since `not_since`. */
  async touch(id: string, at: string, not_since: string): Promise<void> {
    await this.embeds.update(
      { _id: id, $or: [{ last_used_at: null }, { last_used_at: { $lt: not_since } }] },
      { $set: { last_used_at: at } },
    );
  }

  async removeOfGraph(graph_id: string): Promise<void> {
    await this.embeds.remove({ graph_id });
  }
}
