import { Inject, Injectable } from '@nestjs/common';
import { type Collection, DuplicateKeyError, STORE, type Store } from '../../platform/store/store.js';
import type { User } from './user.js';

@Injectable()
export class UsersRepository {
  private readonly users: Collection<User>;

  constructor(@Inject(STORE) store: Store) {
    this.users = store.collection<User>('users', [
      { fields: ['origin'] },
      { fields: ['notion_id'], unique: true, sparse: true },
      { fields: ['email'], unique: true, sparse: true },
    ]);
  }

  find(id: string): Promise<User | null> {
    return this.users.findOne({ _id: id });
  }

  findSingle(): Promise<User | null> {
    return this.users.findOne({ origin: 'single' }, { sort: { created_at: 1 } });
  }

  findByNotionId(notion_id: string): Promise<User | null> {
    return this.users.findOne({ notion_id });
  }

  async change(id: string, change: Partial<Omit<User, '_id'>>): Promise<void> {
    await this.users.update({ _id: id }, { $set: change });
  }

  /** @returns the user as it is then, or null where somebody else noted a visit since it was read */
  noteVisit({ _id, last_seen_at }: User, now: string): Promise<User | null> {
    const unchanged = last_seen_at === undefined ? { $exists: false } : last_seen_at;
    return this.users.update({ _id, last_seen_at: unchanged }, { $set: { last_seen_at: now } });
  }

  /** Takes an e-mail from whoever has it. @returns false where somebody else took it in the same moment */
  async moveEmail(id: string, email: string): Promise<boolean> {
    await this.users.updateMany({ email, _id: { $ne: id } }, { $unset: { email: true } });
    try {
      await this.users.update({ _id: id }, { $set: { email } });
      return true;
    } catch (error) {
      if (error instanceof DuplicateKeyError) return false;
      throw error;
    }
  }

  /** @returns false where that user, or one of that Notion id, exists */
  async insertOnce(user: User): Promise<boolean> {
    try {
      await this.users.insert(user);
      return true;
    } catch (error) {
      if (error instanceof DuplicateKeyError) return false;
      throw error;
    }
  }
}
