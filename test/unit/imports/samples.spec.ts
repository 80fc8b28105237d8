import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import type { LedgerEntry, SourcePage } from '../../../src/core/notion/page.js';
import { inspectExport, readExport } from '../../../src/modules/imports/export/read-export.js';

const SAMPLES = join(import.meta.dirname, '../../../../shared/samples');

/**
 * What a script that shares no code with the reader counts, by regular expressions:
 *   python3 test/export/count-export.py ../shared/samples/<name>
 * It takes files for nodes, so a database of which only its own page was exported is a page to it; it reads no CSV, so
 * the relations of two rows to themselves are not among its self links.
 */
const COUNTED = {
  'notion-export.zip': { pages: 278, databases: 1, child_pairs: 273, linked_pairs: 0, self_links: 0, missing: 2 },
  'docs-export.zip': { pages: 149, databases: 1, child_pairs: 149, linked_pairs: 150, self_links: 17, missing: 0 },
};
const RELATIONS_TO_SELF = { 'notion-export.zip': 0, 'docs-export.zip': 2 };

async function readAll(path: string): Promise<{ pages: SourcePage[]; ledger: LedgerEntry[] }> {
  const pages: SourcePage[] = [];
  const reading = readExport(path);
  for (;;) {
    const next = await reading.next();
    if (next.done) return { pages, ledger: next.value.ledger };
    pages.push(next.value);
  }
}

describe.each(['notion-export.zip', 'docs-export.zip'] as const)('given the sample %s', (name) => {
  const path = join(SAMPLES, name);
  const here = existsSync(path);
  if (!here) console.warn(`${path} is not on this machine: its counts are not checked.`);

  (here ? it : it.skip)('then its counts are those of the independent script', async () => {
    const expected = COUNTED[name];
    const { pages, ledger } = await readAll(path);
    const count = (reason: string): number => ledger.find((entry) => entry.reason === reason)?.count ?? 0;
    const pairs = new Set(pages.flatMap((page) => page.links.map((link) => `${page.notion_id} ${link.target}`)));

    expect(pages).toHaveLength(expected.pages + expected.databases);
    expect(pages.filter((page) => page.parent_id !== null)).toHaveLength(expected.child_pairs);
    expect(pairs.size).toBe(expected.linked_pairs);
    expect(count('self_link')).toBe(expected.self_links + RELATIONS_TO_SELF[name]);
    expect(count('target_not_in_export')).toBe(expected.missing);
    expect(new Set(pages.map((page) => page.notion_id)).size).toBe(pages.length);
  });

  (here ? it : it.skip)('then a look at its file names finds the same nodes', async () => {
    const { pages, databases } = await inspectExport(path);
    expect({ pages, databases }).toEqual({ pages: COUNTED[name].pages, databases: COUNTED[name].databases });
  });
});

const notion = join(SAMPLES, 'notion-export.zip');
(existsSync(notion) ? describe : describe.skip)('given the sample of a real Notion export', () => {
  it('then databases of which only their own page was exported are databases, and rows are dated', async () => {
    const { pages } = await readAll(notion);
    const titles = pages.filter((page) => page.kind === 'database').map((page) => page.title);
    expect(titles.sort()).toEqual(['Habit Tracker', 'Home views', 'My tasks']);
    const row = pages.find((page) => page.title === '@December 1, 2024');
    expect(row?.database_id).toBe('152bb52e-e2b5-804d-a922-efa8c3194444');
    expect(row?.properties).toMatchObject({ 'Full date': 'December 4, 2024 8:45 AM', Meditated: 'No' });
  });
});
