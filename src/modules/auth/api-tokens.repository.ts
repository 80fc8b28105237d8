import { Inject, Injectable } from '@nestjs/common';
import type { ApiTokenScope } from '../../platform/http/access.js';
import { type Collection, STORE, type Store } from '../../platform/store/store.js';

export interface ApiToken {
  _id: string;
  user_id: string;
  name: string;
  scope: ApiTokenScope;
  /** SHA-256; the token itself is shown once and kept nowhere. */
  token_hash: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}

@Injectable()
export class ApiTokensRepository {
  private readonly tokens: Collection<ApiToken>;

  constructor(@Inject(STORE) store: Store) {
    this.tokens = store.collection<ApiToken>('api_tokens', [
      { fields: ['user_id', 'created_at'] },
      { fields: ['token_hash'], unique: true },
    ]);
  }

  insert(token: ApiToken): Promise<void> {
    return this.tokens.insert(token);
  }

  findByHash(token_hash: string): Promise<ApiToken | null> {
    return this.tokens.findOne({ token_hash });
  }

  ofUser(user_id: string): Promise<ApiToken[]> {
    return this.tokens.find({ user_id }, { sort: { created_at: -1 } });
  }

  countOfUser(user_id: string): Promise<number> {
    return this.tokens.count({ user_id });
  }

  async markUsed(id: string, before: string | null, now: string): Promise<void> {
    await this.tokens.update({ _id: id, last_used_at: before }, { $set: { last_used_at: now } });
  }

  /** @returns whether that user had it */
  async remove(user_id: string, id: string): Promise<boolean> {
    return (await this.tokens.remove({ _id: id, user_id })) > 0;
  }
}
