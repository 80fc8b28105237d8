import 'reflect-metadata';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './app.js';
import { SampleImport } from './modules/imports/sample-import.js';
import { TokenConnection } from './modules/imports/token-connection.js';
import { type Config, ConfigError, readConfig } from './platform/config/config.js';
import { ServerAddress } from './platform/http/server-address.js';
import { type Logger, makeLogger } from './platform/logging/logger.js';

/** A stop that takes longer than this ends hard: what was accepted is in the store and is taken up again. */
const STOP_MS = 15_000;

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = readConfig(process.env);
  const logger = makeLogger(config);
  for (const variable of config.not_yet) logger.warn({ variable }, 'this version does not use this setting yet');
  const app = await createApp(config, logger);
  stopOnSignals(app, logger);
  await app.listen(config.port, config.host);
  const url = listeningUrl(app, config);
  app.get(ServerAddress).listening(url);
  await app.get(SampleImport).offer(AbortSignal.timeout(60_000));
  await app.get(TokenConnection).connect();
  console.log(`Ready: ${url}`);
}

function listeningUrl(app: NestFastifyApplication, config: Config): string {
  const address = app.getHttpServer().address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return `http://${host}:${address.port}`;
}

function stopOnSignals(app: NestFastifyApplication, logger: Logger): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    // A second Ctrl-C means now.
    if (stopping) process.exit(130);
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'the stop failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  console.error(startError(error));
  process.exit(1);
});

/** What went wrong at start, for the person who started it. */
function startError(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return 'The server could not start.';
  if ('code' in error && error.code === 'EADDRINUSE') {
    return 'The server could not start: its port is in use (EADDRINUSE). Set PORT to another one, or stop what uses it.';
  }
  return `The server could not start: ${error.message}`;
}
