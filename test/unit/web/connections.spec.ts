import { describe, expect, it } from '@jest/globals';
import type { Connection, Database } from '../../../web/src/api/types.js';
import { inOrder } from '../../../web/src/app/connection-list.js';
import { matching, nameFor, pagesOf, workspacesOf } from '../../../web/src/app/database-choice.js';
import { td } from '../../../web/src/dialog-strings.js';

const connection = (id: string, over: Partial<Connection> = {}): Connection => ({
  id,
  kind: 'token',
  workspace_name: id,
  workspace_icon: null,
  state: 'active',
  comments: false,
  refresh_minutes: 60,
  running_import_id: null,
  last_import_id: null,
  created_at: '2026-01-01T00:00:00.000Z',
  ...over,
});

const database = (id: string, over: Partial<Database> = {}): Database => ({
  id,
  notion_id: id,
  connection_id: 'c',
  name: id,
  icon: null,
  page_count: 1,
  last_import: null,
  ...over,
});

describe('the list of connections', () => {
  it('begins with what waits for its reader and ends with the sample', () => {
    const list = [
      connection('sample', { kind: 'sample', created_at: '2026-09-01' }),
      connection('export', { kind: 'export' }),
      connection('old'),
      connection('new', { kind: 'oauth', created_at: '2026-05-01' }),
      connection('revoked', { state: 'revoked' }),
    ];
    expect(inOrder(list).map(({ id }) => id)).toEqual(['revoked', 'new', 'old', 'export', 'sample']);
  });

  it.each([
    [15, 'every 15 minutes'],
    [60, 'every hour'],
    [90, 'every 90 minutes'],
    [720, 'every 12 hours'],
    [1_440, 'every day'],
    [10_080, 'every week'],
  ])('says %i minutes as “%s”', (minutes, words) => {
    expect(td.connections.every(minutes)).toBe(words);
  });
});

describe('the databases to choose from', () => {
  it('belong to one workspace at a time, in the order of their names', () => {
    const databases = [
      database('b', { name: 'Task 10' }),
      database('x', { connection_id: 'd' }),
      database('a', { name: 'Task 9' }),
    ];
    const workspaces = workspacesOf(databases, [connection('c', { workspace_name: 'Acme' })]);
    expect(workspaces.map(({ id, name }) => [id, name])).toEqual([
      ['c', 'Acme'],
      ['d', 'Untitled'],
    ]);
    expect(workspaces[0]?.databases.map(({ name }) => name)).toEqual(['Task 9', 'Task 10']);
  });

  it('are found by every word of a search, whatever its case and accents', () => {
    const list = [database('1', { name: 'Équipe de nuit' }), database('2', { name: 'Suppliers' })];
    expect(matching(list, 'NUIT equipe').map(({ id }) => id)).toEqual(['1']);
    expect(matching(list, '  ')).toHaveLength(2);
    expect(matching(list, 'nuit suppliers')).toEqual([]);
  });

  it('name the graph that is made of them', () => {
    const list = [database('1', { name: 'Tasks', page_count: 3 }), database('2', { page_count: 4 })];
    expect(nameFor([])).toBe('');
    expect(nameFor(list.slice(0, 1))).toBe('Tasks');
    expect(nameFor(list)).toBe('Tasks and 1 more');
    expect(nameFor([database('1', { name: 'x'.repeat(500) }), ...list]).length).toBeLessThanOrEqual(200);
    expect(pagesOf(list)).toBe(7);
  });
});
