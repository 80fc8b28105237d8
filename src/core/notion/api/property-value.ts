import type { PropertyValue } from '../page.js';
import { asList, asText, member, textAt } from './json.js';

/**
 * A property as something to filter, colour and sort by, or undefined where it is none. Texts, addresses and files are
 * left out as too long, e-mail addresses and phone numbers on purpose: nothing that reaches a person is kept. That goes
 * for texts that a formula or a rollup makes too, which can be made of anything.
 */
export function readPropertyValue(json: unknown): PropertyValue | undefined {
  const type = textAt(json, 'type') ?? '';
  const value = member(json, type);
  switch (type) {
    case 'select':
    case 'status':
      return textAt(value, 'name');
    case 'multi_select':
      return texts(value, 'name');
    case 'number':
    case 'checkbox':
      return scalar(value);
    case 'date':
      return textAt(value, 'start');
    case 'people':
      return texts(value, 'id');
    case 'created_by':
    case 'last_edited_by':
      return textAt(value, 'id');
    case 'created_time':
    case 'last_edited_time':
      return asText(value);
    case 'unique_id':
      return uniqueId(value);
    case 'verification':
      return textAt(value, 'state');
    case 'formula':
    case 'rollup':
      return derived(value);
    default:
      return undefined;
  }
}

function derived(value: unknown): PropertyValue | undefined {
  const type = textAt(value, 'type');
  if (type === 'number' || type === 'boolean') return scalar(member(value, type));
  return type === 'date' ? textAt(value, 'date', 'start') : undefined;
}

function scalar(value: unknown): number | boolean | null {
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function texts(list: unknown, key: string): string[] {
  return asList(list).flatMap((item) => textAt(item, key) ?? []);
}

/** As Notion shows it: `TASK-12`, or the bare number. */
function uniqueId(value: unknown): PropertyValue {
  const number = scalar(member(value, 'number'));
  const prefix = textAt(value, 'prefix');
  return number === null || prefix === null || prefix === '' ? number : `${prefix}-${number}`;
}
