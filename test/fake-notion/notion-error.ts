/** An answer that is an error, in Notion's words. */
export class NotionError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly additional_data?: Record<string, unknown>,
    readonly retry_after?: number,
  ) {
    super(message);
  }

  body(request_id: string): Record<string, unknown> {
    return {
      object: 'error',
      status: this.status,
      code: this.code,
      message: this.message,
      ...(this.additional_data === undefined ? {} : { additional_data: this.additional_data }),
      request_id,
    };
  }
}

/** The OAuth endpoints have their own shape (notion-api.md §10). */
export class OAuthError extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    readonly description?: string,
  ) {
    super(error);
  }

  body(request_id: string): Record<string, unknown> {
    return {
      error: this.error,
      ...(this.description === undefined ? {} : { error_description: this.description }),
      request_id,
    };
  }
}

/** The codes that come with a status when nothing more is said (notion-api.md §6). */
const CODES: Record<number, readonly [code: string, message: string]> = {
  400: ['validation_error', 'The request is not valid.'],
  401: ['unauthorized', 'API token is invalid.'],
  403: ['restricted_resource', 'Insufficient permissions for this endpoint.'],
  404: ['object_not_found', 'Could not find the object.'],
  409: ['conflict_error', 'Conflict occurred while saving. Please try again.'],
  429: ['rate_limited', 'You have been rate limited. Please try again in a few minutes.'],
  500: ['internal_server_error', 'Unexpected error occurred.'],
  502: ['bad_gateway', 'Bad gateway.'],
  503: ['service_unavailable', 'Notion is unavailable, please try again later.'],
  504: ['gateway_timeout', 'Gateway timeout.'],
  529: ['service_overload', 'Notion is overloaded, please try again later.'],
};

export function errorOfStatus(
  status: number,
  additional_data?: Record<string, unknown>,
  retry_after?: number,
): NotionError {
  const [code, message] = CODES[status] ?? ['internal_server_error', 'Unexpected error occurred.'];
  return new NotionError(status, code, message, additional_data, retry_after);
}

export function notFound(what: string, id: string, integration_id: string): NotionError {
  return new NotionError(
    404,
    'object_not_found',
    `Could not find ${what} with ID: ${id}. Make sure the relevant pages and databases are shared with your integration.`,
    { integration_id },
  );
}

export function invalid(message: string): NotionError {
  return new NotionError(400, 'validation_error', message);
}
