import { oneLine } from '../export/evidence.js';
import type { PropertyValue } from '../page.js';
import { decodeEscapes } from '../urls.js';
import { asList, asObject, member, textAt } from './json.js';
import { entriesAt, type ObjectFields, type Parent, readFields, readParent } from './object-fields.js';
import { readPropertyValue } from './property-value.js';
import {
  NO_TITLES,
  plainText,
  type Reference,
  richTextReferences,
  target,
  type Titles,
  urlReferences,
} from './rich-text.js';

/** A property of which a page object holds only the beginning. */
export interface IncompleteProperty {
  /** As the answer spells it. */
  property_id: string;
  property_name: string;
  /** What the page object holds of it: these very entries of `references` give way to the whole. */
  references: readonly Reference[];
}

export interface ReadPage extends ObjectFields {
  title: string;
  parent: Parent;
  /** Flattened, by name. */
  properties: Record<string, PropertyValue>;
  /** Of the properties only: what stands in the page is read from its markdown or its blocks. */
  references: Reference[];
  /** Ask for them with `GET /v1/pages/{id}/properties/{property_id}`; `relationReferencesFromItems` reads the answers. */
  incomplete_relations: IncompleteProperty[];
  /** The same for texts with so many references that they may have been cut; `textReferencesFromItems`. */
  incomplete_texts: IncompleteProperty[];
}

/** A page object holds this many references of a property at most (notion-api.md §3). */
const MOST_REFERENCES = 25;

/**
 * A page object as search, queries and `GET /v1/pages/{id}` give it; null for a partial one, which has no properties.
 * @param dual_relations ids of the relations of its data source that the other side shows too (`readDataSource`)
 */
export function readPageObject(
  json: unknown,
  titles: Titles = NO_TITLES,
  dual_relations?: ReadonlySet<string>,
): ReadPage | null {
  const fields = readFields(json, 'page');
  if (fields === null || asObject(member(json, 'properties')) === null) return null;
  const read = new PropertiesReader(titles, dual_relations ?? new Set());
  for (const [name, property] of entriesAt(json, 'properties')) read.add(name, property);
  return {
    ...fields,
    title: read.title,
    parent: readParent(member(json, 'parent')),
    // Not assigned one by one: a property may be called `__proto__`.
    properties: Object.fromEntries(read.values),
    references: read.references,
    incomplete_relations: read.incomplete_relations,
    incomplete_texts: read.incomplete_texts,
  };
}

class PropertiesReader {
  title = '';
  readonly values: [string, PropertyValue][] = [];
  readonly references: Reference[] = [];
  readonly incomplete_relations: IncompleteProperty[] = [];
  readonly incomplete_texts: IncompleteProperty[] = [];

  constructor(
    private readonly titles: Titles,
    private readonly dual_relations: ReadonlySet<string>,
  ) {}

  add(name: string, property: unknown): void {
    const value = readPropertyValue(property);
    if (value !== undefined) this.values.push([name, value]);
    switch (textAt(property, 'type') ?? '') {
      case 'title':
        this.title = plainText(member(property, 'title'));
        this.text(name, property, member(property, 'title'));
        break;
      case 'rich_text':
        this.text(name, property, member(property, 'rich_text'));
        break;
      case 'url':
        this.references.push(...urlReferences(textAt(property, 'url'), `${name}: `));
        break;
      case 'relation':
        this.relation(name, property);
        break;
    }
  }

  private text(name: string, property: unknown, items: unknown): void {
    const references = richTextReferences(items, this.titles);
    // Mentions beyond the limit are left out without a sign (notion-api.md §10).
    const mentions = asList(items).filter((item) => textAt(item, 'type') === 'mention');
    this.keep(references, mentions.length >= MOST_REFERENCES ? this.incomplete_texts : null, name, property);
  }

  private relation(name: string, property: unknown): void {
    const dual = this.dual_relations.has(propertyKey(textAt(property, 'id') ?? ''));
    const related = asList(member(property, 'relation'));
    const references = related.flatMap((item) => relationTo(item, name, dual, this.titles));
    const has_more = member(property, 'has_more');
    // The types do not know `has_more` (notion-api.md §10): without it, a full list may be a cut one.
    const may_go_on = typeof has_more === 'boolean' ? has_more : related.length >= MOST_REFERENCES;
    this.keep(references, may_go_on ? this.incomplete_relations : null, name, property);
  }

  private keep(
    references: readonly Reference[],
    incomplete: IncompleteProperty[] | null,
    property_name: string,
    property: unknown,
  ): void {
    for (const reference of references) this.references.push(reference);
    const property_id = textAt(property, 'id');
    if (incomplete !== null && property_id !== null) incomplete.push({ property_id, property_name, references });
  }
}

/** All of a relation, from the items of the property's own endpoint: they stand in for those of the page object. */
export function relationReferencesFromItems(
  items: unknown,
  property_name: string,
  dual: boolean,
  titles: Titles = NO_TITLES,
): Reference[] {
  return asList(items).flatMap((item) => relationTo(member(item, 'relation'), property_name, dual, titles));
}

/** All of a title or a text, likewise: the endpoint gives it one rich text item at a time. */
export function textReferencesFromItems(items: unknown, titles: Titles = NO_TITLES): Reference[] {
  return richTextReferences(
    asList(items).map((item) => member(item, 'rich_text') ?? member(item, 'title')),
    titles,
  );
}

/**
 * The one spelling of a property's id. Some answers percent-encode it (`%3BqF%7C` for `;qF|`), some do not
 * (notion-api.md §10).
 */
export function propertyKey(property_id: string): string {
  return decodeEscapes(property_id);
}

function relationTo(item: unknown, name: string, dual: boolean, titles: Titles): Reference[] {
  const related = target('page', member(item, 'id'));
  if (related === null) return [];
  const title = titles(related.id);
  const evidence = oneLine(title === undefined ? name : `${name}: ${title}`);
  return [{ target: related, kind: 'relation', evidence, ...(dual ? { dual } : {}) }];
}
