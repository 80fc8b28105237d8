import { dashed, type Item, type Reference } from './workspace.js';

const KIND_ORDER = ['mention', 'link', 'link_to_page', 'relation', 'child', 'synced', 'url', 'comment'];

export interface ExpectedNode {
  id: string;
  kind: 'page' | 'database';
  title: string;
  parent_id: string | null;
  database_id: string | null;
}

export interface ExpectedLink {
  source: string;
  target: string;
  kinds: string[];
  value: number;
  directed: boolean;
}

export interface ExpectedGraph {
  nodes: ExpectedNode[];
  links: ExpectedLink[];
  self_links: number;
  missing_targets: number;
  rows_without_page: number;
}

/** Draws up the graph that an export must give, while it is being written (interface.md, "What is a link"). */
export class ExpectedGraphBuilder {
  private readonly counts = new Map<string, Map<string, number>>();
  private readonly nodes: ExpectedNode[] = [];
  private self_links = 0;
  private missing_targets = 0;
  private rows_without_page = 0;

  addItem(item: Item): void {
    const database = item.row !== null ? item.parent : null;
    this.nodes.push({
      id: dashed(item.hex),
      kind: item.kind,
      title: item.title,
      parent_id: item.parent === null ? null : dashed(item.parent.hex),
      database_id: database === null ? null : dashed(database.hex),
    });
    this.rows_without_page += item.ghost_rows.length;
    if (item.parent !== null) this.count(item.parent, item, 'child');
    if (item.row === null) return;
    for (const target of item.row.related) this.count(item, target, 'relation');
    for (const target of item.row.back) this.count(item, target, 'relation');
    if (item.row.url !== null) this.count(item, item.row.url, 'url');
    if (item.row.note !== null) this.addInline(item, item.row.note, 'link');
  }

  addReference(holder: Item, { target }: Reference, kind: string): void {
    if (kind === 'link' || kind === 'link_to_page') this.addInline(holder, target, kind);
    else this.count(holder, target, kind);
  }

  addMissing(): void {
    this.missing_targets += 1;
  }

  private addInline(holder: Item, target: Item, kind: string): void {
    // In the holder's own folder: `child` says it already.
    if (target.parent !== holder) this.count(holder, target, kind);
  }

  private count(source: Item, target: Item, kind: string): void {
    if (source === target) {
      this.self_links += 1;
      return;
    }
    const key = `${dashed(source.hex)} ${dashed(target.hex)}`;
    const kinds = this.counts.get(key) ?? new Map<string, number>();
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    this.counts.set(key, kinds);
  }

  finish(): ExpectedGraph {
    const { nodes, self_links, missing_targets, rows_without_page } = this;
    return { nodes, links: this.joined(), self_links, missing_targets, rows_without_page };
  }

  private joined(): ExpectedLink[] {
    const undirected = new Set<string>();
    for (const [key, kinds] of this.counts) {
      const [source = '', target = ''] = key.split(' ');
      const back = this.counts.get(`${target} ${source}`);
      if (source > target || !kinds.has('relation') || !back?.has('relation')) continue;
      kinds.set('relation', Math.max(kinds.get('relation') ?? 0, back.get('relation') ?? 0));
      back.delete('relation');
      undirected.add(key);
    }
    return [...this.counts]
      .filter(([, kinds]) => kinds.size > 0)
      .map(([key, kinds]) => {
        const [source = '', target = ''] = key.split(' ');
        const value = [...kinds.values()].reduce((sum, count) => sum + count, 0);
        const names = [...kinds.keys()].sort((a, b) => KIND_ORDER.indexOf(a) - KIND_ORDER.indexOf(b));
        return { source, target, kinds: names, value, directed: !undirected.has(key) };
      });
  }
}
