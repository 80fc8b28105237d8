import { Inject, Injectable } from '@nestjs/common';
import { type Collection, STORE, type Store } from '../../platform/store/store.js';

export interface Session {
  _id: string;
  user_id: string;
  created_at: string;
  expires_at: string;
}

@Injectable()
export class SessionsRepository {
  private readonly sessions: Collection<Session>;

  constructor(@Inject(STORE) store: Store) {
    this.sessions = store.collection<Session>('sessions', [{ fields: ['user_id'] }, { fields: ['expires_at'] }]);
  }

  insert(session: Session): Promise<void> {
    return this.sessions.insert(session);
  }

  find(id: string): Promise<Session | null> {
    return this.sessions.findOne({ _id: id });
  }

  async remove(id: string): Promise<void> {
    await this.sessions.remove({ _id: id });
  }

  async removeExpired(now: string): Promise<void> {
    await this.sessions.remove({ expires_at: { $lte: now } });
  }
}
