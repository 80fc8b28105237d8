import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { AppError } from '../../platform/errors/app-error.js';
import { LOGGER, type Logger } from '../../platform/logging/logger.js';
import { ConnectionsService } from '../notion/connections.service.js';
import { UsersService } from '../users/users.service.js';

/** Connects the workspace of NOTION_TOKEN for the single user at start; one that is connected already stays as it is. */
@Injectable()
export class TokenConnection {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly connections: ConnectionsService,
    private readonly users: UsersService,
  ) {}

  /** Never throws: a wrong token, or Notion away, must not keep the server from starting. */
  async connect(): Promise<void> {
    const { auth, notion_token } = this.config;
    if (notion_token === null) return;
    if (auth === 'notion') {
      this.logger.warn(
        'NOTION_TOKEN is for AUTH=local and AUTH=password: with AUTH=notion users connect their own workspaces',
      );
      return;
    }
    try {
      const user = await this.users.singleUser();
      await this.connections.connectToken(user._id, notion_token);
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'internal';
      this.logger.error(
        { code, err: error },
        'the workspace of NOTION_TOKEN could not be connected: correct the token, or restart once Notion answers',
      );
    }
  }
}
