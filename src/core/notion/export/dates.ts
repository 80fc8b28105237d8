const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

const CREATED = new Set(['created', 'created time', 'created at', 'created on', 'created_time', 'date created']);
const EDITED = new Set(['last edited time', 'last edited', 'last edited at', 'last_edited_time', 'edited']);

export function isCreatedName(name: string): boolean {
  return CREATED.has(name.trim().toLowerCase());
}

export function isEditedName(name: string): boolean {
  return EDITED.has(name.trim().toLowerCase());
}

const LONG =
  /^@?([a-z]+)\.? (\d{1,2}), (\d{4})(?:,?(?: at)? (\d{1,2}):(\d{2})(?::\d{2})?\s*(am|pm)?)?(?: \((?:utc|gmt)\))?$/i;
const YEAR_FIRST =
  /^@?(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*(am|pm)?\s*Z?)?$/i;

/**
 * A time as exports write it (`December 4, 2024 8:45 AM`, `2024/12/04 8:45 AM`) as ISO 8601, or null.
 * Exports name no zone: it is read as UTC. `04/12/2024` is ambiguous between locales and therefore null.
 */
export function parseExportTime(value: string): string | null {
  const text = value.trim().replace(/\s+/g, ' ');
  const long = LONG.exec(text);
  if (long) {
    const name = (long[1] ?? '').toLowerCase();
    const month = MONTHS.findIndex((full) => name.length >= 3 && full.startsWith(name));
    return month === -1 ? null : toIso(long[3], month, long[2], long[4], long[5], long[6]);
  }
  const first = YEAR_FIRST.exec(text);
  return first ? toIso(first[1], Number(first[2]) - 1, first[3], first[4], first[5], first[6]) : null;
}

function toIso(
  year: string | undefined,
  month: number,
  day: string | undefined,
  hours: string | undefined,
  minutes: string | undefined,
  half: string | undefined,
): string | null {
  let hour = Number(hours ?? 0);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  }
  const minute = Number(minutes ?? 0);
  const time = new Date(Date.UTC(Number(year), month, Number(day), hour, minute));
  const valid = time.getUTCMonth() === month && time.getUTCDate() === Number(day) && hour < 24 && minute < 60;
  return valid ? time.toISOString() : null;
}
