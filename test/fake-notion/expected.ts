import type { LinkKind } from '../../src/core/notion/page.js';
import { referencesOf } from './references.js';
import type { NodeObject } from './model.js';
import type { Workspace } from './workspace.js';

/**
 * The order in which a link's kinds are listed (interface.md). Written out again on purpose: a slip in the product's
 * own list must show up as a difference.
 */
const KIND_ORDER: readonly LinkKind[] = [
  'mention',
  'link',
  'link_to_page',
  'relation',
  'child',
  'synced',
  'url',
  'comment',
];

export interface ExpectedNode {
  id: string;
  kind: 'page' | 'database';
  title: string;
  /** The node that directly holds it, null at the top or under what was not shared. */
  parent_id: string | null;
  database_id: string | null;
}

export interface ExpectedLink {
  source: string;
  target: string;
  kinds: LinkKind[];
  value: number;
  directed: boolean;
}

export interface ExpectedGraph {
  nodes: ExpectedNode[];
  /** Sorted by source, then target. */
  links: ExpectedLink[];
  /** Occurrences that are no links: a page that points at itself, and targets that cannot be seen. */
  self_links: number;
  lost_links: number;
}

export interface ExpectedOptions {
  /** Whether comments are read: off by default, as in the product. */
  comments?: boolean;
}

interface Tally {
  counts: Map<LinkKind, number>;
  dual: number;
  directed: boolean;
}

/** Nodes and links of a complete import, read off the abstract model by interface.md's rules. */
export function expectedGraph(workspace: Workspace, options: ExpectedOptions = {}): ExpectedGraph {
  const pairs = new Map<string, Map<string, Tally>>();
  const graph: ExpectedGraph = { nodes: [], links: [], self_links: 0, lost_links: 0 };
  const tally = (source: string, target: string): Tally => {
    let row = pairs.get(source);
    if (row === undefined) pairs.set(source, (row = new Map()));
    let found = row.get(target);
    if (found === undefined) row.set(target, (found = { counts: new Map(), dual: 0, directed: true }));
    return found;
  };

  for (const node of nodesOf(workspace)) {
    const parent = workspace.parentOf(node);
    const parent_id = workspace.isNode(parent) ? parent.id : null;
    const database_id = node.parent.type === 'data_source' ? workspace.dataSource(node.parent.id).database_id : null;
    graph.nodes.push({ id: node.id, kind: node.kind, title: workspace.plainText(node.title), parent_id, database_id });
    if (parent_id !== null) count(tally(parent_id, node.id), 'child', 1);
    for (const reference of referencesOf(workspace, node, options.comments ?? false)) {
      const target = reference.target_id === null ? undefined : workspace.resolve(reference.target_id);
      if (!workspace.isNode(target)) graph.lost_links++;
      else if (target.id === node.id) graph.self_links++;
      else if (reference.dual) tally(node.id, target.id).dual++;
      else count(tally(node.id, target.id), reference.kind, 1);
    }
  }
  joinDualRelations(pairs, tally);
  for (const source of [...pairs.keys()].sort()) {
    for (const [target, { counts, directed }] of [...(pairs.get(source) ?? [])].sort(byKey)) {
      const kinds = KIND_ORDER.filter((kind) => counts.has(kind));
      const value = kinds.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0);
      if (value > 0) graph.links.push({ source, target, kinds, value, directed });
    }
  }
  graph.nodes.sort((a, b) => (a.id < b.id ? -1 : 1));
  return graph;
}

/**
 * A dual relation is seen from both sides; each pair is one occurrence of one undirected link from the smaller id.
 * Where only one side can be seen it stays what that side says.
 */
function joinDualRelations(
  pairs: ReadonlyMap<string, ReadonlyMap<string, Tally>>,
  tally: (source: string, target: string) => Tally,
): void {
  const duals: [string, string, number][] = [];
  for (const [source, row] of pairs)
    for (const [target, { dual }] of row) if (dual > 0) duals.push([source, target, dual]);
  for (const [source, target, times] of duals) {
    const back = pairs.get(target)?.get(source)?.dual ?? 0;
    if (back === 0) count(tally(source, target), 'relation', times);
    else if (source < target) {
      const link = tally(source, target);
      count(link, 'relation', Math.max(times, back));
      link.directed = false;
    }
  }
}

function count(tally: Tally, kind: LinkKind, times: number): void {
  tally.counts.set(kind, (tally.counts.get(kind) ?? 0) + times);
}

function* nodesOf(workspace: Workspace): Generator<NodeObject> {
  for (const database of workspace.databases.values()) if (workspace.isNode(database)) yield database;
  for (const page of workspace.pages.values()) if (workspace.isNode(page)) yield page;
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}
