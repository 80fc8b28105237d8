import { Inject, Injectable } from '@nestjs/common';
import type { LedgerEntry } from '../../../core/notion/page.js';
import { CLOCK, type Clock } from '../../../platform/clock.js';
import { NotionApis } from '../../notion/client/notion-apis.js';
import { RequestLedger } from '../../notion/client/request-ledger.js';
import { PagesService } from '../../notion/pages.service.js';
import type { StoredImport } from '../imports.repository.js';
import { ContentReader } from './content-reader.js';
import { KnownPages } from './known-pages.js';
import { LinkResolution } from './link-resolution.js';
import { PageWriter } from './page-writer.js';
import { WorkspaceListing } from './workspace-listing.js';

export interface SyncOrder {
  row: StoredImport;
  /** The newest `last_edited_time` of the last complete sync; null for a full one. */
  since: string | null;
  with_comments: boolean;
  signal: AbortSignal;
  /** Stores progress; throws where the import is not ours to go on with. */
  change: (update: Partial<StoredImport>) => Promise<void>;
  /** Shows what is known so far. */
  show: () => Promise<void>;
}

export interface SyncResult {
  ledger: LedgerEntry[];
  /** For the next sync's `since`. */
  newest: string | null;
}

/** Times have a resolution of a minute and an edit may be on its way: so much is looked at again (notion-api.md §3). */
const OVERLAP_MS = 2 * 60_000;

/** Unlisted pages looked at in each sync, in rotation: nothing else would tell that one is gone. */
const SWEEP_SLICE = 20;

const PROGRESS_MS = 500;

/**
 * Brings the stored pages of a connection up to its workspace (design.md, Import): list, read what changed, sweep what
 * was not seen, settle what needs the whole. Each page is stored as it is read: a run that is cut short resumes there.
 */
@Injectable()
export class NotionSync {
  constructor(
    private readonly apis: NotionApis,
    private readonly pages: PagesService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(order: SyncOrder): Promise<SyncResult> {
    const { row, signal } = order;
    const requests = new RequestLedger(row.requests);
    const api = this.apis.for(row.connection_id, { ledger: requests, signal });
    const known = await KnownPages.load(this.pages.ofConnection(row.connection_id));
    const first = known.pages.size === 0;
    const before = new Set(known.pages.keys());
    const writer = new PageWriter(this.pages, known, {
      user_id: row.user_id,
      connection_id: row.connection_id,
      import_id: row._id,
    });
    const listing = new WorkspaceListing(api, known, writer);
    const progress = async (phase: StoredImport['phase']) => {
      const pages_failed = known.count('failed');
      const pages_read = known.count('read') + pages_failed;
      await order.change({
        phase,
        pages_found: known.pages.size,
        pages_read,
        pages_failed,
        requests: requests.counts(),
      });
    };
    const ticking = setInterval(() => {
      progress(phase).catch(() => undefined); // The next awaited one says what is wrong.
    }, PROGRESS_MS);
    let phase: StoredImport['phase'] = 'listing';
    try {
      await this.list(order, listing);
      await writer.flush();
      await progress(phase);
      if (first) await order.show();

      phase = 'reading';
      const reader = new ContentReader(api, this.pages, known, listing, writer, {
        connection_id: row.connection_id,
        with_comments: order.with_comments,
        clock: this.clock,
        signal,
      });
      await reader.readAll();

      phase = 'sweeping';
      await progress(phase);
      const whole = row.database_ids === null && row.page_ids === null;
      if (whole && !listing.incomplete) await this.sweep(listing, known, before);
      await writer.flush();
      await reader.readAll();

      phase = 'linking';
      await progress(phase);
      const ledger = await new LinkResolution(api, this.pages, known, row.connection_id).run();
      await progress(phase);
      return { ledger, newest: whole ? overlapped(listing.newest) : null };
    } finally {
      clearInterval(ticking);
      await order.change({ requests: requests.counts() }).catch(() => undefined); // Cut short for a reason that counts more.
    }
  }

  private async list({ row, since }: SyncOrder, listing: WorkspaceListing): Promise<void> {
    if (row.page_ids !== null) {
      for (const id of row.page_ids) await listing.refresh(id);
    } else if (row.database_ids !== null) {
      await listing.databases(row.database_ids);
    } else {
      await listing.everything(since);
    }
  }

  /** What was known and was not seen is asked for before it is dropped; what search never lists, now and then. */
  private async sweep(listing: WorkspaceListing, known: KnownPages, before: ReadonlySet<string>): Promise<void> {
    const missing: string[] = [];
    const unlisted: string[] = [];
    for (const id of before) {
      const page = known.pages.get(id);
      if (!page) missing.push(id);
      else if (!known.seen.has(id)) (page.unlisted ? unlisted : missing).push(id);
    }
    const oldest_check = (id: string) => known.pages.get(id)?.checked_at ?? '';
    unlisted.sort((a, b) => (oldest_check(a) < oldest_check(b) ? -1 : 1));
    for (const id of [...missing, ...unlisted.slice(0, SWEEP_SLICE)]) await listing.refresh(id, this.clock.now());
  }
}

function overlapped(newest: string | null): string | null {
  return newest === null ? null : new Date(Date.parse(newest) - OVERLAP_MS).toISOString();
}
