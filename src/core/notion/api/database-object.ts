import { asList, asObject, member, textAt } from './json.js';
import { entriesAt, idAt, type ObjectFields, type Parent, readFields, readParent } from './object-fields.js';
import { propertyKey } from './page-object.js';
import { NO_TITLES, plainText, type Reference, richTextReferences, type Titles } from './rich-text.js';

export interface ReadDatabase extends ObjectFields {
  title: string;
  parent: Parent;
  data_sources: { id: string; name: string }[];
  /** Of its title and its description. */
  references: Reference[];
}

/** A database, the container (notion-api.md §1); null for a partial one. */
export function readDatabaseObject(json: unknown, titles: Titles = NO_TITLES): ReadDatabase | null {
  const fields = readFields(json, 'database');
  const title = member(json, 'title');
  if (fields === null || !Array.isArray(title)) return null;
  return {
    ...fields,
    title: plainText(title),
    parent: readParent(member(json, 'parent')),
    data_sources: asList(member(json, 'data_sources')).flatMap((source) => {
      const id = idAt(source, 'id');
      return id === null ? [] : [{ id, name: textAt(source, 'name') ?? '' }];
    }),
    references: [title, member(json, 'description')].flatMap((text) => richTextReferences(text, titles)),
  };
}

export interface ReadDataSource extends Omit<ObjectFields, 'notion_id'> {
  id: string;
  /** Whose node it is; null where the answer does not say. */
  database_id: string | null;
  name: string;
  /** Where its database is. */
  database_parent: Parent;
  /** Keys (`propertyKey`) of the relations that the other side shows too: one link, seen twice. */
  dual_relations: ReadonlySet<string>;
  /** Of its description. The database's own object may say the same: count one of the two. */
  references: Reference[];
}

/** A data source with its schema; null for a partial one, which has none. */
export function readDataSource(json: unknown, titles: Titles = NO_TITLES): ReadDataSource | null {
  const fields = readFields(json, 'data_source');
  const properties = member(json, 'properties');
  if (fields === null || typeof properties !== 'object' || properties === null) return null;
  const { notion_id: id, ...rest } = fields;
  return {
    ...rest,
    id,
    database_id: idAt(json, 'parent', 'database_id'),
    name: plainText(member(json, 'title')),
    database_parent: readParent(member(json, 'database_parent')),
    dual_relations: dualRelations(properties),
    references: richTextReferences(member(json, 'description'), titles),
  };
}

/** `type` may be left out of a relation's configuration, says the client's type; the member itself tells. */
function dualRelations(properties: object): Set<string> {
  const dual = new Set<string>();
  for (const [, property] of entriesAt(properties)) {
    const id = textAt(property, 'id');
    if (id !== null && asObject(member(property, 'relation', 'dual_property')) !== null) dual.add(propertyKey(id));
  }
  return dual;
}
