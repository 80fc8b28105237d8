import { LEDGER_EXAMPLES, type LedgerEntry } from '../page.js';
import { oneLine } from './evidence.js';

/** Counts what was left out, grouped by subject and reason, with a few examples of each. */
export class Ledger {
  private readonly groups = new Map<string, LedgerEntry>();

  add(subject: LedgerEntry['subject'], reason: string, node_id: string | null, text: string, count = 1): void {
    const key = `${subject}/${reason}`;
    let group = this.groups.get(key);
    if (group === undefined) {
      group = { subject, reason, count: 0, examples: [] };
      this.groups.set(key, group);
    }
    group.count += count;
    if (group.examples.length < LEDGER_EXAMPLES) group.examples.push({ node_id, text: oneLine(text) });
  }

  entries(): LedgerEntry[] {
    return [...this.groups.values()];
  }
}
