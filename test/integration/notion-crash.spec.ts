/** A process that is killed at any point of an import loses nothing and reads nothing twice that it had stored. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { RunningApp } from '../e2e/start-app.js';
import { generateWorkspace } from '../fake-notion/generate.js';
import { seededRandom } from '../fake-notion/random.js';
import type { FakeNotion } from '../fake-notion/server.js';
import { appOf, connect, done, expected, fakeNotion, graphOf, markdownReads, newest, stopAll } from './notion-world.js';

afterEach(stopAll);

const KILLS = 6;

describe('an import whose process is killed again and again', () => {
  it.each([1, 2, 3, 4])(
    'ends in the same graph as an undisturbed one (seed %i)',
    async (seed) => {
      const workspace = generateWorkspace({ pages: 140, seed });
      const fake = await fakeNotion({ workspace, latency_ms: 4 });
      const random = seededRandom(seed * 7919);
      let app = await appOf(fake);
      const { first, graph_id } = await connect(fake, app);
      let stored = new Set<string>();
      let kills = 0;
      for (; kills < KILLS; kills++) {
        // After so many requests more, wherever in the import that is.
        await requestsOrEnd(fake, app, 1 + random.below(60));
        if ((await newest(app)).state === 'done') break;
        await app.kill();
        expect(readAgain(fake, stored)).toEqual([]);
        stored = await pagesRead(app.data_dir);
        fake.forgetRequests();
        app = await appOf(fake, { data_dir: app.data_dir });
      }
      expect(kills).toBeGreaterThan(1);
      const row = await done(app, first.id);
      expect(readAgain(fake, stored)).toEqual([]);
      expect(await graphOf({ app, graph_id })).toEqual(expected(workspace));
      expect(row.pages_failed).toBe(0);
    },
    120_000,
  );
});

/** Pages that a process asked for although they were stored when it began. */
function readAgain(fake: FakeNotion, stored: ReadonlySet<string>): string[] {
  return markdownReads(fake).filter((id) => stored.has(id));
}

/** Pages whose content is in the store of a process that is no more: the last line of each counts. */
async function pagesRead(data_dir: string): Promise<Set<string>> {
  const rows = new Map<string, { notion_id?: string; content_state?: string }>();
  for (const line of (await readFile(join(data_dir, 'store', 'pages.db'), 'utf8').catch(() => '')).split('\n')) {
    const row = parsed(line);
    if (row?._id !== undefined) rows.set(row._id, row);
  }
  const read = [...rows.values()].filter(({ content_state }) => content_state === 'read');
  return new Set(read.flatMap(({ notion_id }) => notion_id ?? []));
}

/** The last line may have been cut short by the kill. */
function parsed(line: string): { _id?: string; notion_id?: string; content_state?: string } | null {
  try {
    return JSON.parse(line) as { _id?: string };
  } catch {
    return null;
  }
}

/** Resolves once the fake has had so many requests, or the import is over. */
async function requestsOrEnd(fake: FakeNotion, app: RunningApp, count: number): Promise<void> {
  while (fake.requests.length < count && (await newest(app)).state !== 'done');
}
