/** One way into one workspace: what an import reads from. The same Notion page seen through two is two pages. */
export interface Connection {
  _id: string;
  user_id: string;
  kind: 'export' | 'sample';
  workspace_name: string;
  state: 'active';
  /** SHA-256 of the last export that was accepted: the same file again is not imported again. */
  content_sha256: string | null;
  /** The import that has this connection to itself, or null. */
  running_import_id: string | null;
  last_import_id: string | null;
  created_at: string;
}
