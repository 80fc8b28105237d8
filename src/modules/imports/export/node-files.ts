import { parseCsv } from '../../../core/notion/export/csv.js';
import type { ExportNode } from '../../../core/notion/export/catalogue.js';
import { readHtmlPage } from '../../../core/notion/export/html-page.js';
import type { Ledger } from '../../../core/notion/export/ledger.js';
import { readMarkdownPage } from '../../../core/notion/export/markdown-page.js';
import type { PageContent } from '../../../core/notion/export/page-content.js';
import { TableRows } from '../../../core/notion/export/table-rows.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { ExportZip } from './export-zip.js';

/** Reads the files of an export's nodes. A file that cannot be read fails alone: the ledger says so, nothing throws. */
export class NodeFiles {
  /** Files that could be read and could not, to tell a damaged page from a damaged zip. */
  read = 0;
  damaged = 0;

  constructor(
    private readonly zip: ExportZip,
    private readonly ledger: Ledger,
  ) {}

  /** A page's own file, or null where there is none or it cannot be read. */
  async page(node: ExportNode, columns: readonly string[] | null, is_row: boolean): Promise<PageContent | null> {
    const entry = node.page_entry;
    if (entry === null || this.isTooLarge(node, entry, this.zip.limits.page_bytes)) return null;
    return this.attempt(node, async () => {
      const text = await this.zip.text(entry);
      return node.format === 'html' ? readHtmlPage(text) : readMarkdownPage(text, { columns, is_row });
    });
  }

  /** A database's table, or null where there is none or it cannot be read. */
  async table(node: ExportNode): Promise<TableRows | null> {
    const entry = node.table_entry;
    if (entry === null || this.isTooLarge(node, entry, this.zip.limits.table_bytes)) return null;
    return this.attempt(node, async () => new TableRows(parseCsv(await this.zip.text(entry))));
  }

  private isTooLarge(node: ExportNode, entry: number, limit: number): boolean {
    const size = this.zip.size(entry);
    if (size <= limit) return false;
    this.ledger.add('page', 'page_too_large', node.id, `${node.file_title}: ${size} bytes`);
    return true;
  }

  private async attempt<T>(node: ExportNode, read: () => Promise<T>): Promise<T | null> {
    try {
      const result = await read();
      this.read += 1;
      return result;
    } catch (error) {
      if (error instanceof AppError) throw error;
      this.damaged += 1;
      this.unreadable(node, error);
      return null;
    }
  }

  unreadable(node: ExportNode, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.ledger.add('page', 'page_unreadable', node.id, `${node.file_title}: ${why}`);
  }
}
