import { notionPageUrl } from '../ids.js';
import type { PropertyValue, SourcePage } from '../page.js';
import { bareNotionAddresses, parseNotionUrl } from '../urls.js';
import type { ExportNode } from './catalogue.js';
import { isCreatedName, isEditedName, parseExportTime } from './dates.js';
import { findMarkdownLinks } from './markdown-links.js';
import { mayHoldReference } from './markdown-segments.js';
import type { PageContent, PropertyLine } from './page-content.js';
import type { PageLinks } from './page-links.js';
import { parseRelation } from './relations.js';
import type { TableRow } from './table-rows.js';

const PROPERTIES_MAX = 50;
const VALUE_MAX = 500;
const TITLE_MAX = 2000;

/** A node as the pipeline takes it. `content` is null for a database with a table alone, or a file not read. */
export function toSourcePage(
  node: ExportNode,
  content: PageContent | null,
  row: { columns: string[]; row: TableRow } | null,
  links: PageLinks,
): SourcePage {
  const is_row = node.parent?.kind === 'database' && node.kind === 'page';
  const parent_id = node.parent?.id ?? null;
  const properties = propertiesOf(node, content, row, is_row, links);
  return {
    notion_id: node.id,
    kind: node.kind,
    title: titleOf(node, content),
    icon: content?.icon ?? null,
    url: node.has_notion_id ? notionPageUrl(node.id) : null,
    parent_id,
    database_id: is_row ? parent_id : null,
    created_time: timeOf(properties, isCreatedName),
    last_edited_time: timeOf(properties, isEditedName),
    properties: recordOf(properties),
    links: links.finish(),
  };
}

/** Reads the page's links on the way. Relations are links, not properties. */
function propertiesOf(
  node: ExportNode,
  content: PageContent | null,
  row: { columns: string[]; row: TableRow } | null,
  is_row: boolean,
  links: PageLinks,
): Map<string, string> {
  const properties = new Map<string, string>();
  const relations = new Set<string>();
  if (content !== null) {
    // Only rows have properties; a plain page's first paragraph can look like some. HTML marks them.
    const has_properties = is_row || node.format === 'html';
    content.findLinks(has_properties ? content.property_end : content.body_start, links.addFound);
    for (const line of content.properties) {
      if (has_properties) properties.set(line.name, line.value);
      if (ownProperty(line, has_properties, links)) relations.add(line.name);
    }
  }
  if (row !== null) addRow(row, properties, relations, links);
  for (const name of relations) properties.delete(name);
  return properties;
}

/** What only the table shows of a row. */
function addRow(
  { columns, row }: { columns: string[]; row: TableRow },
  properties: Map<string, string>,
  relations: Set<string>,
  links: PageLinks,
): void {
  for (const [i, name] of columns.entries()) {
    const value = (row.cells[i] ?? '').trim();
    if (i === 0 || value === '') continue;
    if (rowProperty(name, value, links)) relations.add(name);
    if (!properties.has(name)) properties.set(name, value);
  }
}

/** The heading before the file's name, which Notion cuts short and cleans. Always plain text, whatever it looks like. */
function titleOf(node: ExportNode, content: PageContent | null): string {
  const title = (content?.title ?? node.file_title).replace(/\s+/g, ' ').trim();
  if (title === '') return 'Untitled';
  return title.length > TITLE_MAX ? title.slice(0, TITLE_MAX).replace(/[\ud800-\udbff]$/, '') : title;
}

/** Reads the links in a property that the page's own file shows. Answers whether it is a relation. */
function ownProperty(line: PropertyLine, is_property: boolean, links: PageLinks): boolean {
  if (line.links !== null) {
    for (const { reference, kind, title } of line.links) links.addProperty('own', line.name, reference, kind, title);
    if (line.links.length === 0) addresses(line.name, line.value, 'own', links);
    return line.type === 'relation';
  }
  const relation = parseRelation(line.value);
  if (relation !== null) {
    for (const { reference, title } of relation) links.addProperty('own', line.name, reference, 'relation', title);
    return true;
  }
  if (!is_property) return false;
  const whole = wholeUrl(line.value);
  if (whole !== null) links.addProperty('own', line.name, whole, 'url', whole);
  else if (mayHoldReference(line.value)) {
    findMarkdownLinks(line.value, ({ reference, kind }) => {
      links.addProperty('own', line.name, reference, kind, line.value);
    });
  }
  return false;
}

/** The same for the property's cell in the database's table. */
function rowProperty(name: string, value: string, links: PageLinks): boolean {
  const relation = parseRelation(value);
  if (relation !== null) {
    for (const { reference, title } of relation) links.addProperty('row', name, reference, 'relation', title);
    return true;
  }
  const whole = wholeUrl(value);
  if (whole !== null) links.addProperty('row', name, whole, 'url', whole);
  else addresses(name, value, 'row', links);
  return false;
}

function addresses(name: string, value: string, from: 'own' | 'row', links: PageLinks): void {
  for (const { url } of bareNotionAddresses(value)) links.addProperty(from, name, url, 'link', value);
}

/** A value that is one Notion address and nothing else, as it is or as Markdown spells it. */
function wholeUrl(value: string): string | null {
  const text = /^<([^<>\s]+)>$/.exec(value)?.[1] ?? /^\[[^[\]]*\]\(([^()\s]+)\)$/.exec(value)?.[1] ?? value;
  if (/\s/.test(text)) return null;
  const written = /^(?:https?|notion):\/\//i.test(text) ? text : `https://${text}`;
  return parseNotionUrl(written) === null ? null : written;
}

function timeOf(properties: ReadonlyMap<string, string>, isName: (name: string) => boolean): string | null {
  for (const [name, value] of properties) {
    const time = isName(name) ? parseExportTime(value) : null;
    if (time !== null) return time;
  }
  return null;
}

function recordOf(properties: ReadonlyMap<string, string>): Record<string, PropertyValue> {
  const entries = [...properties]
    .filter(([name, value]) => name !== '' && value !== '')
    .slice(0, PROPERTIES_MAX)
    .map(([name, value]) => [name.slice(0, VALUE_MAX), cut(value)] as const);
  return Object.fromEntries(entries);
}

function cut(value: string): string {
  return value.length <= VALUE_MAX ? value : value.slice(0, VALUE_MAX).replace(/[\ud800-\udbff]$/, '');
}
