import type { LinkKind } from '../notion/page.js';
import type { Evidence } from './evidence.js';
import { evidenceOf } from './evidence.js';
import { importanceRank } from './importance.js';
import type { Graph, Snapshot } from './snapshot.js';
import { ALL_KINDS, edgeBetween, edgeValue, KIND_BIT, kindsOf } from './snapshot.js';

export interface ExplainedKind {
  kind: LinkKind;
  /** `out`: the first page holds it; `in`: the second one does; `both`: a dual relation. */
  direction: 'out' | 'in' | 'both';
  count: number;
  /** At most three sentences; none for hierarchy. */
  evidence: string[];
}

export interface LinkExplanation {
  source: number;
  target: number;
  /** Occurrences in either direction. */
  value: number;
  /** What the first page holds, then what only the second one does, each in the order of `LINK_KINDS`. */
  kinds: ExplainedKind[];
}

/** Why two pages are linked, in either direction; null where they are not. */
export function explainLink(
  graph: Graph,
  evidence: Evidence | null,
  source: number,
  target: number,
): LinkExplanation | null {
  const { snapshot } = graph;
  const kinds = [
    ...explainEdge(snapshot, evidence, edgeBetween(snapshot, source, target), 'out'),
    ...explainEdge(snapshot, evidence, edgeBetween(snapshot, target, source), 'in'),
  ];
  if (kinds.length === 0) return null;
  const value = kinds.reduce((sum, { count }) => sum + count, 0);
  return { source, target, value, kinds };
}

function explainEdge(
  snapshot: Snapshot,
  evidence: Evidence | null,
  edge: number,
  direction: 'out' | 'in',
): ExplainedKind[] {
  if (edge < 0) return [];
  return kindsOf(snapshot.edge_kinds[edge]!).map((kind) => ({
    kind,
    direction: kind === 'relation' && snapshot.edge_directed[edge] === 0 ? 'both' : direction,
    count: edgeValue(snapshot, edge, KIND_BIT[kind]),
    evidence: evidence ? evidenceOf(evidence, edge, kind) : [],
  }));
}

export interface LinkedPage {
  /** The page at the other end. */
  index: number;
  kinds: readonly LinkKind[];
  directed: boolean;
  value: number;
  evidence: Sentence[];
}

/** A sentence that holds a link, and how it does. */
export interface Sentence {
  kind: LinkKind;
  text: string;
}

export interface PageLinksPart {
  /** How many pages there are in all. */
  total: number;
  pages: LinkedPage[];
}

/** One edge, in those of its kinds that run in the wanted direction. */
type Piece = [edge: number, mask: number];

/**
 * What a page points at and what points at it, most important page first. A dual relation is in both lists. Only the
 * pages of the asked range are decoded: a hub may have 50,000.
 */
export function pageLinks(
  graph: Graph,
  evidence: Evidence | null,
  node: number,
  range: { offset?: number; limit?: number } = {},
): { outgoing: PageLinksPart; incoming: PageLinksPart } {
  const { snapshot } = graph;
  const outgoing = new Map<number, Piece[]>();
  const incoming = new Map<number, Piece[]>();
  const put = (list: Map<number, Piece[]>, other: number, piece: Piece): void => {
    const pieces = list.get(other);
    if (pieces) pieces.push(piece);
    else list.set(other, [piece]);
  };
  const { out_first, in_first, in_edges, edge_source, edge_target, edge_directed } = snapshot;
  for (let edge = out_first[node] ?? 0; edge < (out_first[node + 1] ?? 0); edge++) {
    put(outgoing, edge_target[edge]!, [edge, ALL_KINDS]);
    if (edge_directed[edge] === 0) put(incoming, edge_target[edge]!, [edge, KIND_BIT.relation]);
  }
  for (let i = in_first[node] ?? 0; i < (in_first[node + 1] ?? 0); i++) {
    const edge = in_edges[i]!;
    put(incoming, edge_source[edge]!, [edge, ALL_KINDS]);
    if (edge_directed[edge] === 0) put(outgoing, edge_source[edge]!, [edge, KIND_BIT.relation]);
  }
  const rank = importanceRank(graph);
  const part = (list: Map<number, Piece[]>): PageLinksPart => {
    const offset = range.offset ?? 0;
    const order = [...list.keys()].sort((a, b) => rank[a]! - rank[b]!);
    const shown = order.slice(offset, offset + (range.limit ?? order.length));
    return { total: list.size, pages: shown.map((index) => linkedPage(snapshot, evidence, index, list.get(index)!)) };
  };
  return { outgoing: part(outgoing), incoming: part(incoming) };
}

function linkedPage(snapshot: Snapshot, evidence: Evidence | null, index: number, pieces: Piece[]): LinkedPage {
  let mask = 0;
  let value = 0;
  let directed = true;
  const sentences: Sentence[] = [];
  for (const [edge, kinds] of pieces) {
    mask |= snapshot.edge_kinds[edge]! & kinds;
    value += edgeValue(snapshot, edge, kinds);
    if (snapshot.edge_directed[edge] === 0) directed = false;
    for (const kind of evidence ? kindsOf(snapshot.edge_kinds[edge]! & kinds) : []) {
      for (const text of evidenceOf(evidence!, edge, kind)) sentences.push({ kind, text });
    }
  }
  return { index, kinds: kindsOf(mask), directed, value, evidence: sentences };
}
