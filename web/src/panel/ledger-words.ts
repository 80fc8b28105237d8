import type { LedgerEntry } from '../api/types.js';
import { td } from '../dialog-strings.js';
import { readable } from './words.js';

export interface LedgerLine {
  reason: string;
  title: string;
  explanation: string;
  count: number;
  examples: LedgerEntry['examples'];
}

export interface LedgerSection {
  subject: string;
  title: string;
  lines: LedgerLine[];
}

const SUBJECTS = ['page', 'block', 'link', 'file'];

/** The ledger as a reader sees it: by subject, the most frequent reason first. */
export function ledgerSections(ledger: readonly LedgerEntry[]): LedgerSection[] {
  const bySubject = new Map<string, LedgerLine[]>();
  for (const { subject, reason, count, examples } of ledger) {
    if (count <= 0) continue;
    const [title, explanation] = wordsOf(reason);
    const lines = bySubject.get(subject) ?? [];
    lines.push({ reason, title, explanation, count, examples });
    bySubject.set(subject, lines);
  }
  const rank = (subject: string): number => {
    const at = SUBJECTS.indexOf(subject);
    return at === -1 ? SUBJECTS.length : at;
  };
  return [...bySubject]
    .sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))
    .map(([subject, lines]) => ({
      subject,
      title: td.ledger.subjects[subject] ?? readable(subject),
      lines: lines.sort((a, b) => b.count - a.count),
    }));
}

const NOT_READABLE = '_not_readable';

/** Some reasons name a type of block, and there may always be a new one. */
function wordsOf(reason: string): [string, string] {
  const known = td.ledger.reasons[reason];
  if (known !== undefined) return known;
  if (!reason.endsWith(NOT_READABLE)) return [readable(reason), ''];
  return td.ledger.blocksNotReadable(readable(reason.slice(0, -NOT_READABLE.length)).toLowerCase());
}
