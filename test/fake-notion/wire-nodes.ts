import type { DatabaseObjectResponse, DataSourceObjectResponse, PageObjectResponse } from '@notionhq/client';
import { appUrl } from './addresses.js';
import type { Comment, Database, DataSource, Page, PropertySchema } from './model.js';
import type { ApiVersion } from './wire-common.js';
import { authors, isoTime, pageParent, trashFlags, wireIcon } from './wire-common.js';
import type { WireObject } from './wire-blocks.js';
import { wireProperties, wirePropertyId } from './wire-properties.js';
import { richText } from './wire-rich-text.js';
import type { Workspace } from './workspace.js';

/** The client's types keep the deprecated name for every version; the wire does not. */
type Versioned<T> = Omit<T, 'archived'> & { archived?: boolean };

export function wirePage(
  workspace: Workspace,
  page: Page,
  version: ApiVersion,
  only?: ReadonlySet<string>,
): Versioned<PageObjectResponse> {
  return {
    object: 'page',
    id: page.id,
    created_time: isoTime(page.created_time),
    last_edited_time: isoTime(page.last_edited_time),
    ...authors(workspace),
    cover: null,
    icon: wireIcon(workspace, page.icon),
    parent: pageParent(workspace, page),
    ...trashFlags(!workspace.isLive(page), version),
    is_archived: false,
    is_locked: false,
    properties: wireProperties(workspace, page, only),
    url: appUrl(page.id),
    public_url: null,
  };
}

export function wireDatabase(
  workspace: Workspace,
  database: Database,
  version: ApiVersion,
): Versioned<DatabaseObjectResponse> {
  return {
    object: 'database',
    id: database.id,
    title: richText(workspace, database.title),
    description: richText(workspace, database.description),
    parent: databaseParent(workspace, database),
    is_inline: database.inline,
    ...trashFlags(!workspace.isLive(database), version),
    is_locked: false,
    created_time: isoTime(database.created_time),
    last_edited_time: isoTime(database.last_edited_time),
    data_sources: database.data_source_ids.map((id) => ({ id, name: workspace.plainTitle(id) })),
    icon: wireIcon(workspace, database.icon),
    cover: null,
    url: appUrl(database.id),
    public_url: null,
  };
}

/** Its description is its database's, on the first one: the same text, which counts once. */
export function wireDataSource(
  workspace: Workspace,
  source: DataSource,
  version: ApiVersion,
): Versioned<DataSourceObjectResponse> {
  const database = workspace.database(source.database_id);
  const is_first = database.data_source_ids[0] === source.id;
  return {
    object: 'data_source',
    id: source.id,
    title: richText(workspace, source.title),
    description: richText(workspace, is_first ? database.description : []),
    parent: { type: 'database_id', database_id: database.id },
    database_parent: databaseParent(workspace, database),
    is_inline: database.inline,
    ...trashFlags(!workspace.isLive(database), version),
    created_time: isoTime(database.created_time),
    last_edited_time: isoTime(database.last_edited_time),
    ...authors(workspace),
    properties: Object.fromEntries(
      source.schema.map((property) => [property.name, wireSchema(workspace, source, property)]),
    ),
    icon: wireIcon(workspace, database.icon),
    cover: null,
    url: appUrl(database.id),
    public_url: null,
  };
}

export function wireComment(workspace: Workspace, page: Page, comment: Comment): WireObject {
  return {
    object: 'comment',
    id: comment.id,
    parent: { type: 'page_id', page_id: page.id },
    discussion_id: comment.discussion_id,
    created_time: isoTime(comment.created_time),
    last_edited_time: isoTime(comment.created_time),
    created_by: authors(workspace).created_by,
    rich_text: richText(workspace, comment.text),
    display_name: { type: 'user', resolved_name: workspace.people[0]?.name ?? null },
  };
}

function databaseParent(workspace: Workspace, database: Database): DatabaseObjectResponse['parent'] {
  const parent = pageParent(workspace, database);
  if (parent.type === 'data_source_id' || parent.type === 'agent_id') {
    throw new Error('A database is in a page, in a block or at the top.');
  }
  return parent;
}

type WireSchema = DataSourceObjectResponse['properties'][string];

function wireSchema(workspace: Workspace, source: DataSource, property: PropertySchema): WireSchema {
  const common = { id: wirePropertyId(property.id), name: property.name, description: null };
  switch (property.type) {
    case 'relation': {
      const { data_source_id, synced_property_id } = property;
      const target = { data_source_id, database_id: workspace.dataSource(data_source_id).database_id };
      if (synced_property_id === null) {
        return { ...common, type: 'relation', relation: { ...target, type: 'single_property', single_property: {} } };
      }
      const synced_property_name = nameOf(workspace.dataSource(data_source_id), synced_property_id);
      const dual_property = { synced_property_id: wirePropertyId(synced_property_id), synced_property_name };
      return { ...common, type: 'relation', relation: { ...target, type: 'dual_property', dual_property } };
    }
    case 'rollup':
      return {
        ...common,
        type: 'rollup',
        rollup: {
          function: 'show_original',
          relation_property_id: wirePropertyId(property.relation_property_id),
          relation_property_name: nameOf(source, property.relation_property_id),
          rollup_property_id: wirePropertyId(property.rollup_property_id),
          rollup_property_name: 'Name',
        },
      };
    case 'select':
      return { ...common, type: 'select', select: { options: property.options.map(schemaOption) } };
    case 'multi_select':
      return { ...common, type: 'multi_select', multi_select: { options: property.options.map(schemaOption) } };
    case 'status':
      return { ...common, type: 'status', status: { options: property.options.map(schemaOption), groups: [] } };
    case 'number':
      return { ...common, type: 'number', number: { format: 'number' } };
    case 'formula':
      return { ...common, type: 'formula', formula: { expression: 'prop("Name")' } };
    case 'unique_id':
      return { ...common, type: 'unique_id', unique_id: { prefix: 'ROW' } };
    default:
      // The rest have an empty object under their name; `button`, `verification` and `place` are not in the client's types.
      return { ...common, type: property.type, [property.type]: {} } as WireSchema;
  }
}

function schemaOption(name: string): { id: string; name: string; color: 'blue'; description: null } {
  return { id: name.toLowerCase().replaceAll(' ', '-'), name, color: 'blue', description: null };
}

function nameOf(source: DataSource, property_id: string): string {
  return source.schema.find((property) => property.id === property_id)?.name ?? '';
}
