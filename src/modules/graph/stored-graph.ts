import type { LinkKind } from '../../core/notion/page.js';

export interface StoredStats {
  nodes: number;
  links: number;
  communities: number;
}

/** A saved selection of a connection's pages. Ids in a selection are Notion's. */
export interface StoredGraph {
  _id: string;
  user_id: string;
  connection_id: string;
  name: string;
  /** Made with the connection and updated by its imports; shows everything. */
  is_default: boolean;
  database_ids: string[];
  root_ids: string[];
  kinds: LinkKind[];
  pins: { node_id: string; x: number; y: number }[];
  /** When the selection or the pins last changed. */
  selected_at: string;
  /** Whether the published version does not show that selection yet. */
  dirty: boolean;
  /** Of the published view; 0 while nothing is compiled. */
  version: number;
  stats: StoredStats;
  created_at: string;
  updated_at: string;
}
