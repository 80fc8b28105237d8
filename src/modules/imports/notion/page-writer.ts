import { createHash } from 'node:crypto';
import type { ReadDatabase } from '../../../core/notion/api/database-object.js';
import { uuidV5 } from '../../../core/notion/ids.js';
import type { PagesService } from '../../notion/pages.service.js';
import { type Page, WHOLE_PAGE } from '../../notion/stored-page.js';
import type { KnownPages } from './known-pages.js';

/** What a listing says of a page or database: all but what stands in it. */
export type ListedPage = Pick<
  Page,
  | 'notion_id'
  | 'kind'
  | 'title'
  | 'icon'
  | 'url'
  | 'parent_id'
  | 'parent_block_id'
  | 'database_id'
  | 'created_time'
  | 'last_edited_time'
  | 'properties'
  | 'property_links'
  | 'property_self_links'
  | 'unlisted'
> & { listing_hash: string };

export type ListedDatabase = Omit<ReadDatabase, 'data_sources' | 'in_trash'> & Pick<Page, 'data_sources' | 'unlisted'>;

interface Sighting {
  user_id: string;
  connection_id: string;
  import_id: string;
}

const BATCH = 500;

/** Stores what was listed, in batches, without touching what was read of a page's content before. */
export class PageWriter {
  private inserts: Page[] = [];
  private changes: { _id: string; change: Partial<Page> }[] = [];
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly pages: PagesService,
    private readonly known: KnownPages,
    private readonly sighting: Sighting,
  ) {}

  page(listed: ListedPage, content_state: 'pending' | 'read' | 'failed'): Promise<void> {
    return this.put(listed, content_state);
  }

  /** A database has no content of its own: its rows are pages, its title and description are in the listing. */
  async database(listed: ListedDatabase): Promise<void> {
    const { notion_id, title, icon, url, created_time, last_edited_time, references, parent } = listed;
    const { data_sources, unlisted } = listed;
    this.known.seen.add(notion_id);
    const { links, self_links } = this.known.linksOf(references, notion_id);
    const said = {
      notion_id,
      kind: 'database' as const,
      title: title === '' ? 'Untitled' : title,
      icon,
      url,
      ...this.known.placeOf(parent),
      created_time,
      last_edited_time,
      properties: {},
      property_links: links,
      property_self_links: self_links,
      data_sources,
      unlisted,
    };
    const listing_hash = createHash('sha1').update(JSON.stringify(said)).digest('base64url');
    if (this.known.pages.get(notion_id)?.listing_hash !== listing_hash)
      await this.put({ ...said, listing_hash }, 'read');
  }

  /** The page is gone: deleted, in the trash, or no longer shared. */
  async drop(notion_id: string): Promise<void> {
    this.known.forget(notion_id);
    await this.flush(); // Else it might be stored after it was dropped.
    await this.pages.drop(uuidV5(notion_id, this.sighting.connection_id));
  }

  /** Search does not list the page, but it is there. */
  checked(notion_id: string, at: Date): void {
    const checked_at = at.toISOString();
    this.changes.push({ _id: uuidV5(notion_id, this.sighting.connection_id), change: { checked_at } });
  }

  /** Resolves once all that was handed over until now is stored, by whomever. */
  flush(): Promise<void> {
    const { inserts, changes } = this;
    this.inserts = [];
    this.changes = [];
    this.writing = this.writing.then(async () => {
      if (inserts.length > 0) await this.pages.put(inserts);
      if (changes.length > 0) await this.pages.change(changes);
    });
    return this.writing;
  }

  private async put(
    listed: ListedPage & Partial<Pick<Page, 'data_sources'>>,
    content_state: Page['content_state'],
  ): Promise<void> {
    const before = this.known.pages.get(listed.notion_id);
    if (before) {
      this.changes.push({ _id: before._id, change: { ...listed, content_state, import_id: this.sighting.import_id } });
      this.known.relearn(before, { ...listed, content_state });
    } else {
      const _id = uuidV5(listed.notion_id, this.sighting.connection_id);
      const page: Page = { ...WHOLE_PAGE, links: [], ...listed, ...this.sighting, content_state, _id, page_id: _id };
      this.inserts.push(page);
      this.known.learn(page);
    }
    if (this.inserts.length + this.changes.length >= BATCH) await this.flush();
  }
}
