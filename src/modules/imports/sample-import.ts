import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { ConnectionsService } from '../notion/connections.service.js';
import { UsersService } from '../users/users.service.js';
import { ImportsService } from './imports.service.js';
import { readSample } from './sample/read-sample.js';

/** Gives the single user the sample workspace at the first start; once deleted it does not come back. */
@Injectable()
export class SampleImport {
  constructor(
    private readonly imports: ImportsService,
    private readonly users: UsersService,
    private readonly connections: ConnectionsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Resolves when the sample's graph can be shown, or need not be. */
  async offer(signal: AbortSignal): Promise<void> {
    // With many users there is nobody yet to give it to.
    if (!this.config.sample || this.config.auth === 'notion') return;
    const user = await this.users.singleUser();
    if (user.sample_offered_at === null) {
      const id =
        (await this.begun(user._id)) ?? (await this.imports.acceptSample(user._id, readSample().workspace_name)).id;
      await this.users.markSampleOffered(user._id);
      for await (const _change of this.imports.follow(id, signal)) {
        // Followed to its end; how it ended is shown where imports are.
      }
    }
  }

  /** Given by a process that died before it could say so. */
  private async begun(user_id: string): Promise<string | null> {
    const given = (await this.connections.list(user_id)).find(({ kind }) => kind === 'sample');
    return given ? (given.running_import_id ?? given.last_import_id) : null;
  }
}
