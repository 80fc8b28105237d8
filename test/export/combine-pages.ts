import type { SourcePage } from '../../src/core/notion/page.js';
import type { ExpectedLink } from './expected-graph.js';

const KIND_ORDER = ['mention', 'link', 'link_to_page', 'relation', 'child', 'synced', 'url', 'comment'];

/** The plain way from pages to the links of a graph (interface.md): slow, obvious, and not the product's own. */
export function combinePages(pages: readonly SourcePage[]): ExpectedLink[] {
  const counts = new Map<string, Map<string, number>>();
  const dual = new Set<string>();
  const count = (source: string, target: string, kind: string, n: number): void => {
    const key = `${source} ${target}`;
    const kinds = counts.get(key) ?? new Map<string, number>();
    if (kinds.has(kind)) throw new Error(`two entries for ${key} ${kind}`);
    kinds.set(kind, n);
    counts.set(key, kinds);
  };
  for (const page of pages) {
    if (page.parent_id !== null) count(page.parent_id, page.notion_id, 'child', 1);
    for (const link of page.links) {
      count(page.notion_id, link.target, link.kind, link.count);
      if (link.dual) dual.add(`${page.notion_id} ${link.target}`);
    }
  }
  const links: ExpectedLink[] = [];
  for (const [key, kinds] of counts) {
    const [source = '', target = ''] = key.split(' ');
    const back_key = `${target} ${source}`;
    const both = dual.has(key) && dual.has(back_key);
    if (both) {
      const back = counts.get(back_key)?.get('relation') ?? 0;
      if (source < target) kinds.set('relation', Math.max(kinds.get('relation') ?? 0, back));
    }
    const names = [...kinds.keys()].filter((kind) => !(both && kind === 'relation' && source > target));
    if (names.length === 0) continue;
    names.sort((a, b) => KIND_ORDER.indexOf(a) - KIND_ORDER.indexOf(b));
    const value = names.reduce((sum, kind) => sum + (kinds.get(kind) ?? 0), 0);
    links.push({ source, target, kinds: names, value, directed: !(both && source < target) });
  }
  return links;
}
