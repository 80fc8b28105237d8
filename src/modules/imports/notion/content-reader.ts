import { collectLinks } from '../../../core/notion/api/links.js';
import type { Reference } from '../../../core/notion/api/rich-text.js';
import { EVIDENCE_MAX } from '../../../core/notion/page.js';
import type { Clock } from '../../../platform/clock.js';
import type { NotionApi } from '../../notion/client/notion-api.js';
import type { PagesService } from '../../notion/pages.service.js';
import type { Page, SyncedCopy } from '../../notion/stored-page.js';
import { atOnce } from './at-once.js';
import { isAppError, isFailureOf } from './failures.js';
import type { KnownPage, KnownPages } from './known-pages.js';
import { type PageContent, readComments, readPageContent } from './page-content.js';
import type { PageWriter } from './page-writer.js';
import { addUnread } from './unread.js';
import type { WorkspaceListing } from './workspace-listing.js';

interface ReaderOptions {
  with_comments: boolean;
  /** Of a run that is limited: only what it saw is read. */
  only_seen: boolean;
  clock: Clock;
  signal: AbortSignal;
}

/** Pages read at once: enough that Notion's answers, not we, are waited for. */
const AT_ONCE = 12;

/** An edit within the minute of the last one would not show: what is this fresh is read again next time. */
const SETTLED_MS = 2 * 60_000;

/** Reads the content of every page that is pending, newest first, and what turns up in it. */
export class ContentReader {
  constructor(
    private readonly api: NotionApi,
    private readonly pages: PagesService,
    private readonly known: KnownPages,
    private readonly listing: WorkspaceListing,
    private readonly writer: PageWriter,
    private readonly options: ReaderOptions,
  ) {}

  async readAll(): Promise<void> {
    const { only_seen, signal } = this.options;
    for (;;) {
      const pending = this.known.pending(({ notion_id }) => !only_seen || this.known.seen.has(notion_id));
      if (pending.length === 0) return;
      await atOnce(AT_ONCE, pending, (page) => {
        signal.throwIfAborted();
        return this.read(page);
      });
      await this.writer.flush();
    }
  }

  private async read(page: KnownPage): Promise<void> {
    try {
      const content = await readPageContent(this.api, page.notion_id, this.known.titleOf);
      if (this.options.with_comments) await this.addComments(page, content);
      await this.discover(content);
      await this.store(page, content);
    } catch (error) {
      // What is wrong with the connection stops the import; what is wrong with a page is a line in the ledger.
      if (!isFailureOf('page', error)) throw error;
      // What Notion could not do now it may do at the next sync; what it refuses it will refuse again.
      const edited = error.code === 'notion_failed' ? null : page.last_edited_time;
      const failure = { content_state: 'failed' as const, content_failure: error.code, content_edited_time: edited };
      await this.change(page, failure);
    }
  }

  /** The capability to read comments is granted apart. */
  private async addComments({ notion_id }: KnownPage, { references, unread }: PageContent): Promise<void> {
    try {
      references.push(...(await readComments(this.api, notion_id, this.known.titleOf)));
    } catch (error) {
      if (!isAppError(error, 'notion_object_not_found', 'notion_restricted', 'notion_refused')) throw error;
      addUnread(unread, 'page/comments_not_readable');
    }
  }

  /** What was found is stored before the page that led to it: nothing else would lead there after a crash. */
  private async discover({ children, unread }: PageContent): Promise<void> {
    for (const { type, id } of children) {
      if (this.known.pages.has(this.known.nodeOf(id)) || this.known.seen.has(id)) continue;
      this.known.seen.add(id); // So that two pages read at once do not both ask for it.
      const found =
        type === 'page'
          ? await this.listing.discoverPage(id, 'unlisted')
          : await this.listing.discoverDatabase(id, 'unlisted');
      if (found !== 'there') addUnread(unread, 'link/child_not_shared');
    }
    await this.writer.flush();
  }

  private async store(page: KnownPage, content: PageContent): Promise<void> {
    const { synced_originals, unread } = content;
    const blocks = content.references.filter(({ target }) => target.type === 'block');
    const { links, self_links } = this.known.linksOf(content.references, page.notion_id);
    if (self_links > 0) addUnread(unread, 'link/self_link', self_links);
    const children = content.children.map(({ id }) => this.known.nodeOf(id));
    const change = {
      content_state: 'read' as const,
      content_failure: null,
      content_edited_time: this.settledTime(page),
      comments_read: this.options.with_comments,
    };
    await this.change(page, change, {
      ...{ links, children, synced_originals, unread },
      synced_copies: copiesIn(blocks),
    });
    this.known.learnContent(page.notion_id, children, synced_originals);
  }

  private async change(page: KnownPage, state: Partial<KnownPage & Page>, content: Partial<Page> = {}): Promise<void> {
    await this.pages.change([{ _id: page._id, change: { ...state, ...content } }]);
    Object.assign(page, state);
  }

  private settledTime({ last_edited_time }: KnownPage): string | null {
    if (last_edited_time === null) return null;
    const age = this.options.clock.now().getTime() - Date.parse(last_edited_time);
    return age >= SETTLED_MS ? last_edited_time : null;
  }
}

function copiesIn(references: readonly Reference[]): SyncedCopy[] {
  const { links } = collectLinks(references, ({ id }) => id, '');
  return links.map(({ target, count, evidence }) => ({
    block_id: target,
    count,
    evidence: evidence.slice(0, EVIDENCE_MAX),
  }));
}
