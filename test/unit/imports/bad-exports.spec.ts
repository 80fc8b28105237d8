import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Options, ZipFile } from 'yazl';

import type { LedgerEntry, SourcePage } from '../../../src/core/notion/page.js';
import { inspectExport, readExport, type ReadExportOptions } from '../../../src/modules/imports/export/read-export.js';
import type { ErrorCode } from '../../../src/platform/errors/error-table.js';
import { ZipWriter } from '../../export/zip-writer.js';

const HEX = '0123456789abcdef0123456789abcdef';
const PAGE = `Export-x/Title ${HEX}.md`;
const PART = 'Export-11111111-2222-4333-8444-555555555555-Part-1.zip';

let dir = '';
let tmp_dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'bad-exports-spec-'));
  tmp_dir = await mkdtemp(join(dir, 'unpacked-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

afterEach(async () => {
  // Whatever happened, nothing that was unpacked is left.
  expect(await readdir(tmp_dir)).toEqual([]);
});

type Content = string | Buffer | { bytes: Buffer; options: Partial<Options> };

function zipOf(files: Record<string, Content>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    if (typeof content === 'string' || Buffer.isBuffer(content)) zip.addBuffer(Buffer.from(content), name);
    else zip.addBuffer(content.bytes, name, content.options);
  }
  zip.end();
  return buffer(zip.outputStream);
}

let files_made = 0;
async function fileOf(bytes: Buffer): Promise<string> {
  files_made += 1;
  const path = join(dir, `${files_made}.zip`);
  await writeFile(path, bytes);
  return path;
}

async function readAll(
  path: string,
  options: ReadExportOptions = {},
): Promise<{ pages: SourcePage[]; ledger: LedgerEntry[] }> {
  const pages: SourcePage[] = [];
  const reading = readExport(path, { tmp_dir, ...options });
  for (;;) {
    const next = await reading.next();
    if (next.done) return { pages, ledger: next.value.ledger };
    pages.push(next.value);
  }
}

/** Both at upload and while it is read. */
async function expectRefusal(bytes: Buffer, code: ErrorCode, options: ReadExportOptions = {}): Promise<void> {
  const path = await fileOf(bytes);
  await expect(inspectExport(path, { tmp_dir, ...options })).rejects.toMatchObject({ code });
  await expect(readAll(path, options)).rejects.toMatchObject({ code });
}

/** The same zip with another name of the same length, or with other bytes, in it. */
function replaced(zip: Buffer, from: string | Buffer, to: string | Buffer): Buffer {
  const copy = Buffer.from(zip);
  const [old, next] = [Buffer.from(from), Buffer.from(to)];
  expect(next.length).toBe(old.length);
  let found = 0;
  for (let at = copy.indexOf(old); at !== -1; at = copy.indexOf(old, at + old.length)) {
    next.copy(copy, at);
    found += 1;
  }
  expect(found).toBeGreaterThan(0);
  return copy;
}

/** Sets a bit of the general purpose flags in every header. */
function flagged(zip: Buffer, bit: number): Buffer {
  const copy = Buffer.from(zip);
  for (const [signature, offset] of [
    ['PK\x03\x04', 6],
    ['PK\x01\x02', 8],
  ] as const) {
    for (let at = copy.indexOf(signature, 0, 'latin1'); at !== -1; at = copy.indexOf(signature, at + 4, 'latin1')) {
      copy.writeUInt16LE(copy.readUInt16LE(at + offset) | bit, at + offset);
    }
  }
  return copy;
}

describe('given what is no zip', () => {
  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['a text', Buffer.from('# Title\n\nNot a zip at all, though long enough to be one.')],
    ['two bytes of one', Buffer.from('PK')],
    ['noise', Buffer.from('\x7fELF'.padEnd(100_000, 'x'))],
  ])('%s is refused as such', async (_what, bytes) => {
    await expectRefusal(bytes, 'export_not_zip');
  });
});

describe('given a zip that was cut short or damaged', () => {
  it.each([0.05, 0.3, 0.6, 0.9, 0.999])('at %d of its length: refused', async (part) => {
    const zip = await zipOf({ [PAGE]: '# Title', 'b.bin': { bytes: randomBytes(100_000), options: {} } });
    await expectRefusal(zip.subarray(0, Math.floor(zip.length * part)), 'export_truncated');
  });

  it('inside a part: refused', async () => {
    const part = await zipOf({ [PAGE]: '# Title', 'b.bin': { bytes: randomBytes(50_000), options: {} } });
    await expectRefusal(await zipOf({ [PART]: part.subarray(0, 30_000) }), 'export_truncated');
  });

  it('in its central directory: refused', async () => {
    await expectRefusal(replaced(await zipOf({ [PAGE]: '# T' }), 'PK\x01\x02', 'PK\x01\x03'), 'export_truncated');
  });

  it('in a part whose bytes were changed on the way: refused', async () => {
    const inner = await zipOf({ [PAGE]: { bytes: Buffer.from('# Title as written'), options: { compress: false } } });
    const outer = await zipOf({ [PART]: { bytes: inner, options: { compress: false } } });
    await expectRefusal(replaced(outer, '# Title as written', '# Title as changed'), 'export_truncated');
  });

  it('in one page: that page keeps its name and says so, the others are read', async () => {
    const other = '1'.repeat(32);
    const zip = await zipOf({
      [PAGE]: { bytes: Buffer.from('# A whole page'), options: { compress: false } },
      [`Export-x/Broken ${other}.md`]: { bytes: Buffer.from('# A broken page'), options: { compress: false } },
    });
    const { pages, ledger } = await readAll(await fileOf(replaced(zip, '# A broken page', '# A brXken page')));
    expect(pages.map((page) => page.title)).toEqual(['A whole page', 'Broken']);
    expect(ledger).toMatchObject([{ subject: 'page', reason: 'page_unreadable', count: 1 }]);
  });

  it('in every page: failed as a whole', async () => {
    const zip = await zipOf({ [PAGE]: { bytes: Buffer.from('# A broken page'), options: { compress: false } } });
    const path = await fileOf(replaced(zip, '# A broken page', '# A brXken page'));
    await expect(readAll(path)).rejects.toMatchObject({ code: 'export_truncated' });
  });
});

describe('given an encrypted zip', () => {
  it.each([
    ['classic', 0x1],
    ['strong', 0x41],
  ])('%s encryption is refused, inside a part as well', async (_how, bit) => {
    const zip = flagged(await zipOf({ [PAGE]: '# Title' }), bit);
    await expectRefusal(zip, 'export_encrypted');
    await expectRefusal(await zipOf({ [PART]: zip }), 'export_encrypted');
  });
});

describe('given a bomb', () => {
  const zeros = Buffer.alloc(30 * 1024 * 1024);

  it('by its ratio: refused, inside a part as well', async () => {
    const zip = await zipOf({ [PAGE]: '# Title', 'zeros.bin': zeros });
    await expectRefusal(zip, 'export_bomb');
    await expectRefusal(await zipOf({ [PART]: { bytes: zip, options: { compress: false } } }), 'export_bomb');
  });

  it('by its total: refused', async () => {
    const zip = await zipOf({ [PAGE]: '# Title', 'a.bin': randomBytes(3000), 'b.bin': randomBytes(3000) });
    await expectRefusal(zip, 'export_bomb', { limits: { bytes: 5000 } });
  });

  it('that declares less than it unpacks to: found out when it is unpacked', async () => {
    const zip = await zipOf({ [PAGE]: `# Title\n${'text '.repeat(100_000)}` });
    const size = Buffer.alloc(4);
    size.writeUInt32LE(`# Title\n${'text '.repeat(100_000)}`.length);
    const small = Buffer.alloc(4);
    small.writeUInt32LE(500);
    const path = await fileOf(replaced(zip, size, small));
    await expect(readAll(path)).rejects.toMatchObject({ code: 'export_bomb' });
  });

  it('of zips in zips: only the parts are opened', async () => {
    const innermost = await zipOf({ [`Inner ${'2'.repeat(32)}.md`]: '# Inner' });
    const part = await zipOf({ [PAGE]: '# Title', [PART]: innermost });
    const { pages } = await readAll(await fileOf(await zipOf({ [PART]: part })));
    expect(pages.map((page) => page.title)).toEqual(['Title']);
  });
});

describe('given names that lead elsewhere', () => {
  it.each([
    '../../etc/x.md',
    'a/../../../b.md',
    '/etc/passwd.md.',
    'C:/Windows/x.md',
    '..\\..\\x\\y.md.',
    'a/b/c/d\0.md...',
  ])('%j is refused', async (name) => {
    const stand_in = 'x'.repeat(name.length);
    await expectRefusal(
      replaced(await zipOf({ [PAGE]: '# T', [stand_in]: 'y' }), stand_in, name),
      'export_unsafe_name',
    );
  });
});

describe('given names that are not marked as UTF-8', () => {
  const stand_in = `Xxxxx ${HEX}.md`;
  async function unmarked(name: Buffer): Promise<string[]> {
    const zip = await zipOf({ [stand_in]: 'no heading' });
    const renamed = replaced(zip, stand_in, Buffer.concat([name, Buffer.from(stand_in.slice(name.length))]));
    for (const [signature, offset] of [
      ['PK\x03\x04', 6],
      ['PK\x01\x02', 8],
    ] as const) {
      renamed.writeUInt16LE(0, renamed.indexOf(signature, 0, 'latin1') + offset);
    }
    return (await readAll(await fileOf(renamed))).pages.map((page) => page.title);
  }

  it('UTF-8 is read as UTF-8', async () => {
    expect(await unmarked(Buffer.from('Üñî'.slice(0, 2)))).toEqual(['Üñx']);
  });

  it('anything else is read as code page 437', async () => {
    expect(await unmarked(Buffer.from([0x9a, 0x81]))).toEqual(['Üüxxx']);
  });
});

describe('given a zip without a Notion page', () => {
  it.each([
    ['nothing', {}],
    ['images', { 'a.png': 'x', [`b ${HEX}.png`]: 'y' }],
    ['a table that no database made', { 'data.csv': 'a,b\n1,2\n' }],
    ['HTML that Notion did not write', { 'index.html': '<html><body><a href="x.html">x</a></body></html>' }],
    ['the shadows that macOS leaves', { [`__MACOSX/._Title ${HEX}.md`]: 'x', [`._Title ${HEX}.md`]: 'x' }],
  ])('%s: refused', async (_what, files) => {
    await expectRefusal(await zipOf(files), 'export_no_pages');
  });
});

describe('given very much', () => {
  it('100,000 files are within the limits and read', async () => {
    const stream = new PassThrough();
    const written = buffer(stream);
    const zip = new ZipWriter(stream);
    for (let i = 0; i < 100_000; i += 1) await zip.add(`f/${i}.png`, Buffer.alloc(0), { compress: false });
    await zip.add(PAGE, Buffer.from('# Title'));
    await zip.end();
    const path = await fileOf(await written);
    expect(await inspectExport(path, { tmp_dir })).toMatchObject({ pages: 1, entries: 100_001 });
    await expect(inspectExport(path, { tmp_dir, limits: { entries: 1000 } })).rejects.toMatchObject({
      code: 'export_too_many_entries',
    });
  }, 120_000);

  it('a page of 50 MB keeps its name and is not parsed', async () => {
    const zip = await zipOf({ [PAGE]: randomBytes(25 * 1024 * 1024).toString('hex') });
    const { pages, ledger } = await readAll(await fileOf(zip));
    expect(pages).toMatchObject([{ title: 'Title', links: [] }]);
    expect(ledger).toMatchObject([{ subject: 'page', reason: 'page_too_large', count: 1 }]);
  }, 120_000);
});

describe('given hostile contents', () => {
  it('scripts in titles stay text', async () => {
    const script = `<script>alert('x')</script>`;
    const zip = await zipOf({
      [`a ${'3'.repeat(32)}.md`]: `# ${script}`,
      [`b ${'4'.repeat(32)}.html`]: `<article id="${HEX}"><h1 class="page-title">&lt;b&gt; &amp; <em>${script}x</em></h1></article>`,
    });
    const { pages } = await readAll(await fileOf(zip));
    expect(pages.map((page) => page.title)).toEqual([script, '<b> & x']);
  });

  it('bytes that are no UTF-8 are replaced', async () => {
    const zip = await zipOf({
      [PAGE]: Buffer.concat([Buffer.from('# A'), Buffer.from([0xff, 0xfe]), Buffer.from('B')]),
    });
    expect((await readAll(await fileOf(zip))).pages[0]?.title).toBe('A\ufffd\ufffdB');
  });

  it.each([
    ['brackets', '['.repeat(200_000)],
    ['links that never close', '[x]('.repeat(50_000)],
    ['quotes in quotes', '>'.repeat(100_000)],
    ['emphasis', '*a_'.repeat(70_000)],
    ['a list in a list', Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i * 2)}- x`).join('\n')],
    ['code marks', '`'.repeat(200_000)],
    ['tags', '<a '.repeat(70_000)],
    ['spaces', `Related: ${' ('.repeat(100_000)}`],
  ])(
    '%s do not hold it up',
    async (_what, text) => {
      const zip = await zipOf({
        [PAGE]: `# Title\n\n${text}\n\n[x](y%20${HEX}.md) <a href="https://www.notion.so/${HEX}">x</a>`,
      });
      const { pages } = await readAll(await fileOf(zip), { limits: { ratio: 1e9 } });
      expect(pages).toHaveLength(1);
    },
    20_000,
  );
});

describe('given that it is aborted', () => {
  it('then it stops and removes what it unpacked', async () => {
    const part = await zipOf({ [PAGE]: '# Title', [`b ${'5'.repeat(32)}.md`]: '# B' });
    const path = await fileOf(await zipOf({ [PART]: part }));
    const controller = new AbortController();
    const reading = readExport(path, { tmp_dir, signal: controller.signal });
    await reading.next();
    expect(await readdir(tmp_dir)).toHaveLength(1);
    controller.abort();
    await expect(reading.next()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('and so does a reader that has seen enough', async () => {
    const path = await fileOf(await zipOf({ [PART]: await zipOf({ [PAGE]: '# Title' }) }));
    for await (const page of readExport(path, { tmp_dir })) {
      expect(page.title).toBe('Title');
      break;
    }
  });
});
