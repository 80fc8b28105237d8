import type { PageObjectResponse } from '@notionhq/client';
import { isReference, REFERENCE_LIMIT } from './counts.js';
import type { DataSource, Page, PropertySchema, RichText } from './model.js';
import { relationTargets } from './reading.js';
import { authors, isoTime, person } from './wire-common.js';
import { richText } from './wire-rich-text.js';
import type { Workspace } from './workspace.js';

type WireProperty = PageObjectResponse['properties'][string];
type RelationProperty = Extract<WireProperty, { type: 'relation' }>;

/** Ids come percent-encoded: whoever encodes them once more in a path asks for another property. */
export function wirePropertyId(id: string): string {
  return encodeURIComponent(id);
}

/** A page's properties by name, each list cut at 25 references; `only` are raw ids. */
export function wireProperties(
  workspace: Workspace,
  page: Page,
  only?: ReadonlySet<string>,
): Record<string, WireProperty> {
  const properties: Record<string, WireProperty> = {};
  for (const schema of schemaOf(workspace, page)) {
    if (only !== undefined && !only.has(schema.id)) continue;
    properties[schema.name] = wireProperty(workspace, page, schema);
  }
  return properties;
}

/** A page outside of a data source has its title for a property, and nothing else. */
export function schemaOf(workspace: Workspace, page: Page): readonly PropertySchema[] {
  if (page.parent.type === 'data_source') return workspace.dataSource(page.parent.id).schema;
  return [{ id: 'title', name: 'title', type: 'title' }];
}

export function wireProperty(workspace: Workspace, page: Page, schema: PropertySchema): WireProperty {
  const id = wirePropertyId(schema.id);
  const value = page.properties.get(schema.id);
  switch (schema.type) {
    case 'title':
      return { id, type: 'title', title: richText(workspace, cutText(page.title)) };
    case 'rich_text':
      return {
        id,
        type: 'rich_text',
        rich_text: richText(workspace, value?.type === 'rich_text' ? cutText(value.text) : []),
      };
    case 'number':
      return { id, type: 'number', number: value?.type === 'number' ? value.number : null };
    case 'select':
      return { id, type: 'select', select: value?.type === 'select' ? option(value.option) : null };
    case 'status':
      return { id, type: 'status', status: value?.type === 'status' ? option(value.option) : null };
    case 'multi_select':
      return {
        id,
        type: 'multi_select',
        multi_select: value?.type === 'multi_select' ? value.options.map(option) : [],
      };
    case 'date':
      return {
        id,
        type: 'date',
        date: value?.type === 'date' ? { start: value.start, end: value.end, time_zone: null } : null,
      };
    case 'people': {
      // Cut at 25 without a sign.
      const ids = value?.type === 'people' ? value.user_ids.slice(0, REFERENCE_LIMIT) : [];
      const known = workspace.people.filter((each) => ids.includes(each.id));
      return { id, type: 'people', people: known.map(person) };
    }
    case 'files':
      return {
        id,
        type: 'files',
        files:
          value?.type === 'files'
            ? value.files.map(({ name, url }) => ({ name, type: 'external' as const, external: { url } }))
            : [],
      };
    case 'checkbox':
      return { id, type: 'checkbox', checkbox: value?.type === 'checkbox' && value.checked };
    case 'url':
      return { id, type: 'url', url: value?.type === 'url' ? value.address.url : null };
    case 'email':
      return { id, type: 'email', email: value?.type === 'email' ? value.value : null };
    case 'phone_number':
      return { id, type: 'phone_number', phone_number: value?.type === 'phone_number' ? value.value : null };
    case 'relation': {
      const ids = relationTargets(workspace, value?.type === 'relation' ? value.ids : []);
      // `has_more` is not in the client's types, but it is on the wire.
      const relation: RelationProperty & { has_more: boolean } = {
        id,
        type: 'relation',
        relation: ids.slice(0, REFERENCE_LIMIT).map((target) => ({ id: target })),
        has_more: ids.length > REFERENCE_LIMIT,
      };
      return relation;
    }
    case 'rollup': {
      const related = page.properties.get(schema.relation_property_id);
      const ids = relationTargets(workspace, related?.type === 'relation' ? related.ids : []);
      const array = ids.slice(0, REFERENCE_LIMIT).map((target) => ({
        type: 'relation' as const,
        relation: [{ id: target }],
      }));
      return { id, type: 'rollup', rollup: { type: 'array', array, function: 'show_original' } };
    }
    case 'formula':
      return {
        id,
        type: 'formula',
        formula: { type: 'string', string: `${workspace.plainTitle(page.id)} (computed)` },
      };
    case 'created_time':
      return { id, type: 'created_time', created_time: isoTime(page.created_time) };
    case 'last_edited_time':
      return { id, type: 'last_edited_time', last_edited_time: isoTime(page.last_edited_time) };
    case 'created_by':
      return { id, type: 'created_by', created_by: authors(workspace).created_by };
    case 'last_edited_by':
      return { id, type: 'last_edited_by', last_edited_by: authors(workspace).last_edited_by };
    case 'unique_id':
      return { id, type: 'unique_id', unique_id: { prefix: 'ROW', number: numberOf(workspace, page) } };
    case 'button':
      return { id, type: 'button', button: {} };
    case 'verification':
      return { id, type: 'verification', verification: { state: 'unverified', date: null, verified_by: null } };
    case 'place':
      return { id, type: 'place', place: null };
  }
}

function option(name: string): { id: string; name: string; color: 'blue' } {
  return { id: name.toLowerCase().replaceAll(' ', '-'), name, color: 'blue' };
}

/** The text up to its 25th mention of a page or person. */
function cutText(text: RichText): RichText {
  let seen = 0;
  const end = text.findIndex((inline) => isReference(inline) && ++seen > REFERENCE_LIMIT);
  return end === -1 ? text : text.slice(0, end);
}

/** Counting rows would cost a scan a row: the number is the page's own. */
function numberOf(workspace: Workspace, page: Page): number {
  const source: DataSource | undefined =
    page.parent.type === 'data_source' ? workspace.dataSource(page.parent.id) : undefined;
  return source === undefined ? 0 : (Number.parseInt(page.id.slice(0, 6), 16) % 100_000) + 1;
}
