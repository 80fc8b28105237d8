import { createHash } from 'node:crypto';
import { readDatabaseObject, type ReadDataSource, readDataSource } from '../../../core/notion/api/database-object.js';
import {
  propertyKey,
  type ReadPage,
  readPageObject,
  relationReferencesFromItems,
  textReferencesFromItems,
} from '../../../core/notion/api/page-object.js';
import type { Reference } from '../../../core/notion/api/rich-text.js';
import { notionPageUrl } from '../../../core/notion/ids.js';
import type { WireObject } from '../../notion/client/answers.js';
import type { NotionApi, QueryOptions } from '../../notion/client/notion-api.js';
import type { Reason } from '../../notion/client/request-ledger.js';
import { everyResult, isAppError } from './every-result.js';
import type { KnownPage, KnownPages } from './known-pages.js';
import type { ListedPage, PageWriter } from './page-writer.js';

/**
 * What a connection may see, without reading it: titles, hierarchy and relations, at about a request for every hundred
 * pages (design.md, Import, phase 1). Search does not list everything (notion-api.md §3), so rows are queried as well,
 * and what turns up in pages' content later is added one by one.
 */
export class WorkspaceListing {
  private readonly data_sources = new Map<string, ReadDataSource | null>();
  /** The newest `last_edited_time` that was met, by Notion's own clock. */
  newest: string | null = null;
  /** Something was cut short: what was not seen may well exist. */
  incomplete = false;

  constructor(
    private readonly api: NotionApi,
    private readonly known: KnownPages,
    private readonly writer: PageWriter,
  ) {}

  /** @param since rows edited before it are not asked for again; null for all of them */
  async everything(since: string | null): Promise<void> {
    const sources: string[] = [];
    for await (const json of this.search('data_source')) {
      const source = this.addDataSource(json);
      if (source && !source.in_trash) sources.push(source.id);
    }
    await this.databasesOf(sources);
    for await (const json of this.search('page')) await this.addPage(json, false);
    for (const id of sources) await this.rows(id, since);
  }

  /** These databases with their rows, and nothing else. Ids are Notion's. */
  async databases(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.discoverDatabase(id, 'schema');
  }

  /** A page that no list has shown. @returns false where it is not shared, or is gone */
  async discoverPage(id: string, reason: Reason): Promise<boolean> {
    try {
      return await this.addPage(await this.api.retrievePage(id, reason), true);
    } catch (error) {
      if (!isAppError(error, 'notion_object_not_found', 'notion_restricted', 'notion_refused')) throw error;
      return false;
    }
  }

  /** A database that no list has shown, with its rows. @returns false where it is not shared, or is gone */
  async discoverDatabase(id: string, reason: Reason): Promise<boolean> {
    try {
      const database = readDatabaseObject(await this.api.retrieveDatabase(id, reason), this.known.titleOf);
      if (!database || database.in_trash) return false;
      for (const { id: source } of database.data_sources) this.known.database_of.set(source, database.notion_id);
      for (const { id: source } of database.data_sources) await this.dataSource(source);
      await this.writer.database({ ...database, unlisted: false });
      for (const { id: source } of database.data_sources) await this.rows(source, null);
      return true;
    } catch (error) {
      if (!isAppError(error, 'notion_object_not_found', 'notion_restricted', 'notion_refused')) throw error;
      return false;
    }
  }

  /** Looks at one page or database again: it is brought up to date, or dropped where it is gone. */
  async refresh(id: string, checked_at?: Date): Promise<void> {
    const before = this.known.pages.get(id);
    const found =
      before?.kind === 'database' ? await this.discoverDatabase(id, 'sweep') : await this.discoverPage(id, 'sweep');
    if (!found) await this.writer.drop(id);
    else if (checked_at) this.writer.checked(id, checked_at);
  }

  private search(value: 'page' | 'data_source'): AsyncGenerator<WireObject> {
    return everyResult(
      (cursor) =>
        this.api.search(cursor, {
          filter: { property: 'object', value },
          sort: { timestamp: 'last_edited_time', direction: 'descending' },
        }),
      () => (this.incomplete = true),
    );
  }

  /** A node for each database: from its one data source where that says it all, else from its own object (§1). */
  private async databasesOf(sources: readonly string[]): Promise<void> {
    const by_database = new Map<string, ReadDataSource[]>();
    for (const id of sources) {
      const source = this.data_sources.get(id);
      if (!source?.database_id) continue;
      by_database.set(source.database_id, [...(by_database.get(source.database_id) ?? []), source]);
    }
    for (const [database_id, [first, ...more]] of by_database) {
      if (!first) continue;
      const database = more.length > 0 ? await this.databaseObject(database_id) : null;
      await this.writer.database(
        database
          ? { ...database, unlisted: false }
          : {
              notion_id: database_id,
              title: first.name,
              icon: first.icon,
              url: notionPageUrl(database_id),
              parent: first.database_parent,
              created_time: first.created_time,
              last_edited_time: first.last_edited_time,
              references: [first, ...more].flatMap((source) => source.references),
              unlisted: false,
            },
      );
    }
  }

  private async databaseObject(id: string) {
    try {
      return readDatabaseObject(await this.api.retrieveDatabase(id), this.known.titleOf);
    } catch (error) {
      if (!isAppError(error, 'notion_object_not_found', 'notion_restricted', 'notion_refused')) throw error;
      return null;
    }
  }

  /** All rows of a data source, also past the 10,000 at which Notion ends a query (§3): by windows of their creation. */
  private async rows(data_source_id: string, since: string | null): Promise<void> {
    let from: string | null = null;
    for (;;) {
      let cut = false;
      let newest_row: string | null = null;
      const options = rowsQuery(since, from);
      const rows = everyResult(
        (cursor) => this.api.queryDataSource(data_source_id, { ...options, cursor }),
        () => (cut = true),
      );
      for await (const json of rows) {
        await this.addPage(json, false);
        newest_row = typeof json['created_time'] === 'string' ? json['created_time'] : newest_row;
      }
      if (!cut) return;
      if (newest_row === null || newest_row === from) {
        this.incomplete = true; // More than 10,000 rows made within one minute: there is no way past them.
        return;
      }
      from = newest_row;
    }
  }

  private addDataSource(json: unknown): ReadDataSource | null {
    const source = readDataSource(json, this.known.titleOf);
    if (!source) return null;
    this.data_sources.set(source.id, source);
    if (source.database_id) this.known.database_of.set(source.id, source.database_id);
    return source;
  }

  /** The schema behind a row: asked for once, where search did not list it. */
  private async dataSource(id: string): Promise<ReadDataSource | null> {
    const known = this.data_sources.get(id);
    if (known !== undefined) return known;
    this.data_sources.set(id, null);
    try {
      return this.addDataSource(await this.api.retrieveDataSource(id));
    } catch (error) {
      if (!isAppError(error, 'notion_object_not_found', 'notion_restricted', 'notion_refused')) throw error;
      return null;
    }
  }

  /** @returns whether the page is there: shared, whole and not in the trash */
  private async addPage(json: WireObject, unlisted: boolean): Promise<boolean> {
    const parent_source = sourceOf(json);
    const source = parent_source === null ? null : await this.dataSource(parent_source);
    const read = readPageObject(json, this.known.titleOf, source?.dual_relations);
    if (!read) return false;
    if (read.in_trash) {
      this.known.forget(read.notion_id);
      return false;
    }
    this.known.seen.add(read.notion_id);
    if (read.last_edited_time !== null && (this.newest === null || read.last_edited_time > this.newest)) {
      this.newest = read.last_edited_time;
    }
    const listing_hash = hashOf(read);
    const before = this.known.pages.get(read.notion_id);
    if (before?.listing_hash === listing_hash && before.unlisted === unlisted && isSettled(before)) return true;
    const references = await this.withWholeProperties(read, source?.dual_relations ?? new Set());
    await this.writer.page(this.listed(read, references, listing_hash, unlisted));
    return true;
  }

  /** Of relations and texts a page object holds 25 references (§3): past that the property itself has to be asked for. */
  private async withWholeProperties(read: ReadPage, dual_relations: ReadonlySet<string>): Promise<Reference[]> {
    const { incomplete_relations, incomplete_texts } = read;
    if (incomplete_relations.length + incomplete_texts.length === 0) return read.references;
    // The answers hold the first 25 again.
    const cut = new Set([...incomplete_relations, ...incomplete_texts].flatMap(({ references }) => references));
    const whole = read.references.filter((reference) => !cut.has(reference));
    for (const { property_id, property_name } of incomplete_relations) {
      const dual = dual_relations.has(propertyKey(property_id));
      const items = await this.propertyItems(read.notion_id, property_id);
      whole.push(...relationReferencesFromItems(items, property_name, dual, this.known.titleOf));
    }
    for (const { property_id } of incomplete_texts) {
      const items = await this.propertyItems(read.notion_id, property_id);
      whole.push(...textReferencesFromItems(items, this.known.titleOf));
    }
    return whole;
  }

  private async propertyItems(page_id: string, property_id: string): Promise<unknown[]> {
    const items: unknown[] = [];
    for await (const item of everyResult((cursor) => this.api.pageProperty(page_id, property_id, cursor))) {
      items.push(item);
    }
    return items;
  }

  private listed(read: ReadPage, references: Reference[], listing_hash: string, unlisted: boolean): ListedPage {
    const { links, self_links } = this.known.linksOf(references, read.notion_id);
    const { notion_id, title, icon, url, created_time, last_edited_time, properties } = read;
    return {
      notion_id,
      kind: 'page',
      title: title === '' ? 'Untitled' : title,
      icon,
      url,
      ...this.known.placeOf(read.parent),
      created_time,
      last_edited_time,
      properties,
      property_links: links,
      property_self_links: self_links,
      listing_hash,
      unlisted,
    };
  }
}

/** What was read within minutes of its last edit may have been edited again in the same minute (§3). */
function isSettled(page: KnownPage): boolean {
  return page.content_state === 'pending' || page.content_edited_time === page.last_edited_time;
}

function rowsQuery(since: string | null, from: string | null): QueryOptions {
  const edited =
    since === null ? null : { timestamp: 'last_edited_time' as const, last_edited_time: { on_or_after: since } };
  const created = from === null ? null : { timestamp: 'created_time' as const, created_time: { on_or_after: from } };
  const filter = edited && created ? { and: [edited, created] } : (edited ?? created);
  return { ...(filter ? { filter } : {}), sorts: [{ timestamp: 'created_time', direction: 'ascending' }] };
}

function sourceOf(json: WireObject): string | null {
  const parent = json['parent'];
  if (typeof parent !== 'object' || parent === null || !('data_source_id' in parent)) return null;
  return typeof parent.data_source_id === 'string' ? parent.data_source_id : null;
}

/** Of what a listing says, without the titles of others: those change without this page. */
function hashOf(read: ReadPage): string {
  const { title, icon, url, parent, created_time, last_edited_time, properties, references } = read;
  const targets = references.map(({ target, kind, dual }) => [target.id, kind, dual === true]);
  const said = [title, icon, url, parent, created_time, last_edited_time, properties, targets];
  return createHash('sha1').update(JSON.stringify(said)).digest('base64url');
}
