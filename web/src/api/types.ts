/** The wire's shapes, as interface.md spells them. Everything in them is untrusted text. */

export interface GraphStats {
  nodes: number;
  links: number;
  communities?: number;
  shown_nodes?: number;
  shown_links?: number;
  /** Pages that the plan does not cover; present with `code: plan_required`. */
  hidden?: number;
  code?: string;
}

export interface GraphMeta {
  id: string;
  name: string;
  connection_id: string;
  connection_kind?: ConnectionKind;
  /** The graph of a whole connection, which its imports fill. */
  is_default?: boolean;
  version: number;
  stats?: GraphStats | null;
  created_at?: string;
  updated_at?: string;
  running_import_id?: string | null;
  last_import_id?: string | null;
}

export interface GraphNode {
  id: string;
  page_id: string;
  name: string;
  kind: 'page' | 'database';
  group: number | null;
  url: string | null;
  icon: string | null;
  degree: number;
  x: number | null;
  y: number | null;
  database_id: string | null;
  created_time: string | null;
  last_edited_time: string | null;
}

export interface GraphLink {
  source: string;
  target: string;
  kind: string;
  kinds: string[];
  value: number;
  directed: boolean;
}

export interface GraphData {
  version: number;
  nodes: GraphNode[];
  links: GraphLink[];
  stats: GraphStats;
}

export interface Evidence {
  kind: string;
  text: string;
}

export interface LinkedPage {
  node_id: string;
  page_id: string;
  title: string;
  icon: string | null;
  kinds: string[];
  directed?: boolean;
  value?: number;
  /** Absent where an embed's options keep it back. */
  evidence?: Evidence[];
}

export interface PageDetail {
  node_id: string;
  page_id: string;
  title: string;
  icon: string | null;
  url: string | null;
  kind: 'page' | 'database';
  database_id: string | null;
  created_time: string | null;
  last_edited_time: string | null;
  degree: number;
  links: LinkedPage[];
  backlinks: LinkedPage[];
  links_total: number;
  backlinks_total: number;
}

export interface Backlinks {
  backlinks: LinkedPage[];
  next_cursor: string | null;
}

export interface SearchResult {
  node_id: string;
  page_id: string;
  title: string;
  icon: string | null;
  kind: 'page' | 'database';
  degree: number;
  group: number | null;
}

export interface LedgerEntry {
  subject: string;
  reason: string;
  count: number;
  examples: { node_id: string | null; text: string }[];
}

export type ImportState = 'queued' | 'running' | 'waiting' | 'done' | 'failed' | 'cancelled';

export interface ImportDoc {
  id: string;
  graph_id: string | null;
  connection_id?: string;
  state: ImportState;
  phase?: string | null;
  pages_found?: number;
  pages_read?: number;
  pages_failed?: number;
  links_found?: number;
  /** What was asked of Notion. */
  requests?: { total: number; by_reason: Record<string, number> };
  started_at?: string | null;
  finished_at?: string | null;
  eta_seconds?: number | null;
  code?: string | null;
  message?: string | null;
  ledger?: LedgerEntry[];
}

export type ConnectionKind = 'oauth' | 'token' | 'export' | 'sample';

export interface Connection {
  id: string;
  kind: ConnectionKind;
  workspace_name: string;
  workspace_icon: string | null;
  state: 'active' | 'revoked' | 'failing';
  comments: boolean;
  refresh_minutes: number;
  running_import_id: string | null;
  last_import_id: string | null;
  created_at: string;
}

export type ConnectionSettings = Partial<Pick<Connection, 'comments' | 'refresh_minutes'>>;

export interface Database {
  id: string;
  notion_id: string;
  connection_id: string;
  name: string;
  icon: string | null;
  page_count: number;
  last_import: string | null;
}

export interface DatabaseList {
  databases: Database[];
  /** Notion does not answer: this is what was known last. */
  stale?: true;
}

export interface AuthMethods {
  methods: ('local' | 'password' | 'notion')[];
  /** Whether a workspace can be connected through OAuth here. */
  notion_oauth?: boolean;
}

export interface EmbedCreated {
  id: string;
  url: string;
  options?: Record<string, unknown>;
}

export interface EmbedMeta {
  name: string;
  version: number;
  options: {
    theme?: 'light' | 'dark' | 'auto';
    evidence?: boolean;
    urls?: boolean;
    download?: boolean;
  };
  stats?: GraphStats | null;
}

export const EXPORT_FORMATS = ['d3', 'columns', 'gexf', 'graphml', 'csv', 'csv-nodes', 'html'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
