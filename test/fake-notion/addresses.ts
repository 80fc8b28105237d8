import type { Address, Target } from './model.js';

/** The spellings of a page's address that notion-api.md §4 lists. */
export const ADDRESS_FORMS = [
  'app',
  'app_slug',
  'so',
  'www',
  'workspace_slug',
  'dashed',
  'site',
  'relative',
  'peek',
  'fragment',
  'view',
  'noise',
] as const;

export type AddressForm = (typeof ADDRESS_FORMS)[number];

export function compact(id: string): string {
  return id.replaceAll('-', '');
}

/** Where Notion's own answers say that a page or database is. */
export function appUrl(id: string, block_id?: string): string {
  return `https://app.notion.com/p/${compact(id)}${block_id === undefined ? '' : `#${compact(block_id)}`}`;
}

/** An id that belongs to no page of any generated workspace: the path of a peek, a view, a foreign page. */
const FOREIGN = 'f0e1d2c3b4a5968778695a4b3c2d1e0f';

const SPELLINGS: Record<AddressForm, (hex: string, id: string) => string> = {
  app: (hex) => `https://app.notion.com/p/${hex}`,
  app_slug: (hex) => `https://app.notion.com/p/Quarterly-plan-2026-${hex}`,
  so: (hex) => `https://notion.so/${hex}`,
  www: (hex) => `https://www.notion.so/${hex}`,
  workspace_slug: (hex) => `https://www.notion.so/acme/Road-map-${hex}`,
  dashed: (_, id) => `https://www.notion.so/${id}`,
  site: (hex) => `https://acme.notion.site/Handbook-${hex}`,
  relative: (hex) => `/${hex}`,
  peek: (hex) => `https://www.notion.so/acme/${FOREIGN}?p=${hex}&pm=s`,
  fragment: (hex) => `https://www.notion.so/${hex}#${FOREIGN}`,
  view: (hex) => `https://www.notion.so/acme/${hex}?v=${FOREIGN}`,
  noise: (hex) => `https://www.notion.so/Notes-${hex}?pvs=4`,
};

export function addressOf(target: Target, form: AddressForm = 'www'): Address {
  const url = SPELLINGS[form](compact(target.id), target.id);
  return {
    target,
    url: target.block_id === undefined ? url : `${url.split('#')[0] ?? url}#${compact(target.block_id)}`,
  };
}

/** Addresses that a careless reader takes for pages: other hosts with 32 hex digits, Notion's help, plain websites. */
export function foreignAddress(id: string, variant: number): Address {
  const hex = compact(id);
  const urls = [
    `https://example.com/${hex}`,
    `https://notion.so.example.org/${hex}`,
    `https://example.com/?next=https://www.notion.so/${hex}`,
    'https://www.notion.com/help/what-is-a-block',
    'https://github.com/acme/notion/commit/0123456789abcdef0123456789abcdef01234567',
  ];
  return { url: urls[variant % urls.length] ?? 'https://example.com/', target: null };
}
