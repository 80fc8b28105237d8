import { parse } from 'csv-parse/sync';

export interface CsvTable {
  /** The first column is the title's. */
  columns: string[];
  rows: string[][];
}

/** A database's CSV. Notion starts it with a byte order mark; ragged and badly quoted rows are kept, not refused. */
export function parseCsv(text: string): CsvTable {
  const records: string[][] = parse(text, {
    bom: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const [columns = [], ...rows] = records;
  return { columns: columns.map((name) => name.trim()), rows };
}
