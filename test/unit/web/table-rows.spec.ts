import { expect, it } from '@jest/globals';
import { buildModel } from '../../../web/src/graph/model.js';
import { rowsOf, sortRows, type Column } from '../../../web/src/viewer/table-rows.js';
import { graph, node } from './graph-fixture.js';

const rows = rowsOf(
  buildModel(
    graph(
      [
        node('db', { name: 'Tasks', kind: 'database', degree: 9, group: 1, last_edited_time: '2026-01-03' }),
        node('p2', { name: 'Page 2', degree: 4, database_id: 'db', last_edited_time: '2026-01-02' }),
        node('p10', { name: 'page 10', degree: 4, group: null, last_edited_time: '2026-01-01' }),
      ],
      [],
    ),
  ),
);
const ids = (column: Column, descending = false, filter = '') =>
  sortRows(rows, { column, descending }, filter).map(({ node: { id } }) => id);

it('sorts titles as people count, whatever their case', () => {
  expect(ids('title')).toEqual(['p2', 'p10', 'db']);
  expect(ids('title', true)).toEqual(['db', 'p10', 'p2']);
});

it('sorts by links, and equal ones by title', () => {
  expect(ids('links', true)).toEqual(['db', 'p2', 'p10']);
});

it('sorts by the other columns', () => {
  expect(ids('edited')).toEqual(['p10', 'p2', 'db']);
  expect(ids('kind')).toEqual(['db', 'p2', 'p10']);
  expect(ids('database', true)[0]).toBe('p2');
});

it('filters by title', () => {
  expect(ids('title', false, ' PAGE ')).toEqual(['p2', 'p10']);
});

it('names databases and groups', () => {
  expect(rows.map(({ database, group }) => [database, group])).toEqual([
    ['', 'Tasks'],
    ['Tasks', 'Page 2'],
    ['', 'No group'],
  ]);
});
