import { Inject, Injectable } from '@nestjs/common';
import { type Collection, STORE, type Store } from '../../platform/store/store.js';

/** One login, with all the tokens that descend from it. */
export interface Session {
  _id: string;
  user_id: string;
  created_at: string;
  expires_at: string;
  /** Which of its refresh tokens is the living one: they are numbered, and each use makes the next. */
  generation: number;
  rotated_at: string;
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

  /** @returns null where somebody else has used that generation's token first, or the session has ended */
  rotate(id: string, generation: number, rotated_at: string): Promise<Session | null> {
    return this.sessions.update({ _id: id, generation }, { $set: { generation: generation + 1, rotated_at } });
  }

  /** @returns whether there was one */
  async remove(id: string): Promise<boolean> {
    return (await this.sessions.remove({ _id: id })) > 0;
  }

  async removeExpired(now: string): Promise<void> {
    await this.sessions.remove({ expires_at: { $lte: now } });
  }
}
