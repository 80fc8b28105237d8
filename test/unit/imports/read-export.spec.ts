import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { LedgerEntry, SourcePage } from '../../../src/core/notion/page.js';
import { readExport, type ReadExportOptions } from '../../../src/modules/imports/export/read-export.js';
import { combinePages } from '../../export/combine-pages.js';
import type { ExpectedLink } from '../../export/expected-graph.js';
import { writeExport, type WriteOptions } from '../../export/write-export.js';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'read-export-spec-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function readAll(
  path: string,
  options: ReadExportOptions = {},
): Promise<{ pages: SourcePage[]; ledger: LedgerEntry[] }> {
  const pages: SourcePage[] = [];
  const reading = readExport(path, options);
  for (;;) {
    const next = await reading.next();
    if (next.done) return { pages, ledger: next.value.ledger };
    pages.push(next.value);
  }
}

function lines(links: readonly ExpectedLink[]): string[] {
  return links.map((l) => `${l.source} ${l.directed ? '->' : '--'} ${l.target} ${l.kinds.join('+')} ${l.value}`).sort();
}

function counted(ledger: readonly LedgerEntry[], reason: string): number {
  return ledger.find((entry) => entry.reason === reason)?.count ?? 0;
}

const CASES: WriteOptions[] = [];
for (const format of ['markdown', 'html'] as const) {
  for (let seed = 0; seed < 30; seed += 1) {
    CASES.push({ seed, format, pages: 5 + ((seed * 13) % 90), links_per_page: 1 + (seed % 5), parts: seed % 4 });
  }
}

describe('given an export written from a known workspace', () => {
  it.each(CASES)('reads exactly its nodes and links: $format, seed $seed', async (options) => {
    const path = join(dir, `${options.format}-${options.seed}.zip`);
    const expected = await writeExport(path, options);
    const { pages, ledger } = await readAll(path, { tmp_dir: dir });

    const nodes = pages.map((page) => ({
      id: page.notion_id,
      kind: page.kind,
      title: page.title,
      parent_id: page.parent_id,
      database_id: page.database_id,
    }));
    const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
    expect(nodes.sort(byId)).toEqual(expected.nodes.sort(byId));
    expect(lines(combinePages(pages))).toEqual(lines(expected.links));
    expect(counted(ledger, 'self_link')).toBe(expected.self_links);
    expect(counted(ledger, 'target_not_in_export')).toBe(expected.missing_targets);
    expect(counted(ledger, 'row_without_page')).toBe(expected.rows_without_page);
    expect(await readdir(dir)).not.toContainEqual(expect.stringMatching(/^notion-export-/));
  });
});

describe('given an export that is being read', () => {
  it('then parents come before their children, and progress ends at the whole', async () => {
    const path = join(dir, 'order.zip');
    await writeExport(path, { seed: 4, pages: 120 });
    const progress: { pages_found: number; pages_read: number; links_found: number }[] = [];
    const { pages } = await readAll(path, { on_progress: (now) => progress.push(now) });

    const seen = new Set<string | null>([null]);
    for (const page of pages) {
      expect(seen).toContain(page.parent_id);
      seen.add(page.notion_id);
    }
    expect(progress[0]).toEqual({ pages_found: 120, pages_read: 0, links_found: 0 });
    expect(progress.at(-1)).toEqual({
      pages_found: 120,
      pages_read: 120,
      links_found: pages.reduce((sum, page) => sum + page.links.length, 0),
    });
  });

  it('then reading it twice gives the same pages in the same order', async () => {
    const path = join(dir, 'twice.zip');
    await writeExport(path, { seed: 9, pages: 60, format: 'html' });
    expect(await readAll(path)).toEqual(await readAll(path));
  });
});
