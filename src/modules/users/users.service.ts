import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, IDS, type Ids } from '../../platform/clock.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { User } from './user.js';
import { UsersRepository } from './users.repository.js';

const HOUR_MS = 3_600_000;
/** Each try fails only because another login took the same e-mail meanwhile. */
const EMAIL_TRIES = 10;

@Injectable()
export class UsersService {
  private single: Promise<User> | undefined;

  constructor(
    private readonly users: UsersRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  find(id: string): Promise<User | null> {
    return this.users.find(id);
  }

  findByNotionId(notion_id: string): Promise<User | null> {
    return this.users.findByNotionId(notion_id);
  }

  /** The one user of AUTH=local and AUTH=password, an admin; made at the first call, asked for once a process. */
  singleUser(): Promise<User> {
    this.single ??= this.findOrMakeSingle().catch((error: unknown) => {
      this.single = undefined;
      throw error;
    });
    return this.single;
  }

  /** Somebody who logs in with Notion for the first time; not stored yet. */
  newNotionUser(notion_id: string, role: User['role']): User {
    return { ...this.newUser(role), origin: 'notion', notion_id };
  }

  /** Stores a new user. @returns the one that another login of the same person has stored first, where there is one */
  async add(user: User): Promise<User> {
    if (await this.users.insertOnce(user)) return user;
    const first = user.notion_id === undefined ? null : await this.users.findByNotionId(user.notion_id);
    if (!first) throw new AppError('conflict');
    return first;
  }

  /** An e-mail belongs to its newest login. @param email lower-case */
  async takeEmail(id: string, email: string): Promise<void> {
    const user = await this.users.find(id);
    if (!user || user.email === email) return;
    for (let tries = 0; tries < EMAIL_TRIES; tries += 1) if (await this.users.moveEmail(id, email)) return;
  }

  /** Keeps `last_seen_at`, to the hour. */
  async noteVisit(user: User): Promise<void> {
    const now = this.clock.now();
    if (user.last_seen_at !== undefined && now.getTime() - Date.parse(user.last_seen_at) < HOUR_MS) return;
    const noted = await this.users.noteVisit(user, now.toISOString());
    // What is remembered of the single user is out of date now.
    if (user.origin === 'single') this.single = noted ? Promise.resolve(noted) : undefined;
  }

  async markSampleOffered(id: string): Promise<void> {
    await this.users.change(id, { sample_offered_at: this.clock.now().toISOString() });
  }

  private async findOrMakeSingle(): Promise<User> {
    const found = await this.users.findSingle();
    if (found) return found;
    const user: User = { ...this.newUser('admin'), origin: 'single' };
    await this.users.insertOnce(user);
    return user;
  }

  private newUser(role: User['role']): Omit<User, 'origin'> {
    return {
      _id: this.ids.next(),
      role,
      plan: 'free',
      created_at: this.clock.now().toISOString(),
      sample_offered_at: null,
    };
  }
}
