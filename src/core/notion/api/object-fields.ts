import { normaliseNotionId } from '../ids.js';
import { asObject, member, textAt } from './json.js';

/** Where an object directly is (notion-api.md §4): a `block` has to be resolved upward to its page. */
export interface Parent {
  type: 'page' | 'database' | 'data_source' | 'block' | 'workspace' | 'unknown';
  /** Dashed, lower-case; null at the top and where it is not known. */
  id: string | null;
  /** The database of a data source, where the answer names it. */
  database_id?: string;
}

/** What pages, databases and data sources say of themselves alike. */
export interface ObjectFields {
  notion_id: string;
  /** An emoji, or null: image icons expire and are not kept. */
  icon: string | null;
  url: string | null;
  created_time: string | null;
  last_edited_time: string | null;
  in_trash: boolean;
}

/** Null where it is no object of that kind or has no id. */
export function readFields(json: unknown, object: string): ObjectFields | null {
  const notion_id = idAt(json, 'id');
  if (notion_id === null || textAt(json, 'object') !== object) return null;
  return {
    notion_id,
    icon: textAt(json, 'icon', 'type') === 'emoji' ? textAt(json, 'icon', 'emoji') : null,
    url: textAt(json, 'url'),
    created_time: textAt(json, 'created_time'),
    last_edited_time: textAt(json, 'last_edited_time'),
    in_trash: isInTrash(json),
  };
}

/** `archived` until 2026-03-11, `in_trash` since; answers may hold both (notion-api.md §1). */
export function isInTrash(json: unknown): boolean {
  return member(json, 'in_trash') === true || member(json, 'archived') === true;
}

/**
 * A parent by the member that it has, because `type` may be missing or new. A data source comes before its database:
 * a row's parent names both.
 */
export function readParent(json: unknown): Parent {
  const data_source = idAt(json, 'data_source_id');
  const database = idAt(json, 'database_id');
  if (data_source !== null) {
    return { type: 'data_source', id: data_source, ...(database === null ? {} : { database_id: database }) };
  }
  if (database !== null) return { type: 'database', id: database };
  const page = idAt(json, 'page_id');
  if (page !== null) return { type: 'page', id: page };
  const block = idAt(json, 'block_id');
  if (block !== null) return { type: 'block', id: block };
  const is_top = member(json, 'workspace') === true || textAt(json, 'type') === 'workspace';
  return { type: is_top ? 'workspace' : 'unknown', id: null };
}

export function idAt(json: unknown, ...path: string[]): string | null {
  const id = textAt(json, ...path);
  return id === null ? null : normaliseNotionId(id);
}

/** The members of an object with their values, own ones only. */
export function entriesAt(json: unknown, ...path: string[]): [string, unknown][] {
  const object = asObject(member(json, ...path));
  return object === null ? [] : Object.entries(object);
}
