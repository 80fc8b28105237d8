import { readBlock } from '../../../core/notion/api/blocks.js';
import { EVIDENCE_LENGTH, type LedgerEntry, type PageLink } from '../../../core/notion/page.js';
import type { NotionApi } from '../../notion/client/notion-api.js';
import type { PagesService } from '../../notion/pages.service.js';
import type { Page, SyncedCopy } from '../../notion/stored-page.js';
import { isFailureOf } from './failures.js';
import type { KnownPages } from './known-pages.js';
import type { LedgerWriter } from './unread.js';

const BATCH = 200;

/** A block's parents up to its page: more of them than this are a circle. */
const MAX_PARENTS = 60;

/**
 * Settles, once everything was read, what needs the whole workspace: which page holds the block that a child's parent
 * or a synced copy's original is, the titles in relations' sentences, and what points at nothing that is shared.
 */
export class LinkResolution {
  constructor(
    private readonly api: NotionApi,
    private readonly pages: PagesService,
    private readonly known: KnownPages,
    private readonly ledger: LedgerWriter,
    private readonly options: { connection_id: string; with_comments: boolean },
  ) {}

  async run(): Promise<LedgerEntry[]> {
    let changes: { _id: string; change: Partial<Page> }[] = [];
    for await (const page of this.pages.ofConnection(this.options.connection_id)) {
      const change = await this.settle(page);
      if (change) changes.push({ _id: page._id, change });
      if (changes.length >= BATCH) {
        await this.pages.change(changes);
        changes = [];
      }
    }
    await this.pages.change(changes);
    return this.ledger.list();
  }

  private async settle(page: Page): Promise<Partial<Page> | null> {
    const parent_id = page.parent_block_id === null ? page.parent_id : await this.parentOf(page);
    const synced_copies = await this.withOwners(page.synced_copies);
    const kept = page.links.filter(
      ({ kind }) => kind !== 'synced' && (kind !== 'comment' || this.options.with_comments),
    );
    const links = [...kept, ...this.syncedLinks(page, synced_copies)];
    const property_links = page.property_links.map((link) => this.withTitle(link));
    this.account({ ...page, links, property_links });
    const change: Partial<Page> = {
      ...(parent_id === page.parent_id ? {} : { parent_id }),
      ...(same(links, page.links) ? {} : { links }),
      ...(same(synced_copies, page.synced_copies) ? {} : { synced_copies }),
      ...(page.comments_read && !this.options.with_comments ? { comments_read: false } : {}),
      ...(same(property_links, page.property_links) ? {} : { property_links }),
    };
    return Object.keys(change).length === 0 ? null : change;
  }

  /** The markdown of its parent names a child, wherever in the page it stands: mostly no request is needed. */
  private async parentOf({ notion_id, parent_block_id, parent_id }: Page): Promise<string | null> {
    const holder = this.known.holder_of_child.get(notion_id);
    if (holder !== undefined) return holder;
    if (parent_id !== null) return parent_id;
    return parent_block_id === null ? null : this.pageOfBlock(parent_block_id);
  }

  /** Whose original a copy shows does not change, and once it is shared its page tells: nothing is asked for twice. */
  private async withOwners(copies: readonly SyncedCopy[]): Promise<SyncedCopy[]> {
    const owned: SyncedCopy[] = [];
    for (const copy of copies) {
      const told = this.known.owner_of_block.get(copy.block_id) ?? copy.owner;
      owned.push({ ...copy, owner: told === undefined ? await this.pageOfBlock(copy.block_id) : told });
    }
    return owned;
  }

  private syncedLinks(page: Page, copies: readonly SyncedCopy[]): PageLink[] {
    const links = new Map<string, PageLink>();
    for (const { owner = null, count, evidence } of copies) {
      if (owner === null) this.ledger.add('link/synced_original_not_shared', page.notion_id, page.title, count);
      else if (owner === page.notion_id) this.ledger.add('link/self_link', page.notion_id, page.title, count);
      else {
        const link = links.get(owner);
        if (link) link.count += count;
        else links.set(owner, { target: owner, kind: 'synced', count, evidence });
      }
    }
    return [...links.values()];
  }

  /** The page that a block belongs to, by going up: each step is remembered, so a block is asked for once. */
  private async pageOfBlock(block_id: string): Promise<string | null> {
    const path: string[] = [];
    let id: string | null = block_id;
    for (let steps = 0; id !== null && steps < MAX_PARENTS; steps++) {
      const owner = this.known.owner_of_block.get(id);
      if (owner !== undefined) return this.remember(path, owner);
      if (this.known.pages.has(id)) return this.remember(path, id);
      path.push(id);
      const parent = await this.parentOfBlock(id);
      if (parent?.type === 'page' || parent?.type === 'database') return this.remember(path, parent.id);
      id = parent?.type === 'block' ? parent.id : null;
    }
    return null;
  }

  private remember(path: readonly string[], page_id: string | null): string | null {
    if (page_id !== null) for (const block of path) this.known.owner_of_block.set(block, page_id);
    return page_id;
  }

  private async parentOfBlock(id: string) {
    try {
      return readBlock(await this.api.retrieveBlock(id, 'blocks'))?.parent ?? null;
    } catch (error) {
      if (!isFailureOf('object', error)) throw error;
      return null;
    }
  }

  /** While a workspace is being listed, the pages that its relations name are not all known yet. */
  private withTitle(link: PageLink): PageLink {
    const title = link.kind === 'relation' ? this.known.titleOf(link.target) : undefined;
    if (title === undefined) return link;
    const evidence = link.evidence.map((said) =>
      said.includes(': ') ? said : `${said}: ${title}`.slice(0, EVIDENCE_LENGTH),
    );
    return { ...link, evidence };
  }

  private account(page: Page): void {
    const { notion_id, title } = page;
    this.ledger.addAll(page.unread, notion_id, title);
    if (page.property_self_links > 0) this.ledger.add('link/self_link', notion_id, title, page.property_self_links);
    if (page.content_state === 'failed') this.ledger.add(`page/${page.content_failure ?? 'failed'}`, notion_id, title);
    for (const { target, count } of [...page.links, ...page.property_links]) {
      if (!this.known.pages.has(target)) this.ledger.add('link/target_not_shared', notion_id, title, count);
    }
  }
}

function same(a: readonly object[], b: readonly object[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
