import { LEDGER_EXAMPLES, type LedgerEntry } from '../../../core/notion/page.js';

/** What of a page is not in the graph: how often, by `subject/reason`. Kept with the page until it is read again. */
export type Unread = Record<string, number>;

export type UnreadKey = `${LedgerEntry['subject']}/${string}`;

export function addUnread(unread: Unread, key: UnreadKey, count = 1): void {
  unread[key] = (unread[key] ?? 0) + count;
}

/** Gathers what a whole workspace could not say, grouped by what and why. */
export class LedgerWriter {
  private readonly entries = new Map<string, LedgerEntry>();

  add(key: UnreadKey, node_id: string | null, text: string, count = 1): void {
    const [subject, reason = 'unknown'] = key.split('/') as [LedgerEntry['subject'], string?];
    const entry = this.entries.get(key) ?? { subject, reason, count: 0, examples: [] };
    entry.count += count;
    if (entry.examples.length < LEDGER_EXAMPLES) entry.examples.push({ node_id, text: text.slice(0, 200) });
    this.entries.set(key, entry);
  }

  addAll(unread: Unread, node_id: string, title: string): void {
    for (const [key, count] of Object.entries(unread)) this.add(key as UnreadKey, node_id, title, count);
  }

  /** Most frequent first. */
  list(): LedgerEntry[] {
    return [...this.entries.values()].sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  }
}
