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
import type { StoredDataSource } from '../../notion/stored-page.js';
import { everyResult, wholeList } from './every-result.js';
import { isAppError, isFailureOf } from './failures.js';
import type { KnownPage, KnownPages } from './known-pages.js';
import type { ListedPage, PageWriter } from './page-writer.js';
import type { LedgerWriter } from './unread.js';

interface ListingOptions {
  /** Also what does not look changed is read: pages that failed, and databases of many data sources. */
  full: boolean;
  with_comments: boolean;
  ledger: LedgerWriter;
}

/** `unknown`: Notion did not say that it is gone, only that it cannot be had now, or so. */
type Found = 'there' | 'gone' | 'unknown';

/** Requests for databases themselves in a first sync, as a part of its pages: within the budget of design.md. */
const DATABASES_SHARE = 0.02;

/**
 * What a connection may see, without reading it: titles, hierarchy and relations, at about a request for every hundred
 * pages (design.md, Import, phase 1). Search does not list everything (notion-api.md §3), so rows are queried as well,
 * and what turns up in pages' content later is added one by one.
 */
export class WorkspaceListing {
  private readonly data_sources = new Map<string, ReadDataSource | null>();
  /** What search lists; null while it was not asked. */
  private searched: Set<string> | null = null;
  private readonly queried = new Set<string>();
  /** The newest `last_edited_time` that was met, by Notion's own clock. */
  newest: string | null = null;
  /** Something was cut short: what was not seen may well exist. */
  incomplete = false;

  constructor(
    private readonly api: NotionApi,
    private readonly known: KnownPages,
    private readonly writer: PageWriter,
    private readonly options: ListingOptions,
  ) {}

  /** @param since rows edited before it are not asked for again; null for all of them */
  async everything(since: string | null): Promise<void> {
    this.searched = new Set();
    const read_before = new Set(this.known.database_of.keys());
    const sources: string[] = [];
    for await (const json of this.search('data_source')) {
      const source = this.addDataSource(json);
      if (source && !source.in_trash) sources.push(source.id);
    }
    for await (const json of this.search('page')) {
      this.searched.add(json.id);
      await this.addPage(json, false);
    }
    await this.databasesOf(sources, this.searched.size);
    // Also those that search does not list but a page once led to: their rows change like all others.
    for (const id of new Set([...sources, ...this.known.database_of.keys()])) {
      await this.rows(id, read_before.has(id) ? since : null);
    }
  }

  /** These databases with their rows, and nothing else. Ids are Notion's. */
  async databases(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const found = await this.discoverDatabase(id, 'schema');
      if (found === 'gone') await this.writer.drop(id);
      if (found !== 'there') this.options.ledger.add('page/database_not_shared', id, this.known.titleOf(id) ?? '');
    }
  }

  /** A page that no list has shown. */
  async discoverPage(id: string, reason: Reason, again = false): Promise<Found> {
    try {
      return await this.addPage(await this.api.retrievePage(id, reason), true, again);
    } catch (error) {
      return foundBy(error);
    }
  }

  /** A database that no list has shown, with its rows. */
  async discoverDatabase(id: string, reason: Reason): Promise<Found> {
    try {
      const database = readDatabaseObject(await this.api.retrieveDatabase(id, reason), this.known.titleOf);
      if (!database) return 'unknown';
      if (database.in_trash) return 'gone';
      for (const { id: source } of database.data_sources) this.known.database_of.set(source, database.notion_id);
      const sources: (ReadDataSource | null)[] = [];
      for (const { id: source } of database.data_sources) sources.push(await this.dataSource(source));
      const unlisted = reason !== 'schema' || (this.known.pages.get(id)?.unlisted ?? true);
      const data_sources = sources.filter((source) => source !== null).map(storedSource);
      await this.writer.database({ ...database, data_sources, unlisted });
      for (const { id: source } of database.data_sources) await this.rows(source, null);
      return 'there';
    } catch (error) {
      return foundBy(error);
    }
  }

  /** Looks at one page or database again: it is brought up to date, or dropped where it is gone. */
  async refresh(id: string, checked_at: Date | null, again = false): Promise<void> {
    const before = this.known.pages.get(id);
    const found =
      before?.kind === 'database'
        ? await this.discoverDatabase(id, 'sweep')
        : await this.discoverPage(id, 'sweep', again);
    if (found === 'gone') await this.writer.drop(id);
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

  /**
   * A node for each database. Its own title is in its own object, at a request each: asked for where something was
   * edited, where many data sources say different things, and at first where that is a small part of the whole; else the
   * name of its only data source, which began as the same, stands for it.
   */
  private async databasesOf(sources: readonly string[], pages: number): Promise<void> {
    const by_database = new Map<string, ReadDataSource[]>();
    for (const id of sources) {
      const source = this.data_sources.get(id);
      if (!source?.database_id) continue;
      by_database.set(source.database_id, [...(by_database.get(source.database_id) ?? []), source]);
    }
    const all = this.options.full || by_database.size <= pages * DATABASES_SHARE;
    for (const [database_id, [first, ...more]] of by_database) {
      if (!first) continue;
      const data_sources = [first, ...more].map(storedSource);
      const stored = this.known.pages.get(database_id);
      if (stored && !this.options.full && isSame(stored.data_sources, data_sources)) {
        this.known.seen.add(database_id);
        continue;
      }
      const database = all || stored || more.length > 0 ? await this.databaseObject(database_id) : null;
      await this.writer.database({
        ...(database ?? {
          notion_id: database_id,
          title: first.name,
          icon: first.icon,
          url: notionPageUrl(database_id),
          parent: first.database_parent,
          created_time: first.created_time,
          last_edited_time: first.last_edited_time,
          references: [first, ...more].flatMap((source) => source.references),
        }),
        data_sources,
        unlisted: false,
      });
    }
  }

  private async databaseObject(id: string) {
    try {
      return readDatabaseObject(await this.api.retrieveDatabase(id), this.known.titleOf);
    } catch (error) {
      if (!isFailureOf('object', error)) throw error;
      return null;
    }
  }

  private async rows(data_source_id: string, since: string | null): Promise<void> {
    if (this.queried.has(data_source_id)) return;
    this.queried.add(data_source_id);
    try {
      await this.allRows(data_source_id, since);
    } catch (error) {
      if (!isFailureOf('page', error)) throw error;
      const database_id = this.known.nodeOf(data_source_id);
      // Where the data source is gone, whatever it held is looked at one by one; else nothing is known of what it holds.
      if (error.code === 'notion_object_not_found') this.known.suspects.add(database_id);
      else this.incomplete = true;
      this.options.ledger.add('page/rows_not_readable', database_id, this.known.titleOf(database_id) ?? '');
    }
  }

  /** All rows of a data source, also past the 10,000 at which Notion ends a query (§3): by windows of their creation. */
  private async allRows(data_source_id: string, since: string | null): Promise<void> {
    let from: string | null = null;
    for (;;) {
      const end = { cut: false };
      let newest_row: string | null = null;
      const options = rowsQuery(since, from);
      const rows = everyResult(
        (cursor) => this.api.queryDataSource(data_source_id, { ...options, cursor }),
        () => (end.cut = true),
      );
      for await (const json of rows) {
        await this.addPage(json, this.isUnlisted(json.id));
        newest_row = typeof json['created_time'] === 'string' ? json['created_time'] : newest_row;
      }
      if (!end.cut) return;
      if (newest_row === null || newest_row === from) {
        this.incomplete = true; // More than 10,000 rows made within one minute: there is no way past them.
        return;
      }
      from = newest_row;
    }
  }

  private isUnlisted(row_id: string): boolean {
    if (this.searched) return !this.searched.has(row_id);
    return this.known.pages.get(row_id)?.unlisted ?? false;
  }

  private addDataSource(json: unknown): ReadDataSource | null {
    const source = readDataSource(json, this.known.titleOf);
    if (!source) return null;
    this.data_sources.set(source.id, source);
    if (source.database_id) this.known.database_of.set(source.id, source.database_id);
    return source;
  }

  /** Which relations of a row are seen from the other side too: asked for where neither search nor the store tells. */
  private async dualRelations(data_source_id: string): Promise<ReadonlySet<string>> {
    const listed = this.data_sources.get(data_source_id);
    if (listed) return listed.dual_relations;
    const database = this.known.pages.get(this.known.nodeOf(data_source_id));
    const stored = database?.data_sources.find(({ id }) => id === data_source_id);
    if (stored && !this.options.full) return new Set(stored.dual_relations);
    return (await this.dataSource(data_source_id))?.dual_relations ?? new Set();
  }

  private async dataSource(id: string): Promise<ReadDataSource | null> {
    const known = this.data_sources.get(id);
    if (known !== undefined) return known;
    this.data_sources.set(id, null);
    try {
      return this.addDataSource(await this.api.retrieveDataSource(id));
    } catch (error) {
      if (!isFailureOf('object', error)) throw error;
      return null;
    }
  }

  /** @param again its content is read whether or not it looks changed */
  private async addPage(json: WireObject, unlisted: boolean, again = false): Promise<Found> {
    const parent_source = sourceOf(json);
    const dual_relations = parent_source === null ? new Set<string>() : await this.dualRelations(parent_source);
    const read = readPageObject(json, this.known.titleOf, dual_relations);
    if (!read) return 'unknown';
    const before = this.known.pages.get(read.notion_id);
    if (read.in_trash) {
      if (before) await this.writer.drop(read.notion_id);
      return 'gone';
    }
    this.known.seen.add(read.notion_id);
    if (read.last_edited_time !== null && (this.newest === null || read.last_edited_time > this.newest)) {
      this.newest = read.last_edited_time;
    }
    const listing_hash = hashOf(read);
    const content_state = again ? 'pending' : this.contentState(before, read);
    const is_stored = before?.listing_hash === listing_hash && before.unlisted === unlisted;
    if (is_stored && before.content_state === content_state) return 'there';
    const references = await this.withWholeProperties(read, dual_relations);
    await this.writer.page(this.listed(read, references, listing_hash, unlisted), content_state);
    return 'there';
  }

  /** What was read within minutes of its last edit may have been edited again in the same minute (§3). */
  private contentState(before: KnownPage | undefined, { last_edited_time }: ReadPage): KnownPage['content_state'] {
    if (!before || last_edited_time === null || before.content_edited_time !== last_edited_time) return 'pending';
    if (before.content_state === 'failed') return this.options.full ? 'pending' : 'failed';
    return this.options.with_comments && !before.comments_read ? 'pending' : before.content_state;
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

  private propertyItems(page_id: string, property_id: string): Promise<unknown[]> {
    return wholeList((cursor) => this.api.pageProperty(page_id, property_id, cursor));
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

function isSame(stored: readonly StoredDataSource[], listed: readonly StoredDataSource[]): boolean {
  const times = new Map(stored.map(({ id, last_edited_time }) => [id, last_edited_time]));
  return (
    stored.length === listed.length && listed.every(({ id, last_edited_time }) => times.get(id) === last_edited_time)
  );
}

/** Notion's own word is needed for a thing to be gone. */
function foundBy(error: unknown): Found {
  if (isAppError(error, 'notion_object_not_found')) return 'gone';
  if (isFailureOf('page', error)) return 'unknown';
  throw error;
}

function storedSource({ id, last_edited_time, dual_relations }: ReadDataSource): StoredDataSource {
  return { id, last_edited_time, dual_relations: [...dual_relations] };
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
