import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { readDatabaseObject, readDataSource } from '../../../../src/core/notion/api/database-object.js';
import { readParent } from '../../../../src/core/notion/api/object-fields.js';
import {
  readPageObject,
  relationReferencesFromItems,
  textReferencesFromItems,
} from '../../../../src/core/notion/api/page-object.js';
import { hexOf, idOf, titles, urlOf } from './ids.js';

const rich = (content: string, url: string | null = null) => [
  { type: 'text', text: { content, link: url === null ? null : { url } }, plain_text: content, href: url },
];
const pageMention = (n: number) => ({
  type: 'mention',
  mention: { type: 'page', page: { id: idOf(n) } },
  plain_text: '@',
});

const PAGE = {
  object: 'page',
  id: hexOf(1),
  created_time: '2026-01-01T00:00:00.000Z',
  last_edited_time: '2026-01-02T00:00:00.000Z',
  in_trash: false,
  url: urlOf(1),
  icon: { type: 'emoji', emoji: '🌱' },
  parent: { type: 'data_source_id', data_source_id: idOf(50), database_id: idOf(51) },
  properties: { Name: { id: 'title', type: 'title', title: rich('Hello') } },
};
const page = (properties: object) => readPageObject({ ...PAGE, properties }, titles, new Set([';qF|']));

describe('given a page object', () => {
  it('then its fields are read', () => {
    expect(readPageObject(PAGE)).toEqual({
      notion_id: idOf(1),
      title: 'Hello',
      icon: '🌱',
      url: urlOf(1),
      parent: { type: 'data_source', id: idOf(50), database_id: idOf(51) },
      created_time: '2026-01-01T00:00:00.000Z',
      last_edited_time: '2026-01-02T00:00:00.000Z',
      in_trash: false,
      properties: {},
      references: [],
      incomplete_relations: [],
      incomplete_texts: [],
    });
  });

  it.each([{ in_trash: true }, { in_trash: undefined, archived: true }])('then %j is in the trash', (fields) => {
    expect(readPageObject({ ...PAGE, ...fields })?.in_trash).toBe(true);
  });

  it('then a file for an icon is none', () => {
    expect(readPageObject({ ...PAGE, icon: { type: 'external', external: { url: urlOf(1) } } })?.icon).toBeNull();
  });

  it.each([{ object: 'page', id: idOf(1) }, { ...PAGE, object: 'data_source' }, { ...PAGE, id: 'no' }, null, []])(
    'then a partial or another object is null (%#)',
    (json) => {
      expect(readPageObject(json)).toBeNull();
    },
  );

  it('then its properties are flattened, and nothing in them reaches a person', () => {
    const read = page({
      Select: { type: 'select', select: { name: 'A' } },
      Status: { type: 'status', status: { name: 'Done' } },
      Empty: { type: 'select', select: null },
      Tags: { type: 'multi_select', multi_select: [{ name: 'x' }, { name: 'y' }, {}] },
      Number: { type: 'number', number: 4.5 },
      Check: { type: 'checkbox', checkbox: false },
      Date: { type: 'date', date: { start: '2026-01-01', end: '2026-01-05' } },
      People: { type: 'people', people: [{ id: idOf(60), person: { email: 'a@b.c' }, name: 'Ann' }] },
      By: { type: 'created_by', created_by: { id: idOf(61) } },
      Id: { type: 'unique_id', unique_id: { prefix: 'TASK', number: 7 } },
      Sum: { type: 'rollup', rollup: { type: 'number', number: 3 } },
      Mail: { type: 'email', email: 'a@b.c' },
      Phone: { type: 'phone_number', phone_number: '+1 555' },
      Formula: { type: 'formula', formula: { type: 'string', string: 'a@b.c' } },
      Related: {
        type: 'rollup',
        rollup: { type: 'array', array: [{ type: 'relation', relation: [{ id: idOf(2) }] }] },
      },
    });
    expect(Object.entries(read?.properties ?? {})).toEqual([
      ['Select', 'A'],
      ['Status', 'Done'],
      ['Empty', null],
      ['Tags', ['x', 'y']],
      ['Number', 4.5],
      ['Check', false],
      ['Date', '2026-01-01'],
      ['People', [idOf(60)]],
      ['By', idOf(61)],
      ['Id', 'TASK-7'],
      ['Sum', 3],
    ]);
    // A rollup shows relations of others: derived, not an edge.
    expect(read?.references).toEqual([]);
  });

  it('then a property may be called anything', () => {
    const read = readPageObject(
      JSON.parse(
        JSON.stringify(PAGE).replace('"properties":{', '"properties":{"__proto__":{"type":"number","number":1},'),
      ),
    );
    expect(Object.entries(read?.properties ?? {})).toEqual([['__proto__', 1]]);
  });

  it('then relations are references by name and title, dual where the schema says so', () => {
    const read = page({
      Tasks: { id: '%3BqF%7C', type: 'relation', relation: [{ id: idOf(2) }, { id: idOf(99) }], has_more: false },
      Notes: { id: 'abcd', type: 'relation', relation: [{ id: idOf(3) }], has_more: true },
    });
    expect(read?.references).toEqual([
      { target: { type: 'page', id: idOf(2) }, kind: 'relation', evidence: 'Tasks: Page 2', dual: true },
      { target: { type: 'page', id: idOf(99) }, kind: 'relation', evidence: 'Tasks', dual: true },
      { target: { type: 'page', id: idOf(3) }, kind: 'relation', evidence: 'Notes: Page 3' },
    ]);
    expect(read?.incomplete_relations).toMatchObject([{ property_id: 'abcd', property_name: 'Notes' }]);
    // What the whole relation replaces is told by identity.
    expect(read?.incomplete_relations[0]?.references[0]).toBe(read?.references[2]);
  });

  it('then a full relation without has_more may be a cut one', () => {
    const relation = Array.from({ length: 25 }, (_, n) => ({ id: idOf(n) }));
    const read = page({ R: { id: 'r', type: 'relation', relation }, S: { id: 's', type: 'relation', relation: [] } });
    expect(read?.incomplete_relations).toMatchObject([{ property_id: 'r', property_name: 'R' }]);
  });

  it('then addresses of pages are url, and texts hold mentions and links', () => {
    const read = page({
      Name: { id: 'title', type: 'title', title: [...rich('About '), pageMention(2)] },
      Link: { type: 'url', url: urlOf(3) },
      Elsewhere: { type: 'url', url: 'https://example.com' },
      Text: { type: 'rich_text', rich_text: rich('See it.', urlOf(4)) },
    });
    expect(read?.references).toEqual([
      { target: { type: 'page', id: idOf(2) }, kind: 'mention', evidence: 'About @' },
      { target: { type: 'any', id: idOf(3) }, kind: 'url', evidence: `Link: ${urlOf(3)}` },
      { target: { type: 'any', id: idOf(4) }, kind: 'link', evidence: 'See it.' },
    ]);
  });

  it('then a text with as many mentions as fit may be cut', () => {
    const rich_text = Array.from({ length: 25 }, (_, n) => pageMention(n));
    expect(page({ T: { id: 't', type: 'rich_text', rich_text } })?.incomplete_texts).toMatchObject([
      { property_id: 't', property_name: 'T' },
    ]);
  });

  it('then the items of the property endpoint read like the property', () => {
    const relation = (n: number) => ({ object: 'property_item', type: 'relation', relation: { id: idOf(n) } });
    expect(relationReferencesFromItems([relation(2), {}, null], 'Tasks', true, titles)).toEqual([
      { target: { type: 'page', id: idOf(2) }, kind: 'relation', evidence: 'Tasks: Page 2', dual: true },
    ]);
    expect(
      textReferencesFromItems([
        { type: 'rich_text', rich_text: rich('See ')[0] },
        { type: 'rich_text', rich_text: pageMention(2) },
      ]),
    ).toEqual([{ target: { type: 'page', id: idOf(2) }, kind: 'mention', evidence: 'See @' }]);
  });
});

describe('given a database or a data source', () => {
  it('then the container names its data sources, and its description points', () => {
    const database = {
      ...PAGE,
      object: 'database',
      title: rich('Tasks'),
      description: rich('From here.', urlOf(2)),
      parent: { type: 'page_id', page_id: idOf(9) },
      data_sources: [{ id: idOf(50), name: 'Main' }, { id: 'no' }],
    };
    expect(readDatabaseObject(database)).toMatchObject({
      notion_id: idOf(1),
      title: 'Tasks',
      parent: { type: 'page', id: idOf(9) },
      data_sources: [{ id: idOf(50), name: 'Main' }],
      references: [{ target: { type: 'any', id: idOf(2) }, kind: 'link', evidence: 'From here.' }],
    });
    expect(readDatabaseObject({ object: 'database', id: idOf(1) })).toBeNull();
  });

  it('then the schema tells which relations are dual, whatever the spelling of their ids', () => {
    const source = readDataSource({
      object: 'data_source',
      id: idOf(50),
      title: rich('Main'),
      parent: { type: 'database_id', database_id: idOf(51) },
      database_parent: { type: 'workspace', workspace: true },
      properties: {
        A: { id: '%3BqF%7C', type: 'relation', relation: { type: 'dual_property', dual_property: {} } },
        B: { id: 'x', type: 'relation', relation: { type: 'single_property', single_property: {} } },
        C: { id: 'y', type: 'relation', relation: { dual_property: { synced_property_id: 'z' } } },
      },
      archived: true,
    });
    expect(source).toMatchObject({
      id: idOf(50),
      database_id: idOf(51),
      name: 'Main',
      in_trash: true,
      database_parent: { type: 'workspace', id: null },
    });
    expect([...(source?.dual_relations ?? [])]).toEqual([';qF|', 'y']);
    expect(readDataSource({ object: 'data_source', id: idOf(50) })).toBeNull();
  });
});

describe('given a parent, then it is read by what it holds', () => {
  it.each([
    [
      { type: 'page_id', page_id: hexOf(1) },
      { type: 'page', id: idOf(1) },
    ],
    [
      { type: 'database_id', database_id: idOf(1) },
      { type: 'database', id: idOf(1) },
    ],
    [{ data_source_id: idOf(1) }, { type: 'data_source', id: idOf(1) }],
    [
      { type: 'block_id', block_id: idOf(1) },
      { type: 'block', id: idOf(1) },
    ],
    [
      { type: 'workspace', workspace: true },
      { type: 'workspace', id: null },
    ],
    [
      { type: 'agent_id', agent_id: idOf(1) },
      { type: 'unknown', id: null },
    ],
    [null, { type: 'unknown', id: null }],
  ])('%j', (json, parent) => {
    expect(readParent(json)).toEqual(parent);
  });
});

it('given arbitrary JSON, then nothing throws', () => {
  const types = 'title rich_text url relation select people date unique_id formula rollup __proto__'.split(' ');
  const property = fc.tuple(fc.constantFrom(...types), fc.jsonValue()).map(([type, value]) =>
    Object.fromEntries([
      ['type', type],
      [type, value],
      ['id', 'x'],
    ]),
  );
  const object = fc.record({
    object: fc.constantFrom('page', 'database', 'data_source'),
    id: fc.constantFrom(idOf(1), 'x'),
    properties: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.oneof(property, fc.jsonValue()))),
    title: fc.jsonValue(),
    parent: fc.jsonValue(),
    data_sources: fc.jsonValue(),
    icon: fc.jsonValue(),
  });
  fc.assert(
    fc.property(fc.oneof(object, fc.jsonValue()), (json) => {
      readPageObject(json, titles);
      readDatabaseObject(json, titles);
      readDataSource(json, titles);
      relationReferencesFromItems(json, 'R', true, titles);
      textReferencesFromItems(json, titles);
    }),
  );
});
