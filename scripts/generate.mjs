/**
 * Writes the files that the code is the source of: `.env.example` from the configuration's schema and
 * `docs/openapi.json` from the routes. With `--check` it writes nothing and fails where one of them is out of date,
 * so that neither can say anything but what the code does.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dist, ensureBuilt, root } from './build.mjs';

const checking = process.argv.includes('--check');

/** @param {string} path a module of the build */
const built = (path) => import(pathToFileURL(join(dist, path)).href);

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

try {
  await ensureBuilt();
  const { envExample } = await built('platform/config/env-example.js');
  const { openApiDocument } = await built('openapi.js');
  const files = {
    '.env.example': envExample(),
    'docs/openapi.json': `${JSON.stringify(await openApiDocument(), null, 2)}\n`,
  };
  const stale = Object.entries(files).filter(([name, content]) => read(join(root, name)) !== content);
  for (const [name, content] of checking ? [] : stale) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
    process.stdout.write(`Wrote ${name}\n`);
  }
  const names = stale.map(([name]) => name).join(' and ');
  if (checking && stale.length > 0) throw new Error(`Out of date: ${names}. Run: npm run generate`);
  // The application that the document was read from may hold timers; nothing is left to be done.
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
