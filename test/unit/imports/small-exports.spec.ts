import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { LedgerEntry, SourcePage } from '../../../src/core/notion/page.js';
import { readExport } from '../../../src/modules/imports/export/read-export.js';
import { ZipWriter } from '../../export/zip-writer.js';

const A = 'a'.repeat(32);
const B = 'b'.repeat(32);
const C = 'c'.repeat(32);
const D = 'd'.repeat(32);

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'small-exports-spec-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function read(files: Record<string, string>): Promise<{ pages: Map<string, SourcePage>; ledger: LedgerEntry[] }> {
  const path = join(dir, 'export.zip');
  const file = createWriteStream(path);
  const zip = new ZipWriter(file);
  for (const [name, text] of Object.entries(files)) await zip.add(name, Buffer.from(text));
  await zip.end();
  await finished(file);
  const pages = new Map<string, SourcePage>();
  const reading = readExport(path);
  for (;;) {
    const next = await reading.next();
    if (next.done) return { pages, ledger: next.value.ledger };
    pages.set(next.value.title, next.value);
  }
}

describe('given pages without Notion ids', () => {
  it('then paths give them ids that stay, and links go by path', async () => {
    const files = { 'N/A.md': '# A\n\nSee [B](A/B%20b.md) and [C](C.md).', 'N/A/B b.md': '# B', 'N/C.md': '# C' };
    const first = await read(files);
    const [a, b, c] = ['A', 'B', 'C'].map((title) => first.pages.get(title));
    expect([a?.url, b?.parent_id, c?.parent_id]).toEqual([null, a?.notion_id, null]);
    expect(a?.links).toEqual([{ target: c?.notion_id, kind: 'link', count: 1, evidence: ['See B and C.'] }]);
    expect(await read(files)).toEqual(first);
  });
});

describe('given two pages of one title that share a folder', () => {
  it('then a subpage is the child of the one that shows it', async () => {
    const { pages } = await read({
      [`X ${A}.md`]: '# X\n\nnothing',
      [`X ${B}.md`]: `# X\n\n[P](X/P%20${C}.md)`,
      [`X/P ${C}.md`]: '# P',
    });
    expect(pages.get('P')?.parent_id?.replaceAll('-', '')).toBe(B);
  });

  it('then one that neither shows is put under the first, and the ledger says so', async () => {
    const { pages, ledger } = await read({ [`X ${A}.md`]: '# X', [`X ${B}.md`]: '# X', [`X/P ${C}.md`]: '# P' });
    expect(pages.get('P')?.parent_id?.replaceAll('-', '')).toBe(A);
    expect(ledger).toMatchObject([{ subject: 'page', reason: 'ambiguous_parent', count: 1 }]);
  });
});

describe('given a database', () => {
  it('then a row holds what its page and its table say, each reference once', async () => {
    const { pages } = await read({
      [`T ${A}.csv`]: 'Name,Related,Link\n',
      [`T ${A}_all.csv`]: `Name,Related,Link,Created\nR,"S (T/S%20${C}.md), S (T/S%20${C}.md)",https://notion.so/${D},"December 4, 2024 8:45 AM"\nS,,,\n`,
      [`T/R ${B}.md`]: `# R\n\nRelated: S (S%20${C}.md)\n\nSee [S](S%20${C}.md).`,
      [`T/S ${C}.md`]: '# S',
      [`U ${D}.md`]: '# U',
    });
    const [t, r, s, u] = ['T', 'R', 'S', 'U'].map((title) => pages.get(title));
    expect(t?.kind).toBe('database');
    expect(r).toMatchObject({
      parent_id: t?.notion_id,
      database_id: t?.notion_id,
      created_time: '2024-12-04T08:45:00.000Z',
    });
    expect(r?.properties).not.toHaveProperty('Related');
    expect(r?.links).toEqual([
      { target: s?.notion_id, kind: 'link', count: 1, evidence: ['See S.'] },
      { target: s?.notion_id, kind: 'relation', count: 2, evidence: ['Related: S'], dual: true },
      { target: u?.notion_id, kind: 'url', count: 1, evidence: [`Link: https://notion.so/${D}`] },
    ]);
  });

  it('then without a folder its rows are the pages beside it that show its properties, and no others', async () => {
    const { pages } = await read({
      [`P ${A}.md`]: `# P\n\n[T](P/T%20${B}.csv)`,
      [`P/T ${B}.csv`]: 'Name,Status\nR,Open\nNotes,Done\n',
      [`P/R ${C}.md`]: '# R\n\nStatus: Open',
      [`P/Notes ${D}.md`]: '# Notes\n\nJust a page of that name.',
    });
    const [p, t, r, notes] = ['P', 'T', 'R', 'Notes'].map((title) => pages.get(title));
    expect([t?.parent_id, r?.database_id]).toEqual([p?.notion_id, t?.notion_id]);
    expect([notes?.parent_id, notes?.database_id]).toEqual([p?.notion_id, null]);
  });
});
