import { LEDGER_EXAMPLES, type LedgerEntry } from '../../../core/notion/page.js';

/** Gathers what a sync could not read, grouped by what and why. */
export class SyncLedger {
  private readonly entries = new Map<string, LedgerEntry>();

  add(subject: LedgerEntry['subject'], reason: string, node_id: string | null, text: string, count = 1): void {
    const key = `${subject} ${reason}`;
    const entry = this.entries.get(key) ?? { subject, reason, count: 0, examples: [] };
    entry.count += count;
    if (entry.examples.length < LEDGER_EXAMPLES) entry.examples.push({ node_id, text: text.slice(0, 200) });
    this.entries.set(key, entry);
  }

  /** Most frequent first. */
  list(): LedgerEntry[] {
    return [...this.entries.values()].sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  }
}
