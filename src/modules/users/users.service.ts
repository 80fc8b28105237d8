import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, IDS, type Ids } from '../../platform/clock.js';
import { type User, UsersRepository } from './users.repository.js';

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

  /** The one user of AUTH=local and AUTH=password, an admin; made at the first call, asked for once a process. */
  singleUser(): Promise<User> {
    this.single ??= this.findOrMakeSingle().catch((error: unknown) => {
      this.single = undefined;
      throw error;
    });
    return this.single;
  }

  async markSampleOffered(id: string): Promise<void> {
    await this.users.change(id, { sample_offered_at: this.clock.now().toISOString() });
  }

  private async findOrMakeSingle(): Promise<User> {
    const found = await this.users.findSingle();
    if (found) return found;
    return this.users.insertOnce({
      _id: this.ids.next(),
      origin: 'single',
      email: null,
      role: 'admin',
      plan: 'free',
      created_at: this.clock.now().toISOString(),
      sample_offered_at: null,
    });
  }
}
