import type { Clock } from '../../../platform/clock.js';
import type { StoredImport } from '../imports.repository.js';
import { atOnce } from './at-once.js';
import type { KnownPage, KnownPages } from './known-pages.js';
import type { WorkspaceListing } from './workspace-listing.js';

/** Unlisted pages looked at in each sync, in rotation: nothing else would tell that one is gone. */
const SLICE = 20;

const AT_ONCE = 8;

/** What was known and was not seen is asked for, one by one, before it is dropped (design.md, Import, phase 3). */
export class Sweep {
  private readonly asked = new Set<string>();
  private rotated = false;

  constructor(
    private readonly listing: WorkspaceListing,
    private readonly known: KnownPages,
    /** Known when the sync began. */
    private readonly before: ReadonlySet<string>,
    private readonly clock: Clock,
  ) {}

  /** Call until there is nothing left: what is gone may have held others. @returns whether anything was looked at */
  async round({ database_ids, page_ids }: Pick<StoredImport, 'database_ids' | 'page_ids'>): Promise<boolean> {
    const whole = database_ids === null && page_ids === null;
    const limited = new Set(database_ids);
    const unseen = this.unseen();
    const missing = unseen.filter((page) =>
      whole ? !page.unlisted : page.database_id !== null && limited.has(page.database_id),
    );
    const followed = unseen.filter(({ notion_id, parent_id }) => this.isFollowed(notion_id, parent_id));
    const ids = new Set([...missing, ...followed, ...(whole ? this.slice(unseen) : [])].map((page) => page.notion_id));
    await atOnce(AT_ONCE, ids, async (id) => {
      this.asked.add(id);
      await this.listing.refresh(id, this.clock.now());
    });
    return ids.size > 0;
  }

  private unseen(): KnownPage[] {
    const unseen: KnownPage[] = [];
    for (const id of this.before) {
      const page = this.known.pages.get(id);
      if (page && !this.known.seen.has(id) && !this.asked.has(id)) unseen.push(page);
    }
    return unseen;
  }

  /** It stood in what changed, or in what is gone. */
  private isFollowed(notion_id: string, parent_id: string | null): boolean {
    return this.known.suspects.has(notion_id) || (parent_id !== null && this.known.dropped.has(parent_id));
  }

  private slice(unseen: readonly KnownPage[]): KnownPage[] {
    if (this.rotated) return [];
    this.rotated = true;
    return unseen
      .filter(({ unlisted }) => unlisted)
      .sort((a, b) => ((a.checked_at ?? '') < (b.checked_at ?? '') ? -1 : 1))
      .slice(0, SLICE);
  }
}
