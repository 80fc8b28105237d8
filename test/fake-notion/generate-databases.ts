import { randomAddress, sentence } from './generate-content.js';
import { parentIn, randomTimes, titleOf } from './placing.js';
import type { DataSource, NodeObject, Page, PlainPropertyType, PropertySchema, PropertyValue } from './model.js';
import { plain } from './model.js';
import type { Random } from './random.js';
import type { EditableWorkspace } from './workspace-editor.js';

const ROWS_PER_SOURCE = 60;
/** In one text property: more than a page object shows. */
const MENTIONED = 30;
const OPTIONS = ['To do', 'In progress', 'Done'];

/** Every property type that needs no more than its name; the first data source has them all. */
const PLAIN_TYPES: readonly PlainPropertyType[] = [
  'rich_text',
  'url',
  'number',
  'date',
  'people',
  'files',
  'checkbox',
  'email',
  'phone_number',
  'formula',
  'created_time',
  'created_by',
  'last_edited_time',
  'last_edited_by',
  'unique_id',
  'button',
  'verification',
  'place',
];

/**
 * Databases in some of the pages, most with one data source, and their rows: a few sources hold most of them. Sources
 * 2k and 2k+1 are related both ways, every source points at the one two further on, and every fifth has subtasks.
 * No two sources are related in both of these ways: a pair of rows would have one link of both sorts.
 */
export function buildDatabases(
  workspace: EditableWorkspace,
  random: Random,
  holders: readonly Page[],
  row_count: number,
): DataSource[] {
  const count = Math.max(1, Math.round(row_count / ROWS_PER_SOURCE));
  const ids = Array.from({ length: count }, () => random.uuid());
  const schemas = ids.map((_, index) => schemaOf(random, ids, index));
  linkDuals(ids, schemas);
  const sources: DataSource[] = [];
  for (let at = 0; at < count;) {
    const width = Math.min(count - at, random.chance(0.2) ? 2 : 1);
    const name = titleOf(random);
    const top = random.chance(0.1);
    workspace.addDatabase({
      title: name,
      ...randomTimes(random, 0.3),
      ...(top ? {} : { parent: parentIn(workspace, random, random.pick(holders)) }),
      inline: random.chance(0.4),
      icon: random.chance(0.5) ? { type: 'emoji', emoji: '📚' } : null,
      description: random.chance(0.5) ? sentence(workspace, random, holders, 1) : [],
      data_sources: Array.from({ length: width }, (_, offset) => ({
        id: ids[at + offset] ?? '',
        schema: schemas[at + offset] ?? [],
        ...(width === 1 ? {} : { title: `${name} ${offset + 1}` }),
      })),
    });
    for (let offset = 0; offset < width; offset++) sources.push(workspace.dataSource(ids[at + offset] ?? ''));
    at += width;
  }
  for (let i = 0; i < row_count; i++) {
    // Half of the rows fill the sources evenly, so that none is empty; the rest go where most already are.
    const source = sources[i % 2 === 0 ? (i >> 1) % count : Math.floor(random.next() ** 3 * count)];
    if (source === undefined) continue;
    workspace.addPage({
      title: titleOf(random),
      ...randomTimes(random, i / row_count),
      parent: { type: 'data_source', id: source.id },
    });
  }
  return sources;
}

function schemaOf(random: Random, ids: readonly string[], index: number): PropertySchema[] {
  const schema: PropertySchema[] = [{ id: 'title', name: 'Name', type: 'title' }];
  const own = index === 0 ? PLAIN_TYPES : PLAIN_TYPES.slice(0, 4);
  for (const type of own) schema.push({ id: propertyId(random), name: `The ${type.replaceAll('_', ' ')}`, type });
  for (const type of ['select', 'multi_select', 'status'] as const) {
    schema.push({ id: propertyId(random), name: `The ${type.replaceAll('_', ' ')}`, type, options: OPTIONS });
  }
  const [next, dual] = [(index + 2) % ids.length, index ^ 1];
  const data_source_id = ids[next];
  if (data_source_id !== undefined && next !== index && next !== dual) {
    const relation = {
      id: propertyId(random),
      name: 'Related',
      type: 'relation',
      data_source_id,
      synced_property_id: null,
    } as const;
    schema.push(relation);
    schema.push({
      id: propertyId(random),
      name: 'Rolled up',
      type: 'rollup',
      relation_property_id: relation.id,
      rollup_property_id: 'title',
    });
  }
  const partner = ids[dual];
  if (partner !== undefined) {
    schema.push({
      id: propertyId(random),
      name: 'Counterpart',
      type: 'relation',
      data_source_id: partner,
      synced_property_id: '',
    });
  }
  if (index % 5 === 0) {
    const [up, down] = [propertyId(random), propertyId(random)];
    const data_source_id = ids[index] ?? '';
    schema.push({ id: up, name: 'Parent item', type: 'relation', data_source_id, synced_property_id: down });
    schema.push({ id: down, name: 'Sub-item', type: 'relation', data_source_id, synced_property_id: up });
  }
  return schema;
}

/** Both sides of a dual relation name each other. */
function linkDuals(ids: readonly string[], schemas: readonly PropertySchema[][]): void {
  for (const [index, schema] of schemas.entries()) {
    const mine = counterpart(schema);
    const theirs = counterpart(schemas[index ^ 1] ?? []);
    if (mine?.type === 'relation' && theirs !== undefined && ids[index ^ 1] !== undefined) {
      mine.synced_property_id = theirs.id;
    }
  }
}

function counterpart(schema: readonly PropertySchema[]): PropertySchema | undefined {
  return schema.find((property) => property.name === 'Counterpart');
}

/** As Notion makes them: four characters of any sort, so that a path needs them encoded. */
function propertyId(random: Random): string {
  const characters = 'abcdefXYZ012;:<>@[]^_{}|~%?=';
  return Array.from({ length: 4 }, () => characters[random.below(characters.length)] ?? 'a').join('');
}

export function fillRows(
  workspace: EditableWorkspace,
  random: Random,
  sources: readonly DataSource[],
  targets: readonly NodeObject[],
): void {
  // Found once: looking through 100,000 targets for every source would take longer than all the rest.
  const mentioned = targets.filter((target) => target.kind === 'page').slice(0, MENTIONED);
  for (const source of sources) {
    const rows = source.row_ids.map((id) => workspace.page(id));
    for (const property of source.schema) {
      if (property.type === 'relation') relate(workspace, random, source, rows, property);
      else {
        for (const row of rows) {
          const value = random.chance(0.6) ? valueOf(workspace, random, property, targets) : null;
          if (value !== null) row.properties.set(property.id, value);
        }
      }
    }
    cutOff(rows[0], source, mentioned);
  }
}

/** The first row of a source has more mentions in a text property than its page object shows. */
function cutOff(row: Page | undefined, source: DataSource, pages: readonly NodeObject[]): void {
  const property = source.schema.find(({ type }) => type === 'rich_text');
  if (row === undefined || property === undefined) return;
  if (pages.length < MENTIONED || source.row_ids.length < MENTIONED) return;
  const text = pages.flatMap((page) => [{ kind: 'page_mention' as const, target: { id: page.id } }, plain(' ')]);
  row.properties.set(property.id, { type: 'rich_text', text });
}

function relate(
  workspace: EditableWorkspace,
  random: Random,
  source: DataSource,
  rows: readonly Page[],
  property: Extract<PropertySchema, { type: 'relation' }>,
): void {
  const { synced_property_id } = property;
  // Filled from one side: the other follows.
  if (
    synced_property_id !== null &&
    (property.name === 'Sub-item' || (property.name === 'Counterpart' && source.id > property.data_source_id))
  )
    return;
  const others = workspace.dataSource(property.data_source_id).row_ids;
  for (const [index, row] of rows.entries()) {
    // Subtasks lie under rows before them, so that none is its own ancestor.
    const available = property.name === 'Parent item' ? index : others.length;
    const ids = new Set<string>();
    const wanted = synced_property_id === null ? wantedFor(index, available, random) : random.below(3);
    while (ids.size < Math.min(wanted, available)) ids.add(others[random.below(available)] ?? '');
    if (ids.size === 0) continue;
    add(row, property.id, [...ids]);
    if (synced_property_id !== null) for (const id of ids) add(workspace.page(id), synced_property_id, [row.id]);
  }
}

/** The first row of a source shows more than 25, the second needs two requests for them, where there are so many. */
function wantedFor(index: number, available: number, random: Random): number {
  if (index === 0 && available >= 30) return 30;
  if (index === 1 && available >= 130) return 130;
  return random.below(3);
}

function add(row: Page, property_id: string, ids: readonly string[]): void {
  const value = row.properties.get(property_id);
  if (value?.type === 'relation') value.ids.push(...ids);
  else row.properties.set(property_id, { type: 'relation', ids: [...ids] });
}

function valueOf(
  workspace: EditableWorkspace,
  random: Random,
  property: PropertySchema,
  targets: readonly NodeObject[],
): PropertyValue | null {
  switch (property.type) {
    case 'rich_text':
      return { type: 'rich_text', text: sentence(workspace, random, targets) };
    case 'url':
      return { type: 'url', address: randomAddress(random, targets) };
    case 'number':
      return { type: 'number', number: random.below(1000) };
    case 'date':
      return { type: 'date', start: '2025-05-01', end: random.chance(0.3) ? '2025-05-03' : null };
    case 'people':
      return { type: 'people', user_ids: [random.pick(workspace.people).id] };
    case 'files':
      return { type: 'files', files: [{ name: 'report.pdf', url: 'https://example.com/report.pdf' }] };
    case 'checkbox':
      return { type: 'checkbox', checked: random.chance(0.5) };
    case 'email':
      return { type: 'email', value: random.pick(workspace.people).email };
    case 'phone_number':
      return { type: 'phone_number', value: '+49 30 123456' };
    case 'select':
    case 'status':
      return { type: property.type, option: random.pick(property.options) };
    case 'multi_select':
      return { type: 'multi_select', options: [random.pick(property.options)] };
    default:
      return null;
  }
}
