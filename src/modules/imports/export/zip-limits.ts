/** What a zip may ask of the machine. Counted over all its parts. */
export interface ExportLimits {
  entries: number;
  /** Unpacked bytes, declared or real. */
  bytes: number;
  /** Unpacked to packed size of one entry; smaller entries than `ratio_from_bytes` may exceed it. */
  ratio: number;
  ratio_from_bytes: number;
  /** A page larger than this is kept by its name and not parsed. */
  page_bytes: number;
  /** The same for a database's table. */
  table_bytes: number;
}

export const EXPORT_LIMITS: ExportLimits = {
  entries: 300_000,
  bytes: 20 * 1024 ** 3,
  ratio: 200,
  ratio_from_bytes: 10 * 1024 ** 2,
  page_bytes: 20 * 1024 ** 2,
  table_bytes: 100 * 1024 ** 2,
};
