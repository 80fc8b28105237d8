import type { GraphData, GraphLink, GraphNode } from '../api/types.js';
import { t } from '../strings.js';
import { KIND_ORDER } from './palette.js';

export interface GroupInfo {
  group: number | null;
  /** The title of its best-linked page: that is what a reader calls it. */
  name: string;
  icon: string | null;
  count: number;
}

export interface KindInfo {
  kind: string;
  count: number;
}

/** A graph's data with what the drawing and the panels look up, computed once. */
export interface GraphModel {
  data: GraphData;
  nodes: ReadonlyMap<string, GraphNode>;
  links: readonly GraphLink[];
  /** Node id to positions in `links`. */
  incident: ReadonlyMap<string, readonly number[]>;
  /** Largest first. */
  groups: readonly GroupInfo[];
  kinds: readonly KindInfo[];
  /** False while a node still waits for its position. */
  placed: boolean;
}

export function buildModel(data: GraphData): GraphModel {
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  const links = data.links.filter((link) => nodes.has(link.source) && nodes.has(link.target));
  const incident = new Map<string, number[]>();
  const touch = (id: string, link: number): void => {
    const list = incident.get(id);
    if (list === undefined) incident.set(id, [link]);
    else list.push(link);
  };
  links.forEach((link, index) => {
    touch(link.source, index);
    if (link.target !== link.source) touch(link.target, index);
  });
  return {
    data,
    nodes,
    links,
    incident,
    groups: groupsOf(data.nodes),
    kinds: kindsOf(links),
    placed: data.nodes.every((node) => node.x !== null && node.y !== null),
  };
}

/** A node and the nodes one visible link away. */
export function neighbourhood(model: GraphModel, id: string, hiddenKinds: ReadonlySet<string>): Set<string> {
  const found = new Set([id]);
  for (const index of model.incident.get(id) ?? []) {
    const link = model.links[index];
    if (link === undefined || visibleKind(link, hiddenKinds) === null) continue;
    found.add(link.source).add(link.target);
  }
  return found;
}

/** The kind a link is drawn as: its first one that is switched on, or null where all are off. */
export function visibleKind(link: GraphLink, hiddenKinds: ReadonlySet<string>): string | null {
  if (hiddenKinds.size === 0) return link.kind;
  return link.kinds.find((kind) => !hiddenKinds.has(kind)) ?? null;
}

export function titleOf(node: { name: string } | undefined): string {
  return node === undefined || node.name.trim() === '' ? t.untitled : node.name;
}

/** Emoji only: an icon that is a picture is an address, and an address is no label. */
export function emojiOf(icon: string | null | undefined): string | null {
  if (!icon || icon.length > 16 || /[/:.]|[a-z0-9]{2}/i.test(icon)) return null;
  return icon;
}

function groupsOf(nodes: readonly GraphNode[]): GroupInfo[] {
  const found = new Map<number | null, { count: number; head: GraphNode }>();
  for (const node of nodes) {
    const entry = found.get(node.group);
    if (entry === undefined) found.set(node.group, { count: 1, head: node });
    else {
      entry.count += 1;
      if (node.degree > entry.head.degree) entry.head = node;
    }
  }
  return [...found]
    .map(([group, { count, head }]) => ({ group, count, name: titleOf(head), icon: emojiOf(head.icon) }))
    .sort((a, b) => b.count - a.count || (a.group ?? -1) - (b.group ?? -1));
}

function kindsOf(links: readonly GraphLink[]): KindInfo[] {
  const counts = new Map<string, number>();
  for (const link of links) for (const kind of link.kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const rank = (kind: string): number => {
    const at = (KIND_ORDER as readonly string[]).indexOf(kind);
    return at === -1 ? KIND_ORDER.length : at;
  };
  return [...counts].map(([kind, count]) => ({ kind, count })).sort((a, b) => rank(a.kind) - rank(b.kind));
}
