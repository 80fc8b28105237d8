import { Inject, Injectable } from '@nestjs/common';
import { type Collection, DuplicateKeyError, STORE, type Store } from '../../platform/store/store.js';

export interface User {
  _id: string;
  /** Which login made the user. The single user of AUTH=local and AUTH=password is the same row. */
  origin: 'single';
  email: string | null;
  role: 'user' | 'admin';
  plan: 'free' | '5/month';
  created_at: string;
  /** When the sample workspace was given, which is done once. */
  sample_offered_at: string | null;
}

@Injectable()
export class UsersRepository {
  private readonly users: Collection<User>;

  constructor(@Inject(STORE) store: Store) {
    this.users = store.collection<User>('users', [{ fields: ['origin'] }]);
  }

  find(id: string): Promise<User | null> {
    return this.users.findOne({ _id: id });
  }

  findSingle(): Promise<User | null> {
    return this.users.findOne({ origin: 'single' }, { sort: { created_at: 1 } });
  }

  async change(id: string, change: Partial<Omit<User, '_id'>>): Promise<void> {
    await this.users.update({ _id: id }, { $set: change });
  }

  /** Inserts unless a user of that id exists; returns the one that is stored. */
  async insertOnce(user: User): Promise<User> {
    try {
      await this.users.insert(user);
      return user;
    } catch (error) {
      if (!(error instanceof DuplicateKeyError)) throw error;
      return (await this.find(user._id)) ?? user;
    }
  }
}
