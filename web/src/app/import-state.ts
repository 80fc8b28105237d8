import type { Problem } from '../api/problem.js';
import type { ImportDoc, LedgerEntry } from '../api/types.js';

/** Where bringing in an export stands. One at a time. */
export type ImportFlow =
  | { step: 'idle' }
  | { step: 'uploading'; name: string; loaded: number; total: number }
  | { step: 'running'; document: ImportDoc; cancelling: boolean; note: string | null }
  | { step: 'done'; document: ImportDoc }
  | { step: 'cancelled' }
  | { step: 'failed'; problem: Problem };

export type ImportEvent =
  | { type: 'start'; name: string; total: number }
  | { type: 'sent'; loaded: number; total: number }
  | { type: 'document'; document: ImportDoc; note?: string }
  | { type: 'cancelling' }
  | { type: 'problem'; problem: Problem }
  | { type: 'dismiss' };

export const IDLE: ImportFlow = { step: 'idle' };

export function reduceImport(flow: ImportFlow, event: ImportEvent): ImportFlow {
  switch (event.type) {
    case 'start':
      return { step: 'uploading', name: event.name, loaded: 0, total: event.total };
    case 'sent':
      return flow.step === 'uploading' ? { ...flow, loaded: event.loaded, total: event.total } : flow;
    case 'document':
      return afterDocument(flow, event.document, event.note ?? null);
    case 'cancelling':
      return flow.step === 'running' ? { ...flow, cancelling: true } : flow;
    case 'problem':
      return { step: 'failed', problem: event.problem };
    case 'dismiss':
      // What runs goes on: only its outcome can be put away.
      return flow.step === 'uploading' || flow.step === 'running' ? flow : IDLE;
  }
}

function afterDocument(flow: ImportFlow, document: ImportDoc, note: string | null): ImportFlow {
  switch (document.state) {
    case 'done':
      return { step: 'done', document };
    case 'cancelled':
      return { step: 'cancelled' };
    case 'failed':
      return { step: 'failed', problem: failureOf(document) };
    default: {
      const same = flow.step === 'running' && flow.document.id === document.id ? flow : null;
      // An event tells what changed; what it leaves out still holds.
      const merged = same === null ? document : { ...same.document, ...document };
      return {
        step: 'running',
        document: merged,
        cancelling: same?.cancelling ?? false,
        note: note ?? same?.note ?? null,
      };
    }
  }
}

/** A failed import reads like any other problem: its code finds the next step, its message is the detail. */
function failureOf(document: ImportDoc): Problem {
  return {
    status: 422,
    code: document.code ?? 'import_failed',
    title: '',
    detail: document.message ?? '',
    retryAfter: null,
    importId: null,
  };
}

/** 0..1, or null while the number of pages is not known, or still grows. */
export function progressOf(document: ImportDoc): number | null {
  const found = document.pages_found ?? 0;
  if (found <= 0 || document.phase === 'listing') return null;
  return Math.min(1, ((document.pages_read ?? 0) + (document.pages_failed ?? 0)) / found);
}

export const ledgerTotal = (ledger: readonly LedgerEntry[]): number =>
  ledger.reduce((sum, entry) => sum + Math.max(0, entry.count), 0);

const BEFORE_FIRST_MAP = new Set(['queued', 'listing']);

/**
 * True once an import from Notion has listed what there is: titles and hierarchy are a map already. (An export is read
 * too quickly for that; it asks Notion nothing, which tells the two apart.)
 */
export const hasFirstMap = (document: ImportDoc): boolean =>
  document.state === 'running' &&
  (document.requests?.total ?? 0) > 0 &&
  !BEFORE_FIRST_MAP.has(document.phase ?? 'queued');

export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'];
  let value = bytes;
  let unit = -1;
  do {
    value /= 1024;
    unit += 1;
  } while (value >= 1024 && unit < units.length - 1);
  return `${value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}
