import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from './app.js';
import { readConfig } from './platform/config/config.js';
import { documentOf } from './platform/http/docs.js';
import { makeLogger } from './platform/logging/logger.js';

/** The OpenAPI document of the routes as they are, from an application that never listens: for `npm run generate`. */
export async function openApiDocument(): Promise<object> {
  const data_dir = await mkdtemp(join(tmpdir(), 'notion-graph-openapi-'));
  try {
    const config = readConfig({ DATA_DIR: data_dir, SAMPLE: 'off', LOG_LEVEL: 'silent' });
    const app = await createApp(config, makeLogger(config));
    await app.init();
    const document = documentOf(app);
    await app.close();
    return document;
  } finally {
    await rm(data_dir, { recursive: true, force: true });
  }
}
