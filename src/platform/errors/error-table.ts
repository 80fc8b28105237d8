interface ErrorRow {
  status: number;
  title: string;
  /** Whether the same call may succeed later without being changed. */
  retryable: boolean;
}

/** Every error the product can answer with: code to HTTP status and title. Exhaustive by type. */
export const ERRORS = {
  malformed_request: { status: 400, title: 'The request is malformed', retryable: false },
  validation_failed: { status: 400, title: 'The request does not validate', retryable: false },
  oauth_cancelled: { status: 400, title: 'You did not connect Notion', retryable: false },
  oauth_state_invalid: { status: 400, title: 'This login was not started here', retryable: false },
  oauth_state_expired: { status: 400, title: 'This login took too long', retryable: false },
  notion_grant_invalid: { status: 400, title: 'Notion no longer knows this login', retryable: false },
  unauthenticated: { status: 401, title: 'Log in first', retryable: false },
  wrong_password: { status: 401, title: 'Wrong password', retryable: false },
  forbidden: { status: 403, title: 'Not allowed', retryable: false },
  foreign_host: { status: 403, title: 'This server answers on loopback only', retryable: false },
  forwarded_request: { status: 403, title: 'Forwarded requests are refused', retryable: false },
  cross_site_write: { status: 403, title: 'A write from another site is refused', retryable: false },
  oauth_state_reused: { status: 403, title: 'This login was finished already', retryable: false },
  oauth_state_foreign: { status: 403, title: 'This login belongs to another browser', retryable: false },
  oauth_no_person: { status: 403, title: 'Notion did not say who you are', retryable: false },
  api_token_refused: { status: 403, title: 'API tokens do not reach this', retryable: false },
  api_token_read_only: { status: 403, title: 'This API token may only read', retryable: false },
  plan_required: { status: 403, title: 'Your plan does not cover this', retryable: false },
  notion_restricted: { status: 403, title: 'The Notion connection lacks a capability', retryable: false },
  notion_blocked: { status: 403, title: 'Notion blocks this integration', retryable: false },
  not_found: { status: 404, title: 'Not found', retryable: false },
  notion_object_not_found: { status: 404, title: 'Notion has no such object for this connection', retryable: false },
  embed_ended: { status: 410, title: 'This map is no longer shared', retryable: false },
  version_gone: { status: 404, title: 'This version is gone', retryable: false },
  method_not_allowed: { status: 405, title: 'Method not allowed', retryable: false },
  import_running: { status: 409, title: 'An import is already running', retryable: true },
  conflict: { status: 409, title: 'Somebody else changed this first', retryable: true },
  connection_revoked: { status: 409, title: 'Notion no longer accepts this connection', retryable: false },
  notion_cursor_expired: { status: 409, title: 'This place in a list of Notion’s has expired', retryable: false },
  upload_too_large: { status: 413, title: 'The upload is too large', retryable: false },
  unsupported_media_type: { status: 415, title: 'This kind of content is not accepted here', retryable: false },
  export_not_zip: { status: 422, title: 'This file is not a zip', retryable: false },
  export_encrypted: { status: 422, title: 'This zip is encrypted', retryable: false },
  export_truncated: { status: 422, title: 'This zip is damaged or cut short', retryable: false },
  export_bomb: { status: 422, title: 'This zip unpacks to more than is allowed', retryable: false },
  export_unsafe_name: { status: 422, title: 'This zip holds a file name that leads outside it', retryable: false },
  export_too_many_entries: { status: 422, title: 'This zip holds too many files', retryable: false },
  export_no_pages: { status: 422, title: 'This zip holds no Notion page', retryable: false },
  notion_token_invalid: { status: 422, title: 'Notion does not accept this token', retryable: false },
  unprocessable: { status: 422, title: 'Understood, but impossible', retryable: false },
  rate_limited: { status: 429, title: 'Too many requests', retryable: true },
  internal: { status: 500, title: 'Something went wrong here', retryable: true },
  token_unreadable: { status: 500, title: 'A stored token cannot be read', retryable: false },
  notion_client_invalid: { status: 502, title: 'Notion does not accept this server', retryable: false },
  notion_refused: { status: 502, title: 'Notion refuses this request', retryable: false },
  notion_answer_too_large: { status: 502, title: 'Notion’s answer is too large', retryable: false },
  notion_failed: { status: 502, title: 'Notion did not answer this request', retryable: true },
  notion_unavailable: { status: 503, title: 'Notion is not answering', retryable: true },
  notion_rate_limited: { status: 503, title: 'Notion asks to slow down', retryable: true },
  store_unavailable: { status: 503, title: 'The store does not answer', retryable: true },
  shutting_down: { status: 503, title: 'The server is shutting down', retryable: true },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;
