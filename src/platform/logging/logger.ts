import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import type { Config } from '../config/config.js';

/**
 * Structured logs on stderr: stdout belongs to the `Ready:` line and to data.
 * Redaction is the second line of defence; the first is that nothing secret is passed to a logger: no URL, only route
 * patterns; no body; no title.
 */
export function makeLogger(config: Pick<Config, 'log_level'>): Logger {
  return pino(
    {
      level: config.log_level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [
          '*.authorization',
          '*.cookie',
          '*.token',
          '*.access_token',
          '*.refresh_token',
          '*.password',
          '*.email',
          '*.title',
          'token',
          'password',
          'email',
          'title',
        ],
        censor: '[redacted]',
      },
      serializers: { err: errorWithoutValues },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** A driver's error may quote the document it failed on: type, code and stack frames are kept, foreign messages are not. */
function errorWithoutValues(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 12);
  return { type: error.name, code, stack: frames.map((line) => line.trim()) };
}

/** Lets Nest log through pino. What Nest says at start is of interest to developers only. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }
  error(message: unknown, ...rest: unknown[]): void {
    if (message instanceof Error) this.logger.error({ err: message }, 'error in the framework');
    else this.logger.error({ context: rest.at(-1) }, String(message));
  }
  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, String(message));
  }
  debug(message: unknown, context?: unknown): void {
    this.logger.trace({ context }, String(message));
  }
  verbose(message: unknown, context?: unknown): void {
    this.logger.trace({ context }, String(message));
  }
}

export const LOGGER = Symbol('LOGGER');
export type { Logger } from 'pino';
