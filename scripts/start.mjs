/**
 * `npm start`: builds if needed, then becomes the server. The server runs in this very process, so signals reach it
 * and its exit code is npm's without anything in between that could lose them.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dist, ensureBuilt } from './build.mjs';

try {
  await ensureBuilt();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

const main = join(dist, 'main.js');
process.argv[1] = main;
process.setSourceMapsEnabled(true);
await import(pathToFileURL(main).href);
