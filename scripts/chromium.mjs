/** Finds a Chromium for the end-to-end tests: one place, so that `npm test` and `npx playwright test` agree. */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @returns {string | undefined} The path of a browser, or nothing where this machine has none. */
export function findChromium() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) return existsSync(chosen) ? chosen : undefined;
  const directories = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const candidates = directories.flatMap((directory) => commands.map((command) => join(directory, command)));
  return [...candidates, chromium.executablePath()].find(isExecutable);
}
