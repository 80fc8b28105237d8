import { collectLinks } from '../../../core/notion/api/links.js';
import type { Reference } from '../../../core/notion/api/rich-text.js';
import { EVIDENCE_MAX } from '../../../core/notion/page.js';
import type { Clock } from '../../../platform/clock.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { NotionApi } from '../../notion/client/notion-api.js';
import type { PagesService } from '../../notion/pages.service.js';
import type { Page, SyncedCopy } from '../../notion/stored-page.js';
import type { KnownPages } from './known-pages.js';
import { type PageContent, readComments, readPageContent } from './page-content.js';
import type { PageWriter } from './page-writer.js';
import { addUnread } from './unread.js';
import type { WorkspaceListing } from './workspace-listing.js';

interface ReaderOptions {
  connection_id: string;
  with_comments: boolean;
  clock: Clock;
  signal: AbortSignal;
}

/** Pages taken from the store at a time, and read at once: enough that Notion's answers, not we, are waited for. */
const BATCH = 96;
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
    for (;;) {
      const pending = await this.pages.pending(this.options.connection_id, BATCH);
      if (pending.length === 0) return;
      const queue = pending.values();
      await Promise.all(Array.from({ length: AT_ONCE }, () => this.readEach(queue)));
      await this.writer.flush();
    }
  }

  private async readEach(queue: Iterable<Page>): Promise<void> {
    for (const page of queue) {
      this.options.signal.throwIfAborted();
      await this.read(page);
    }
  }

  private async read(page: Page): Promise<void> {
    try {
      const content = await readPageContent(this.api, page.notion_id, this.known.titleOf);
      if (this.options.with_comments) {
        content.references.push(...(await readComments(this.api, page.notion_id, this.known.titleOf)));
      }
      await this.discover(content);
      await this.store(page, content);
    } catch (error) {
      // What is wrong with the connection stops the import; what is wrong with a page is a line in the ledger.
      if (!(error instanceof AppError) || !PAGE_FAILURES.has(error.code)) throw error;
      await this.storeFailure(page, error.code);
    }
  }

  private async discover({ children, unread }: PageContent): Promise<void> {
    for (const { type, id } of children) {
      if (this.known.pages.has(this.known.nodeOf(id)) || this.known.seen.has(id)) continue;
      this.known.seen.add(id); // So that two pages read at once do not both ask for it.
      const found =
        type === 'page'
          ? await this.listing.discoverPage(id, 'unlisted')
          : await this.listing.discoverDatabase(id, 'unlisted');
      if (!found) addUnread(unread, 'link/child_not_shared');
    }
  }

  private async store(page: Page, content: PageContent): Promise<void> {
    const blocks = content.references.filter(({ target }) => target.type === 'block');
    const { links, self_links } = this.known.linksOf(content.references, page.notion_id);
    if (self_links > 0) addUnread(content.unread, 'link/self_link', self_links);
    const change = {
      links,
      content_state: 'read' as const,
      content_failure: null,
      content_edited_time: this.settledTime(page),
      children: content.children.map(({ id }) => this.known.nodeOf(id)),
      synced_originals: content.synced_originals,
      synced_copies: copiesIn(blocks),
      unread: content.unread,
    };
    await this.pages.change([{ _id: page._id, change }]);
    this.known.learnContent(page.notion_id, change.children, change.synced_originals);
    const known = this.known.pages.get(page.notion_id);
    if (known) Object.assign(known, { content_state: 'read', content_edited_time: change.content_edited_time });
  }

  private async storeFailure(page: Page, code: string): Promise<void> {
    await this.pages.change([
      {
        _id: page._id,
        change: { content_state: 'failed', content_failure: code, content_edited_time: page.last_edited_time },
      },
    ]);
    const known = this.known.pages.get(page.notion_id);
    if (known) Object.assign(known, { content_state: 'failed', content_edited_time: page.last_edited_time });
  }

  private settledTime({ last_edited_time }: Page): string | null {
    if (last_edited_time === null) return null;
    const age = this.options.clock.now().getTime() - Date.parse(last_edited_time);
    return age >= SETTLED_MS ? last_edited_time : null;
  }
}

const PAGE_FAILURES = new Set<string>([
  'notion_object_not_found',
  'notion_restricted',
  'notion_refused',
  'notion_answer_too_large',
  'notion_failed',
]);

function copiesIn(references: readonly Reference[]): SyncedCopy[] {
  const { links } = collectLinks(references, ({ id }) => id, '');
  return links.map(({ target, count, evidence }) => ({
    block_id: target,
    count,
    evidence: evidence.slice(0, EVIDENCE_MAX),
  }));
}
