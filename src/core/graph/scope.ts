import type { LinkKind } from '../notion/page.js';
import type { GraphPage } from './snapshot.js';

/** What of a workspace a saved graph holds. Ids are Notion's; an empty list is no restriction. */
export interface Scope {
  /** These databases with their rows. */
  database_ids: readonly string[];
  /** These pages with everything beneath them. */
  root_ids: readonly string[];
  /** Links of these kinds; hierarchy is the compile step's to leave out (`child_links`). */
  kinds: readonly LinkKind[];
}

/** The pages of a scope, with the links that it allows, in their order. Hierarchy may have cycles. */
export function scopePages(pages: readonly GraphPage[], scope: Scope): GraphPage[] {
  const inside = membership(pages, scope);
  const chosen = inside ? pages.filter((page) => inside.has(page.notion_id)) : pages;
  if (scope.kinds.length === 0) return [...chosen];
  const kinds = new Set<LinkKind>(scope.kinds);
  return chosen.map((page) => ({
    ...page,
    links: page.links.filter((link) => kinds.has(link.kind)),
  }));
}

function membership(pages: readonly GraphPage[], scope: Scope): Set<string> | null {
  if (scope.database_ids.length === 0 && scope.root_ids.length === 0) return null;
  const databases = new Set(scope.database_ids);
  const inside = new Set<string>();
  for (const page of pages) {
    if (databases.has(page.notion_id) || (page.database_id !== null && databases.has(page.database_id))) {
      inside.add(page.notion_id);
    }
  }
  if (scope.root_ids.length > 0) addDescendants(pages, scope.root_ids, inside);
  return inside;
}

function addDescendants(pages: readonly GraphPage[], roots: readonly string[], inside: Set<string>): void {
  const children = new Map<string, string[]>();
  const known = new Set<string>();
  for (const page of pages) {
    known.add(page.notion_id);
    if (page.parent_id === null) continue;
    const siblings = children.get(page.parent_id);
    if (siblings) siblings.push(page.notion_id);
    else children.set(page.parent_id, [page.notion_id]);
  }
  const open = roots.filter((root) => known.has(root));
  const seen = new Set(open);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    inside.add(id);
    for (const child of children.get(id) ?? []) {
      if (seen.has(child)) continue;
      seen.add(child);
      open.push(child);
    }
  }
}
