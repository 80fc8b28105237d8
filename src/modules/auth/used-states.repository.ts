import { Inject, Injectable } from '@nestjs/common';
import { type Collection, DuplicateKeyError, STORE, type Store } from '../../platform/store/store.js';

interface UsedState {
  /** SHA-256 of the state's id. */
  _id: string;
  /** When the state itself expires, after which it needs no remembering. */
  expires_at: string;
}

@Injectable()
export class UsedStatesRepository {
  private readonly states: Collection<UsedState>;

  constructor(@Inject(STORE) store: Store) {
    this.states = store.collection<UsedState>('oauth_states', [{ fields: ['expires_at'] }]);
  }

  /** @returns false where it was used before: of two at once, one */
  async use(state: UsedState): Promise<boolean> {
    try {
      await this.states.insert(state);
      return true;
    } catch (error) {
      if (error instanceof DuplicateKeyError) return false;
      throw error;
    }
  }

  async removeExpired(now: string): Promise<void> {
    await this.states.remove({ expires_at: { $lte: now } });
  }
}
