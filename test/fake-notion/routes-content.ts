import type { FastifyInstance } from 'fastify';
import type { Call } from './dispatch.js';
import { contentRoute } from './dispatch.js';
import { renderMarkdown } from './markdown.js';
import type { Block, Page } from './model.js';
import { errorOfStatus, invalid, notFound } from './notion-error.js';
import { childrenOf, relationTargets, shownBlocks } from './reading.js';
import type { Serving } from './serving.js';
import type { WireObject } from './wire-blocks.js';
import { isLeftOut, wireBlock, wireNodeBlock } from './wire-blocks.js';
import { person as wirePerson } from './wire-common.js';
import { wireComment, wireDatabase, wireDataSource, wirePage } from './wire-nodes.js';
import { schemaOf, wireProperty, wirePropertyId } from './wire-properties.js';
import { richText } from './wire-rich-text.js';
import type { BlockView } from './wire-blocks.js';

/** Search, queries and everything that is read by id. */
export function registerContentRoutes(app: FastifyInstance, fake: Serving): void {
  registerLists(app, fake);
  registerNodes(app, fake);
  registerBlocks(app, fake);
}

function registerLists(app: FastifyInstance, fake: Serving): void {
  const { workspace } = fake;
  const answer = { object: 'list', type: 'page_or_data_source', page_or_data_source: {} };

  contentRoute(app, fake, 'POST', '/v1/search', ({ body, version, grant }) => {
    const { key, list } = fake.listings.search(body, grant.issued_at);
    const { items, has_more, next_cursor } = fake.cursors.slice(key, list, body, 'body');
    const results = items.map((found) =>
      'kind' in found ? wirePage(workspace, found, version) : wireDataSource(workspace, found, version),
    );
    return { ...answer, results, next_cursor, has_more };
  });

  contentRoute(app, fake, 'POST', '/v1/data_sources/:data_source_id/query', ({ params, query, body, version }) => {
    const id = uuidIn(params, 'data_source_id');
    const source = workspace.data_sources.get(id);
    if (source === undefined || !workspace.database(source.database_id).shared) {
      throw notFound('data_source', id, fake.integration_id);
    }
    const { key, list } = fake.listings.query(source, body);
    const only = filterProperties(
      query,
      source.schema.map((property) => property.id),
    );
    const { items, has_more, next_cursor } = fake.cursors.slice(key, list, body, 'body', fake.query_limit);
    const is_cut = !has_more && list.length > fake.query_limit;
    const request_status = is_cut
      ? { type: 'incomplete', incomplete_reason: 'query_result_limit_reached' }
      : { type: 'complete' };
    const results = items.map((row) => wirePage(workspace, row, version, only));
    return { ...answer, results, next_cursor, has_more, request_status };
  });

  contentRoute(app, fake, 'GET', '/v1/comments', ({ query }) => {
    if (!fake.capabilities.read_comments) throw errorOfStatus(403);
    if (typeof query.block_id !== 'string') {
      throw invalid('query failed validation: query.block_id should be defined, instead was `undefined`.');
    }
    const id = uuidIn({ block_id: query.block_id }, 'block_id');
    const holder = readableBlock(fake, id);
    // Comments are on pages here, none on single blocks.
    const page = 'kind' in holder && holder.kind === 'page' ? holder : undefined;
    const comments = page?.comments ?? [];
    const { items, has_more, next_cursor } = fake.cursors.slice(`comments ${id}`, comments, query, 'query');
    const results = page === undefined ? [] : items.map((comment) => wireComment(workspace, page, comment));
    return { object: 'list', type: 'comment', comment: {}, results, next_cursor, has_more };
  });
}

function registerNodes(app: FastifyInstance, fake: Serving): void {
  const { workspace } = fake;

  contentRoute(app, fake, 'GET', '/v1/databases/:database_id', ({ params, version }) => {
    const id = uuidIn(params, 'database_id');
    const database = workspace.databases.get(id);
    if (database?.shared !== true) throw notFound('database', id, fake.integration_id);
    return wireDatabase(workspace, database, version);
  });

  contentRoute(app, fake, 'GET', '/v1/data_sources/:data_source_id', ({ params, version }) => {
    const id = uuidIn(params, 'data_source_id');
    const source = workspace.data_sources.get(id);
    if (source === undefined || !workspace.database(source.database_id).shared) {
      throw notFound('data_source', id, fake.integration_id);
    }
    return wireDataSource(workspace, source, version);
  });

  contentRoute(app, fake, 'GET', '/v1/pages/:page_id', ({ params, query, version }) => {
    const page = readablePage(fake, uuidIn(params, 'page_id'));
    const only = filterProperties(
      query,
      schemaOf(workspace, page).map((property) => property.id),
    );
    return wirePage(workspace, page, version, only);
  });

  contentRoute(app, fake, 'GET', '/v1/pages/:page_id/properties/:property_id', (call) => propertyItem(fake, call));

  contentRoute(app, fake, 'GET', '/v1/pages/:page_id/markdown', ({ params, query }) => {
    const id = uuidIn(params, 'page_id');
    const block = workspace.blocks.get(id);
    // A block's id is taken for a page's: its subtree. The id of a child page is a page's.
    if (workspace.pages.has(id) || block === undefined) readablePage(fake, id);
    else if (!workspace.page(block.page_id).shared || block.type === 'child_database') {
      throw notFound('page', id, fake.integration_id);
    }
    const include_transcript = query.include_transcript === 'true';
    const block_limit = fake.markdown_block_limit;
    return { object: 'page_markdown', id, ...renderMarkdown(workspace, id, { include_transcript, block_limit }) };
  });
}

function registerBlocks(app: FastifyInstance, fake: Serving): void {
  const { workspace } = fake;
  const view = (version: Call['version']): BlockView => ({
    workspace,
    version,
    has_children_lies: fake.has_children_lies,
  });

  contentRoute(app, fake, 'GET', '/v1/blocks/:block_id', ({ params, version }) => {
    const found = readableBlock(fake, uuidIn(params, 'block_id'));
    return 'kind' in found ? wireNodeBlock(view(version), found) : wireBlock(view(version), found);
  });

  contentRoute(app, fake, 'GET', '/v1/blocks/:block_id/children', ({ params, query, version }) => {
    const id = uuidIn(params, 'block_id');
    const found = readableBlock(fake, id);
    const children = 'kind' in found ? childrenOfNode(fake, found) : childrenOf(workspace, found);
    if (children === null) throw notFound('block', id, fake.integration_id);
    const shown = children.filter((block) => !isLeftOut(workspace, block));
    const { items, has_more, next_cursor } = fake.cursors.slice(`children ${id}`, shown, query, 'query');
    const results = items.map((block) => wireBlock(view(version), block));
    return { object: 'list', type: 'block', block: {}, results, next_cursor, has_more };
  });
}

/** A database's rows are not its blocks. */
function childrenOfNode(fake: Serving, node: { kind: string; id: string }): Block[] {
  const page = node.kind === 'page' ? fake.workspace.pages.get(node.id) : undefined;
  return page === undefined ? [] : shownBlocks(fake.workspace, page.blocks);
}

function propertyItem(fake: Serving, { params, query }: Call): WireObject {
  const { workspace } = fake;
  const page = readablePage(fake, uuidIn(params, 'page_id'));
  // The router has decoded the path once; what still has escapes in it was encoded twice.
  const schema = schemaOf(workspace, page).find((property) => property.id === params.property_id);
  if (schema === undefined) throw notFound('property', params.property_id ?? '', fake.integration_id);
  const { type } = schema;
  const item = { object: 'property_item', type, id: wirePropertyId(schema.id) };
  const value = page.properties.get(schema.id);
  const listed = (): readonly unknown[] | null => {
    switch (type) {
      case 'title':
        return richText(workspace, page.title);
      case 'rich_text':
        return richText(workspace, value?.type === 'rich_text' ? value.text : []);
      case 'relation':
        return relationTargets(workspace, value?.type === 'relation' ? value.ids : []).map((id) => ({ id }));
      case 'people':
        return workspace.people
          .filter((each) => value?.type === 'people' && value.user_ids.includes(each.id))
          .map(wirePerson);
      default:
        return null;
    }
  };
  const all = listed();
  if (all === null) return { object: 'property_item', ...wireProperty(workspace, page, schema) };
  const key = `property ${page.id} ${schema.id}`;
  const { items, has_more, next_cursor } = fake.cursors.slice(key, all, query, 'query');
  const path = `${fake.url}/v1/pages/${page.id}/properties/${item.id}`;
  const next_url = next_cursor === null ? null : `${path}?start_cursor=${next_cursor}`;
  return {
    object: 'list',
    results: items.map((each) => ({ ...item, [type]: each })),
    next_cursor,
    has_more,
    type: 'property_item',
    property_item: { id: item.id, next_url, type, [type]: {} },
  };
}

/** A page in the trash can still be read. */
function readablePage(fake: Serving, id: string): Page {
  const page = fake.workspace.pages.get(id);
  if (page?.shared !== true) throw notFound('page', id, fake.integration_id);
  return page;
}

function readableBlock(fake: Serving, id: string): Block | NonNullable<ReturnType<Serving['workspace']['node']>> {
  const { workspace } = fake;
  const node = workspace.node(id);
  if (node?.shared === true) return node;
  const block = workspace.blocks.get(id);
  if (node !== undefined || block === undefined || !workspace.page(block.page_id).shared) {
    throw notFound('block', id, fake.integration_id);
  }
  return block;
}

/** Ids are taken dashed or not, in any case. */
function uuidIn(params: Record<string, string>, name: string): string {
  const given = params[name] ?? '';
  const hex = given.replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex)) {
    throw invalid(
      `path failed validation: path.${name} should be a valid uuid, instead was \`${JSON.stringify(given)}\`.`,
    );
  }
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The raw ids asked for, given raw or as they come in answers. */
function filterProperties(query: Record<string, unknown>, known: readonly string[]): ReadonlySet<string> | undefined {
  const given = query.filter_properties ?? query['filter_properties[]'];
  if (given === undefined) return undefined;
  const asked: unknown[] = Array.isArray(given) ? given : [given];
  return new Set(
    asked.map((each) => {
      const id = known.find((candidate) => candidate === each || wirePropertyId(candidate) === each);
      if (id === undefined) throw invalid(`Could not find property with name or id: ${String(each)}`);
      return id;
    }),
  );
}
