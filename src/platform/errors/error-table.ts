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
  unauthenticated: { status: 401, title: 'Log in first', retryable: false },
  wrong_password: { status: 401, title: 'Wrong password', retryable: false },
  forbidden: { status: 403, title: 'Not allowed', retryable: false },
  foreign_host: { status: 403, title: 'This server answers on loopback only', retryable: false },
  forwarded_request: { status: 403, title: 'Forwarded requests are refused', retryable: false },
  cross_site_write: { status: 403, title: 'A write from another site is refused', retryable: false },
  plan_required: { status: 403, title: 'Your plan does not cover this', retryable: false },
  not_found: { status: 404, title: 'Not found', retryable: false },
  embed_ended: { status: 410, title: 'This map is no longer shared', retryable: false },
  version_gone: { status: 404, title: 'This version is gone', retryable: false },
  method_not_allowed: { status: 405, title: 'Method not allowed', retryable: false },
  import_running: { status: 409, title: 'An import is already running', retryable: true },
  conflict: { status: 409, title: 'Somebody else changed this first', retryable: true },
  upload_too_large: { status: 413, title: 'The upload is too large', retryable: false },
  unsupported_media_type: { status: 415, title: 'This kind of content is not accepted here', retryable: false },
  export_not_zip: { status: 422, title: 'This file is not a zip', retryable: false },
  export_encrypted: { status: 422, title: 'This zip is encrypted', retryable: false },
  export_truncated: { status: 422, title: 'This zip is damaged or cut short', retryable: false },
  export_bomb: { status: 422, title: 'This zip unpacks to more than is allowed', retryable: false },
  export_unsafe_name: { status: 422, title: 'This zip holds a file name that leads outside it', retryable: false },
  export_too_many_entries: { status: 422, title: 'This zip holds too many files', retryable: false },
  export_no_pages: { status: 422, title: 'This zip holds no Notion page', retryable: false },
  unprocessable: { status: 422, title: 'Understood, but impossible', retryable: false },
  rate_limited: { status: 429, title: 'Too many requests', retryable: true },
  internal: { status: 500, title: 'Something went wrong here', retryable: true },
  store_unavailable: { status: 503, title: 'The store does not answer', retryable: true },
  shutting_down: { status: 503, title: 'The server is shutting down', retryable: true },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;
