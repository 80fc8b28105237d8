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
import { Sweep } from './sweep.js';
import { LedgerWriter } from './unread.js';
import { WorkspaceListing } from './workspace-listing.js';

export interface SyncOrder {
  row: StoredImport;
  /** The newest `last_edited_time` of the last complete sync; null for a full one. */
  since: string | null;
  with_comments: boolean;
  signal: AbortSignal;
  /** Stores progress; throws where the import is not ours to go on with. */
  change: (update: Partial<StoredImport>) => Promise<void>;
  /** Shows what is known so far, where nothing is shown yet. */
  show: () => Promise<void>;
}

export interface SyncResult {
  ledger: LedgerEntry[];
  /** For the next sync's `since`. */
  newest: string | null;
}

/** Times have a resolution of a minute and an edit may be on its way: so much is looked at again (notion-api.md §3). */
const OVERLAP_MS = 2 * 60_000;

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
    const before = new Set(known.pages.keys());
    const writer = new PageWriter(this.pages, known, {
      user_id: row.user_id,
      connection_id: row.connection_id,
      import_id: row._id,
    });
    const ledger = new LedgerWriter();
    const { with_comments } = order;
    const whole = row.database_ids === null && row.page_ids === null;
    const listing = new WorkspaceListing(api, known, writer, { full: row.mode === 'full', with_comments, ledger });
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
      await order.show();

      phase = 'reading';
      const reader = new ContentReader(api, this.pages, known, listing, writer, {
        with_comments,
        only_seen: !whole,
        clock: this.clock,
        signal,
      });
      await reader.readAll();

      phase = 'sweeping';
      await progress(phase);
      const sweep = new Sweep(listing, known, before, this.clock);
      while (!listing.incomplete && (await sweep.round(row))) {
        await writer.flush();
        await reader.readAll();
      }

      phase = 'linking';
      await progress(phase);
      const options = { connection_id: row.connection_id, with_comments };
      await new LinkResolution(api, this.pages, known, ledger, options).run();
      await progress(phase);
      // What was cut short is listed from the same time again.
      const newest = whole && !listing.incomplete ? overlapped(listing.newest) : null;
      return { ledger: ledger.list(), newest };
    } finally {
      clearInterval(ticking);
      await progress(phase).catch(() => undefined); // Cut short for a reason that counts more.
    }
  }

  private async list({ row, since, with_comments }: SyncOrder, listing: WorkspaceListing): Promise<void> {
    if (row.page_ids !== null) {
      // A comment does not show in the page's time.
      for (const id of row.page_ids) await listing.refresh(id, null, with_comments);
    } else if (row.database_ids !== null) {
      await listing.databases(row.database_ids);
    } else {
      await listing.everything(since);
    }
  }
}

function overlapped(newest: string | null): string | null {
  return newest === null ? null : new Date(Date.parse(newest) - OVERLAP_MS).toISOString();
}
