import { createWriteStream, type WriteStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { buffer } from 'node:stream/consumers';

import { type ExpectedGraph, ExpectedGraphBuilder } from './expected-graph.js';
import { dirOf, fileName, pathOf, relativePath, type Spelling } from './file-names.js';
import { HTML_MISSING, htmlBody, htmlDecoys, htmlPage, htmlProperties } from './render-html.js';
import { MARKDOWN_MISSING, markdownBody, markdownDecoys } from './render-markdown.js';
import { ZipWriter } from './zip-writer.js';
import { type Item, makeWorkspace, referencesOf, type Row } from './workspace.js';

export interface WriteOptions {
  seed: number;
  pages: number;
  /** On average. */
  links_per_page?: number;
  format?: 'markdown' | 'html';
  /** 0: one flat zip; else so many `Export-…-Part-N.zip` inside. */
  parts?: number;
  /** Prose added to each page. */
  page_bytes?: number;
}

const UUID = '11111111-2222-4333-8444-555555555555';
const PROSE =
  'The quick brown fox jumps over the lazy dog, then rests (for a while) in the shade; nothing here points anywhere. ';
/** Writes the export of a workspace made from the seed. Returns the graph that reading it must give. */
export async function writeExport(path: string, options: WriteOptions): Promise<ExpectedGraph> {
  const { seed, pages, links_per_page = 3, format = 'markdown', parts = 1, page_bytes = 0 } = options;
  const spelling: Spelling = {
    ids_in_folders: seed % 2 === 0,
    extension: format === 'html' ? 'html' : 'md',
    wrapper: seed % 3 === 0 ? '' : `Export-${UUID}/`,
    decomposed: seed % 5 === 0,
  };
  const workspace = { seed, pages, links_per_page };
  const items = makeWorkspace(workspace);
  const graph = new ExpectedGraphBuilder();
  const out = new PartedZip(path, parts);
  for (const item of items) {
    graph.addItem(item);
    const body = bodyOf(item, items, spelling, graph, workspace, page_bytes);
    for (const [name, text] of filesOf(item, body, spelling)) {
      await out.add(spelling.decomposed ? name.normalize('NFD') : name, text, item.index);
    }
  }
  await out.add(`${spelling.wrapper}index.html`, sitemap(items), 0);
  await out.add(`${spelling.wrapper}cover.png`, 'not really an image', 0);
  await out.end();
  return graph.finish();
}

function bodyOf(
  item: Item,
  items: readonly Item[],
  spelling: Spelling,
  graph: ExpectedGraphBuilder,
  workspace: { seed: number; pages: number; links_per_page: number },
  page_bytes: number,
): string {
  if (item.kind === 'database') return '';
  const references = referencesOf(item, items, workspace);
  const decoy = items[(item.index * 31 + 7) % items.length] ?? item;
  // Dense in small exports, which are for comparing; as rare as in real pages in large ones, which are for measuring.
  const with_decoys = item.index % (items.length > 500 ? 20 : 3) === 0;
  const with_missing = item.index % 7 === 3;
  const prose = PROSE.repeat(Math.ceil(page_bytes / PROSE.length)).slice(0, page_bytes);
  if (spelling.extension === 'html') {
    const { html, kinds } = htmlBody(item, references, spelling);
    references.forEach((reference, i) => graph.addReference(item, reference, kinds[i] ?? 'link'));
    if (with_missing) graph.addMissing();
    return (
      html +
      (with_decoys ? htmlDecoys(item, decoy, spelling) : '') +
      (with_missing ? HTML_MISSING : '') +
      `<p>${prose}</p>`
    );
  }
  for (const reference of references) graph.addReference(item, reference, 'link');
  if (with_missing) MARKDOWN_MISSING.forEach(() => graph.addMissing());
  const blocks = [
    markdownBody(item, references, spelling),
    with_missing ? MARKDOWN_MISSING.join('\n') : '',
    prose.replaceAll(/(.{500})/g, '$1\n\n'),
    // Last: an unclosed block among them would show in the counts of nothing else.
    with_decoys ? markdownDecoys(item, decoy, spelling) : '',
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function* filesOf(item: Item, body: string, spelling: Spelling): Generator<[name: string, text: string]> {
  if (item.kind === 'database') {
    const base = `${dirOf(item, spelling)}${fileName(item)}`;
    const table = csvOf(item, spelling);
    yield [`${base}.csv`, table];
    // Small databases come without their twin now and then.
    if (item.index % 4 !== 2) yield [`${base}_all.csv`, table];
    if (spelling.extension === 'html' && item.index % 2 === 0) {
      const rows = item.children.map(
        (row) =>
          `<tr><td class="cell-title"><a href="${relativePath(dirOf(item, spelling), pathOf(row, spelling))}">x</a></td></tr>`,
      );
      yield [`${base}.html`, htmlPage(item, `<table class="collection-content">${rows.join('')}</table>`, '')];
    } else if (spelling.extension === 'md' && item.index % 5 === 1) yield [`${base}.md`, `# ${item.title}\n`];
    return;
  }
  const row = item.row;
  if (spelling.extension === 'html') {
    yield [
      pathOf(item, spelling),
      htmlPage(item, body, row && !row.only_in_table ? htmlProperties(item, row, spelling) : ''),
    ];
    return;
  }
  const properties = row && !row.only_in_table ? markdownProperties(item, row, spelling) : '';
  yield [pathOf(item, spelling), `# ${item.title}\n\n${properties}${body}`];
}

function relationOf(dir: string, targets: readonly Item[], spelling: Spelling): string {
  return targets.map((to) => `${to.title} (${relativePath(dir, pathOf(to, spelling))})`).join(', ');
}

function valuesOf(dir: string, row: Row, spelling: Spelling): [name: string, value: string][] {
  return [
    ['Status', row.status],
    ['Related', relationOf(dir, row.related, spelling)],
    ['Back', relationOf(dir, row.back, spelling)],
    ['Link', row.url ? `https://www.notion.so/Slug-${row.url.hex}` : ''],
    ['Note', row.note ? `see https://www.notion.so/${row.note.hex} there` : ''],
    ['Created', row.created],
  ];
}

function markdownProperties(item: Item, row: Row, spelling: Spelling): string {
  const lines = valuesOf(dirOf(item, spelling), row, spelling).filter(([, value]) => value !== '');
  return `${lines.map(([name, value]) => `${name}: ${value}`).join('\n')}\n\n`;
}

function csvOf(database: Item, spelling: Spelling): string {
  const dir = dirOf(database, spelling);
  const lines = [['Name', 'Status', 'Related', 'Back', 'Link', 'Note', 'Created']];
  for (const item of database.children) {
    if (item.row === null) continue;
    lines.push([item.title, ...valuesOf(dir, item.row, spelling).map(([, value]) => value)]);
  }
  for (const title of database.ghost_rows) lines.push([title, '', '', '', '', '', '']);
  const cell = (value: string): string => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return `\ufeff${lines.map((line) => line.map(cell).join(',')).join('\n')}\n`;
}

function sitemap(items: readonly Item[]): string {
  const links = items.slice(0, 50).map((item) => `<li><a href="${item.hex}.html">x</a></li>`);
  return `<!DOCTYPE html><html><head><title>Export</title></head><body><ul>${links.join('')}</ul></body></html>`;
}

/** One zip, or parts in one as Notion splits them. */
class PartedZip {
  private readonly zips: ZipWriter[];
  private readonly outer: ZipWriter | null;
  private readonly parts: Promise<Buffer>[] = [];
  private readonly file: WriteStream;

  constructor(path: string, parts: number) {
    this.file = createWriteStream(path, { highWaterMark: 1 << 20 });
    const top = new ZipWriter(this.file);
    this.outer = parts > 0 ? top : null;
    this.zips = parts > 0 ? Array.from({ length: parts }, () => this.part()) : [top];
  }

  private part(): ZipWriter {
    const stream = new PassThrough();
    this.parts.push(buffer(stream));
    return new ZipWriter(stream);
  }

  async add(name: string, text: string, index: number): Promise<void> {
    await this.zips[index % this.zips.length]?.add(name, Buffer.from(text));
  }

  async end(): Promise<void> {
    for (const zip of this.zips) await zip.end();
    for (const [i, part] of (await Promise.all(this.parts)).entries()) {
      await this.outer?.add(`Export-${UUID}-Part-${i + 1}.zip`, part, { compress: false });
    }
    await this.outer?.end();
    await finished(this.file);
  }
}
