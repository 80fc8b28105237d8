import { t } from '../strings.js';

/** A link kind in a reader's words; one that is new to this page is printed as readable as it can be. */
export const kindWord = (kind: string): string => t.kinds[kind] ?? readable(kind);

/** `some_new_reason` → `Some new reason`. */
export function readable(code: string): string {
  const words = code.replace(/[_-]+/g, ' ').trim();
  return words === '' ? '?' : words.charAt(0).toUpperCase() + words.slice(1);
}

const days = new Intl.DateTimeFormat('en', { year: 'numeric', month: 'short', day: 'numeric' });

export function dayOf(time: string | null): string {
  if (time === null) return '';
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '' : days.format(date);
}
