import type { CsvTable } from './csv.js';
import type { ExportNode } from './catalogue.js';
import { titleKey } from './names.js';
import type { PropertyLine } from './page-content.js';
import { parseRelation } from './relations.js';

export interface TableRow {
  title: string;
  /** By the table's columns; the first one, the title, included. */
  cells: string[];
}

/** Titles whose keys are shorter are not cut in file names. */
const CUT_KEY = 30;

export type RowMatch = { row: TableRow } | 'none' | 'ambiguous';

/** A database's table, asked for the rows of its pages. Titles are not unique, so a match needs more than a title. */
export class TableRows {
  readonly columns: string[];
  private readonly by_title = new Map<string, TableRow[]>();
  private readonly pages_met = new Map<string, number>();

  constructor(table: CsvTable) {
    this.columns = table.columns;
    for (const cells of table.rows) {
      const title = (cells[0] ?? '').trim();
      // An untitled row's page may be left out of the export: it stands for nothing.
      const key = keyOf(title);
      const rows = this.by_title.get(key);
      if (rows) rows.push({ title, cells });
      else this.by_title.set(key, [{ title, cells }]);
    }
  }

  /** The row of a page, by its title and, where pages or rows share that, by the properties that the page shows. */
  match(title: string, properties: readonly PropertyLine[], title_is_shared: boolean): RowMatch {
    const key = keyOf(title);
    this.pages_met.set(key, (this.pages_met.get(key) ?? 0) + 1);
    const rows = this.by_title.get(key) ?? [];
    const [first, second] = rows;
    if (first === undefined) return 'none';
    if (second === undefined && !title_is_shared) return { row: first };
    const fitting = rows.filter((row) => this.fits(row, properties));
    const [only, other] = fitting;
    if (only === undefined) return rows.some(holdsReference) ? 'ambiguous' : 'none';
    if (other === undefined || fitting.every((row) => sameCells(row, only))) return { row: only };
    return fitting.some(holdsReference) ? 'ambiguous' : 'none';
  }

  /** Rows with a title for which no page was met, as examples and a count. */
  withoutPages(): { title: string; count: number }[] {
    const missing: { title: string; count: number }[] = [];
    for (const [key, rows] of this.by_title) {
      const count = rows.length - (this.pages_met.get(key) ?? 0);
      const title = rows[0]?.title ?? '';
      if (count > 0 && title !== '') missing.push({ title, count });
    }
    return missing;
  }

  /** Whether a file may be one of its rows' pages, judged by its name, which Notion may have cut. */
  mayHold(node: ExportNode): boolean {
    const key = keyOf(node.file_title);
    if (this.by_title.has(key)) return true;
    this.long_titles ??= [...this.by_title.keys()].filter((title) => title.length >= CUT_KEY);
    return key.length >= CUT_KEY && this.long_titles.some((title) => title.startsWith(key));
  }

  private long_titles: string[] | null = null;

  /** Whether a page that looks like a row is one: it shows the table's properties, unless its row has none to show. */
  confirms(title: string, properties: readonly PropertyLine[]): boolean {
    const rows = this.by_title.get(keyOf(title));
    if (rows === undefined) return false;
    if (properties.some((property) => this.columns.includes(property.name))) return true;
    return rows.some((row) => row.cells.slice(1).every((cell) => cell.trim() === ''));
  }

  private fits(row: TableRow, properties: readonly PropertyLine[]): boolean {
    return properties.every((property) => {
      const at = this.columns.indexOf(property.name);
      return at === -1 || plain(row.cells[at] ?? '') === plain(property.value);
    });
  }
}

function keyOf(title: string): string {
  const trimmed = title.trim();
  return trimmed === '' ? 'untitled' : titleKey(trimmed);
}

function holdsReference(row: TableRow): boolean {
  return row.cells.some((cell) => /\.(?:md|csv|html?)\)|notion\./i.test(cell));
}

function sameCells(a: TableRow, b: TableRow): boolean {
  return a.cells.length === b.cells.length && a.cells.every((cell, i) => cell === b.cells[i]);
}

/** A value without what the two files may spell differently: the way to a relation's targets, and white space. */
function plain(value: string): string {
  const relation = parseRelation(value);
  if (relation === null) return value.replace(/\s+/g, ' ').trim();
  return relation.map(({ reference }) => reference.slice(reference.lastIndexOf('/') + 1)).join(',');
}
