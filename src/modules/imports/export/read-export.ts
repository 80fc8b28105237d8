import {
  buildCatalogue,
  type Catalogue,
  childrenOf,
  type ExportNode,
  inReadingOrder,
} from '../../../core/notion/export/catalogue.js';
import { Ledger } from '../../../core/notion/export/ledger.js';
import type { PageContent } from '../../../core/notion/export/page-content.js';
import { PageLinks } from '../../../core/notion/export/page-links.js';
import { toSourcePage } from '../../../core/notion/export/page-of-export.js';
import type { TableRow, TableRows } from '../../../core/notion/export/table-rows.js';
import type { LedgerEntry, SourcePage } from '../../../core/notion/page.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { ExportZip, type OpenOptions } from './export-zip.js';
import { NodeFiles } from './node-files.js';
import { settleHierarchy } from './settle-hierarchy.js';

export interface ExportProgress {
  pages_found: number;
  pages_read: number;
  links_found: number;
}

export interface ReadExportOptions extends OpenOptions {
  on_progress?: (progress: ExportProgress) => void;
}

/** Progress is told once in so many pages. */
const PROGRESS_EVERY = 50;

/**
 * What an export holds, from its file names. Throws an AppError for what can never be imported: no zip, encrypted, cut
 * short, a bomb, unsafe names, too many files, no Notion page. `bytes` are unpacked ones.
 */
export async function inspectExport(
  path: string,
  options: OpenOptions = {},
): Promise<{ pages: number; databases: number; entries: number; bytes: number }> {
  const zip = await ExportZip.open(path, options);
  try {
    const { nodes } = await catalogueOf(zip);
    const databases = nodes.filter((node) => node.kind === 'database').length;
    return { pages: nodes.length - databases, databases, entries: zip.budget.entries, bytes: zip.budget.bytes };
  } finally {
    await zip.close();
  }
}

/**
 * The pages and databases of an export zip, parents before children, one at a time. Returns what was left out.
 * Throws what inspectExport throws; anything smaller is in the ledger. Nothing unpacked outlives it.
 */
export async function* readExport(
  path: string,
  options: ReadExportOptions = {},
): AsyncGenerator<SourcePage, { ledger: LedgerEntry[] }> {
  const zip = await ExportZip.open(path, options);
  try {
    const catalogue = await catalogueOf(zip);
    const ledger = new Ledger();
    for (const file of catalogue.duplicates) ledger.add('file', 'duplicate_file', null, file);
    await settleHierarchy(catalogue, zip, ledger);
    const reader = new ExportReader(catalogue, zip, ledger);
    const progress = { pages_found: catalogue.nodes.length, pages_read: 0, links_found: 0 };
    options.on_progress?.({ ...progress });
    for (const node of inReadingOrder(catalogue)) {
      options.signal?.throwIfAborted();
      const page = await reader.read(node);
      progress.pages_read += 1;
      progress.links_found += page.links.length;
      if (progress.pages_read % PROGRESS_EVERY === 0) {
        options.on_progress?.({ ...progress });
        // Lets an abort, a timer or a message in: small files are read without waiting.
        await new Promise((resolve) => setImmediate(resolve));
      }
      yield page;
    }
    reader.assertReadable();
    options.on_progress?.({ ...progress });
    return { ledger: ledger.entries() };
  } finally {
    await zip.close();
  }
}

async function catalogueOf(zip: ExportZip): Promise<Catalogue> {
  const html_ids = await zip.htmlIds();
  const catalogue = buildCatalogue(
    zip.entries.map((entry) => entry.path),
    html_ids,
  );
  if (catalogue.nodes.length > 0) return catalogue;
  throw new AppError('export_no_pages', {
    detail: 'This zip holds no page that Notion exported. Export from Notion as "Markdown & CSV" or HTML.',
  });
}

/** A database's table while the pages of its rows are being read. */
interface OpenTable {
  rows: TableRows;
  whole: boolean;
  children_left: number;
  /** How many of its children's files have a title. */
  titles: Map<string, number>;
}

/** Titles of this length may be cut in file names, so that equal names are not equal titles. */
const CUT_TITLE = 40;

class ExportReader {
  private readonly files: NodeFiles;
  private readonly tables = new Map<ExportNode, OpenTable>();

  constructor(
    private readonly catalogue: Catalogue,
    zip: ExportZip,
    private readonly ledger: Ledger,
  ) {
    this.files = new NodeFiles(zip, ledger);
  }

  async read(node: ExportNode): Promise<SourcePage> {
    const database = node.parent?.kind === 'database' ? node.parent : null;
    const table = database === null ? undefined : this.tables.get(database);
    const is_row = database !== null && node.kind === 'page';
    const content = await this.files.page(node, table?.whole ? table.rows.columns : null, is_row);
    if (content?.shows_database) node.kind = 'database';
    if (node.table_entry !== null) await this.openTable(node);
    const row = is_row && table !== undefined ? this.rowOf(node, content, table) : null;
    const page = this.pageOf(node, content, row);
    if (database !== null && table !== undefined) this.closeTable(database, table);
    return page;
  }

  /** A zip of which not one file is intact is damaged as a whole. */
  assertReadable(): void {
    if (this.files.damaged === 0 || this.files.read > 0) return;
    throw new AppError('export_truncated', { detail: 'No file in this zip is intact. Download it again from Notion.' });
  }

  private pageOf(
    node: ExportNode,
    content: PageContent | null,
    row: { columns: string[]; row: TableRow } | null,
  ): SourcePage {
    try {
      return toSourcePage(node, content, row, this.linksOf(node));
    } catch (error) {
      this.files.unreadable(node, error);
      return toSourcePage(node, null, null, this.linksOf(node));
    }
  }

  private linksOf(node: ExportNode): PageLinks {
    return new PageLinks(node, this.catalogue, this.ledger, (child) => {
      child.kind = 'database';
    });
  }

  private async openTable(node: ExportNode): Promise<void> {
    const rows = await this.files.table(node);
    if (rows === null) return;
    const children = childrenOf(node);
    const titles = new Map<string, number>();
    for (const child of children) titles.set(child.file_title, (titles.get(child.file_title) ?? 0) + 1);
    const table = { rows, whole: node.has_whole_table, children_left: children.length, titles };
    if (children.length === 0) this.reportRows(node, rows);
    else this.tables.set(node, table);
  }

  private rowOf(
    node: ExportNode,
    content: PageContent | null,
    table: OpenTable,
  ): { columns: string[]; row: TableRow } | null {
    const is_shared = node.file_title.length < CUT_TITLE && (table.titles.get(node.file_title) ?? 0) > 1;
    const match = table.rows.match(content?.title ?? node.file_title, content?.properties ?? [], is_shared);
    if (match === 'ambiguous') this.ledger.add('page', 'ambiguous_row', node.id, node.file_title);
    return typeof match === 'string' ? null : { columns: table.rows.columns, row: match.row };
  }

  /** Frees a table after its last page. */
  private closeTable(database: ExportNode, table: OpenTable): void {
    table.children_left -= 1;
    if (table.children_left > 0) return;
    this.tables.delete(database);
    this.reportRows(database, table.rows);
  }

  private reportRows(database: ExportNode, rows: TableRows): void {
    for (const { title, count } of rows.withoutPages()) {
      this.ledger.add('page', 'row_without_page', database.id, title, count);
    }
  }
}
