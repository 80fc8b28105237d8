import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { ConnectionsService } from './modules/notion/connections.service.js';
import { readConfig } from './platform/config/config.js';
import { makeLogger, NestLogger } from './platform/logging/logger.js';

/**
 * Re-encrypts every Notion token with the first of TOKEN_KEYS, in the store that the environment names. Beside a running
 * embedded server it refuses: DATA_DIR belongs to one process.
 * @returns a line that says what was done
 */
export async function rotateKeys(): Promise<string> {
  const config = readConfig({ ...process.env, SAMPLE: 'off', LOG_LEVEL: 'silent', ROLE: 'all' });
  const logger = makeLogger(config);
  // No jobs: an operator's command must not start imports.
  const app = await NestFactory.createApplicationContext(AppModule.forRoot({ ...config, runs_jobs: false }, logger), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  try {
    return JSON.stringify(await app.get(ConnectionsService).rotateTokens());
  } finally {
    await app.close();
  }
}
