import type { Client, QueryDataSourceParameters, SearchParameters } from '@notionhq/client';
import type { z } from 'zod';
import {
  anyObject,
  objectList,
  type PageMarkdown,
  pageMarkdown,
  type Paginated,
  type PropertyItem,
  propertyItems,
  type WireObject,
} from './answers.js';
import type { CallContext, ConnectionLine } from './connection-line.js';
import type { NotionRoute } from './client-settings.js';
import type { Reason } from './request-ledger.js';

/** The most that Notion gives at once, of anything. */
const PAGE_SIZE = 100;

export interface SearchOptions {
  filter?: NonNullable<SearchParameters['filter']>;
  sort?: NonNullable<SearchParameters['sort']>;
  query?: string;
}

export interface QueryOptions {
  /** Null or absent: from the start. */
  cursor?: string | null;
  filter?: NonNullable<QueryDataSourceParameters['filter']>;
  sorts?: NonNullable<QueryDataSourceParameters['sorts']>;
  /** Ids of the only properties to send; as in `pageProperty`, encoded or not. */
  properties?: readonly string[];
}

/**
 * Notion's API as one connection sees it: the one way this product talks to it. Every method is one read, repeated as
 * often as it takes within bounds, and counted under its reason, which a caller may name otherwise (`sweep`, say).
 *
 * All throw AppErrors: `notion_object_not_found`, `notion_restricted`, `notion_refused`, `notion_answer_too_large` and
 * `notion_failed` are about what was asked for, the last one perhaps gone tomorrow; `notion_cursor_expired` says to
 * start the list again; `notion_unavailable`, `notion_rate_limited`, `notion_blocked` and `connection_revoked` are about
 * the connection: stop, the first two until `retryAfter`.
 */
export class NotionApi {
  constructor(
    private readonly line: ConnectionLine,
    private readonly context: CallContext,
  ) {}

  /** Pages and data sources; not all of them (notion-api.md §3). */
  search(
    cursor: string | null,
    options: SearchOptions = {},
    reason: Reason = 'search',
  ): Promise<Paginated<WireObject>> {
    return this.list('POST /v1/search', reason, cursor, objectList, (client) =>
      client.search({ ...options, ...pageFrom(cursor) }),
    );
  }

  /** Rows: at most 10,000 by one query, whose end then tells in `request_status` (§3). */
  queryDataSource(id: string, options: QueryOptions = {}, reason: Reason = 'rows'): Promise<Paginated<WireObject>> {
    const { cursor = null, properties, ...query } = options;
    return this.list('POST /v1/data_sources/{id}/query', reason, cursor, objectList, (client) =>
      client.dataSources.query({
        data_source_id: segment(id),
        ...query,
        ...(properties ? { filter_properties: properties.map(encodedOnce) } : {}),
        ...pageFrom(cursor),
      }),
    );
  }

  /** The container; its data sources hold the schema and the rows (§1). */
  retrieveDatabase(id: string, reason: Reason = 'schema'): Promise<WireObject> {
    return this.one('GET /v1/databases/{id}', reason, anyObject, (client) =>
      client.databases.retrieve({ database_id: segment(id) }),
    );
  }

  retrieveDataSource(id: string, reason: Reason = 'schema'): Promise<WireObject> {
    return this.one('GET /v1/data_sources/{id}', reason, anyObject, (client) =>
      client.dataSources.retrieve({ data_source_id: segment(id) }),
    );
  }

  retrievePage(id: string, reason: Reason = 'sweep'): Promise<WireObject> {
    return this.one('GET /v1/pages/{id}', reason, anyObject, (client) =>
      client.pages.retrieve({ page_id: segment(id) }),
    );
  }

  /** A page's content, or the subtree of a block that was left out of it, by the block's id (§5). */
  pageMarkdown(id: string, reason: Reason = 'content'): Promise<PageMarkdown> {
    return this.one('GET /v1/pages/{id}/markdown', reason, pageMarkdown, (client) =>
      client.pages.retrieveMarkdown({ page_id: segment(id) }),
    );
  }

  retrieveBlock(id: string, reason: Reason = 'holes'): Promise<WireObject> {
    return this.one('GET /v1/blocks/{id}', reason, anyObject, (client) =>
      client.blocks.retrieve({ block_id: segment(id) }),
    );
  }

  /** One level (§4). */
  blockChildren(id: string, cursor: string | null, reason: Reason = 'blocks'): Promise<Paginated<WireObject>> {
    return this.list('GET /v1/blocks/{id}/children', reason, cursor, objectList, (client) =>
      client.blocks.children.list({ block_id: segment(id), ...pageFrom(cursor) }),
    );
  }

  /**
   * All values of a property, of which a page object holds 25 (§3).
   * @param property_id as an answer spells it, which may be percent-encoded already (§10)
   */
  pageProperty(
    page_id: string,
    property_id: string,
    cursor: string | null,
    reason: Reason = 'relations',
  ): Promise<Paginated<PropertyItem>> {
    return this.list('GET /v1/pages/{id}/properties/{id}', reason, cursor, propertyItems, (client) =>
      client.pages.properties.retrieve({
        page_id: segment(page_id),
        property_id: encodedOnce(property_id),
        ...pageFrom(cursor),
      }),
    );
  }

  /** Open comments of a page or block; needs the capability (§4). */
  comments(block_id: string, cursor: string | null, reason: Reason = 'comments'): Promise<Paginated<WireObject>> {
    return this.list('GET /v1/comments', reason, cursor, objectList, (client) =>
      client.comments.list({ block_id, ...pageFrom(cursor) }),
    );
  }

  /** The bot that this connection is. */
  me(reason: Reason = 'identity'): Promise<WireObject> {
    return this.one('GET /v1/users/me', reason, anyObject, (client) => client.users.me({}));
  }

  private list<T>(
    route: NotionRoute,
    reason: Reason,
    cursor: string | null,
    answer: z.ZodType<T>,
    send: (client: Client) => Promise<unknown>,
  ): Promise<T> {
    return this.line.call({ route, reason, has_cursor: cursor !== null, answer, send }, this.context);
  }

  private one<T>(
    route: NotionRoute,
    reason: Reason,
    answer: z.ZodType<T>,
    send: (client: Client) => Promise<unknown>,
  ): Promise<T> {
    return this.line.call({ route, reason, has_cursor: false, answer, send }, this.context);
  }
}

function pageFrom(cursor: string | null): { page_size: number; start_cursor?: string } {
  return { page_size: PAGE_SIZE, ...(cursor === null ? {} : { start_cursor: cursor }) };
}

/** The client puts ids into the path as they are. */
function segment(id: string): string {
  return encodeURIComponent(id);
}

function encodedOnce(property_id: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(property_id));
  } catch {
    return encodeURIComponent(property_id); // A bare % that encodes nothing.
  }
}
