import 'reflect-metadata';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import type { Graph } from './core/graph/snapshot.js';
import type { LedgerEntry } from './core/notion/page.js';
import { GraphReads, OWNER_POLICY } from './modules/graph/graph-reads.js';
import { GraphsService } from './modules/graph/graphs.service.js';
import { ImportsService } from './modules/imports/imports.service.js';
import { ConnectionsService } from './modules/notion/connections.service.js';
import { UsersService } from './modules/users/users.service.js';
import { AppError } from './platform/errors/app-error.js';
import { readConfig } from './platform/config/config.js';
import { makeLogger, NestLogger } from './platform/logging/logger.js';

interface Progress {
  pages_found: number;
  pages_read: number;
  /** What the import has to say, such as that Notion does not answer; null where it goes on. */
  message: string | null;
}

/**
 * Reads the workspace of `NOTION_TOKEN` as the server would, into a store that is thrown away afterwards.
 * @throws AppError as the import failed, `unprocessable` without a token
 */
export async function graphFromNotion(
  tmp_dir: string,
  signal: AbortSignal,
  on_progress: (progress: Progress) => void,
): Promise<{ graph: Graph; ledger: LedgerEntry[] }> {
  const token = process.env['NOTION_TOKEN'];
  if (!token) {
    throw new AppError('unprocessable', {
      detail:
        'Set NOTION_TOKEN to the token of an internal integration, from https://www.notion.so/profile/integrations.',
    });
  }
  const { NOTION_API_URL, NOTION_REQUESTS_PER_MINUTE } = process.env;
  const config = readConfig({
    NOTION_API_URL,
    NOTION_REQUESTS_PER_MINUTE,
    DATA_DIR: join(tmp_dir, 'data'),
    AUTH: 'local',
    SAMPLE: 'off',
    LOG_LEVEL: 'silent',
  });
  const logger = makeLogger(config);
  const app = await NestFactory.createApplicationContext(AppModule.forRoot(config, logger), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  try {
    const user = await app.get(UsersService).singleUser();
    const imports = app.get(ImportsService);
    await app.get(ConnectionsService).connectToken(user._id, token);
    const { imports: started } = await imports.list(user._id, { limit: 1 });
    const id = started[0]?.id ?? '';
    for await (const now of imports.follow(id, signal)) {
      on_progress({ pages_found: now.pages_found, pages_read: now.pages_read, message: now.message });
      if (now.state === 'failed') throw new AppError('unprocessable', { detail: now.message ?? 'The import failed.' });
    }
    signal.throwIfAborted();
    const done = await imports.show(user._id, id);
    const stored = await app.get(GraphsService).owned(user._id, done.graph_id);
    const { graph } = await app.get(GraphReads).open(stored, undefined, OWNER_POLICY);
    return { graph, ledger: done.ledger };
  } finally {
    await app.close();
  }
}
