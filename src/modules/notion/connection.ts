/** One way into one workspace: what an import reads from. The same Notion page seen through two is two pages. */
export interface Connection {
  /** Of `oauth` and `token`: a UUIDv5 of user, kind and bot, so that connecting again finds the same one. */
  _id: string;
  user_id: string;
  kind: 'oauth' | 'token' | 'export' | 'sample';
  /** As whom Notion knows us in that workspace; null for what is not read from Notion. */
  bot_id: string | null;
  workspace_id: string | null;
  workspace_name: string;
  /** An emoji. */
  workspace_icon: string | null;
  /** `revoked`: Notion takes its tokens no longer, and the user has to reconnect. `failing`: reads fail for now. */
  state: 'active' | 'revoked' | 'failing';
  /** Sealed (TokenVault); null for what is not read from Notion. */
  access_token: string | null;
  /** Sealed; null for an internal integration, whose token never changes. */
  refresh_token: string | null;
  /** Grows with every new pair: what is written on condition of it cannot overwrite a newer one. */
  token_version: number;
  /** Whether comments are read: they cost a request a page. */
  comments: boolean;
  /** How often it is read again. */
  refresh_minutes: number;
  /** SHA-256 of the last export that was accepted: the same file again is not imported again. */
  content_sha256: string | null;
  /** The import that has this connection to itself, or null. */
  running_import_id: string | null;
  last_import_id: string | null;
  /** Of an upload: the import whose pages its graphs are made of; null before the first. */
  shown_import_id: string | null;
  created_at: string;
}

export const DEFAULT_REFRESH_MINUTES = 60;

/** What a connection that is not read from Notion's API has instead of tokens. */
export const WITHOUT_NOTION = {
  bot_id: null,
  workspace_id: null,
  workspace_icon: null,
  access_token: null,
  refresh_token: null,
  token_version: 0,
  comments: false,
  refresh_minutes: DEFAULT_REFRESH_MINUTES,
} as const satisfies Partial<Connection>;
