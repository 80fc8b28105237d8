import type { Connection, Database } from '../api/types.js';
import { td } from '../dialog-strings.js';
import { t } from '../strings.js';

/** A graph belongs to one connection, so its databases are chosen from one. */
export interface Workspace {
  id: string;
  name: string;
  databases: Database[];
}

/** Leaves room for the words after it: the server takes 200 characters. */
const NAME_LENGTH = 160;

const titleOf = (database: Database): string => database.name || t.untitled;

/** The connections that have databases, as they are listed; their databases by name. */
export function workspacesOf(databases: readonly Database[], connections: readonly Connection[]): Workspace[] {
  const byConnection = new Map<string, Database[]>();
  for (const database of databases) {
    const list = byConnection.get(database.connection_id);
    if (list === undefined) byConnection.set(database.connection_id, [database]);
    else list.push(database);
  }
  const nameOf = (id: string): string => connections.find((connection) => connection.id === id)?.workspace_name ?? '';
  return [...byConnection].map(([id, list]) => ({
    id,
    name: nameOf(id) || t.untitled,
    databases: list.sort((a, b) => titleOf(a).localeCompare(titleOf(b), undefined, { numeric: true })),
  }));
}

/** Every word of the query somewhere in the name, whatever its case and accents. */
export function matching(databases: readonly Database[], query: string): Database[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return databases.filter((database) => words.every((word) => plain(titleOf(database)).includes(word)));
}

export const pagesOf = (databases: readonly Database[]): number =>
  databases.reduce((sum, database) => sum + database.page_count, 0);

/** What to call a graph whose maker has not said. */
export function nameFor(databases: readonly Database[]): string {
  const first = databases[0];
  return first === undefined ? '' : td.databases.nameOf(titleOf(first).slice(0, NAME_LENGTH), databases.length - 1);
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
