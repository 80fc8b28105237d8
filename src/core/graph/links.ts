import type { LinkKind } from '../notion/page.js';
import { EVIDENCE_MAX, LINK_KINDS } from '../notion/page.js';
import { orderBy, runs } from './adjacency.js';

const RELATION = LINK_KINDS.indexOf('relation');
const BIT_OF = new Map<string, number>(LINK_KINDS.map((kind, bit) => [kind, bit]));
const NONE: readonly string[] = [];
const U32_MAX = 0xffffffff;

/** Edges sorted by (source, target) with one entry per kind, in the order of the kinds' bits. */
export interface MergedLinks {
  edge_source: Uint32Array;
  edge_target: Uint32Array;
  edge_kinds: Uint8Array;
  edge_directed: Uint8Array;
  edge_kind_first: Uint32Array;
  kind_counts: Uint32Array;
  /** One list per entry. */
  sentences: (readonly string[])[];
}

/** Gathers occurrences of links in any order of their holders and merges them to one edge per ordered pair. */
export class LinkMerger {
  private readonly source: Uint32Array;
  private readonly target: Uint32Array;
  private readonly kind: Uint32Array;
  private readonly count: Uint32Array;
  private readonly dual: Uint8Array;
  private readonly evidence: (readonly string[])[] = [];
  private used = 0;

  constructor(capacity: number) {
    this.source = new Uint32Array(capacity);
    this.target = new Uint32Array(capacity);
    this.kind = new Uint32Array(capacity);
    this.count = new Uint32Array(capacity);
    this.dual = new Uint8Array(capacity);
  }

  add(source: number, target: number, kind: LinkKind, count: number, evidence = NONE, dual = false): void {
    const bit = BIT_OF.get(kind);
    if (bit === undefined) return;
    const i = this.used++;
    this.source[i] = source;
    this.target[i] = target;
    this.kind[i] = bit;
    this.count[i] = count >= 1 ? Math.min(Math.floor(count), U32_MAX) : 1;
    this.dual[i] = dual && bit === RELATION ? 1 : 0;
    this.evidence[i] = evidence;
  }

  merge(node_count: number): MergedLinks {
    const used = this.used;
    const [source, target] = [this.source.subarray(0, used), this.target.subarray(0, used)];
    // Three stable counting sorts, least significant key first: linear in the occurrences whatever the shape.
    const by_kind = orderBy(this.kind.subarray(0, used), LINK_KINDS.length).order;
    const by_target = orderBy(target, node_count, by_kind).order;
    const order = orderBy(source, node_count, by_target).order;

    const entry_source = new Uint32Array(used);
    const entry_target = new Uint32Array(used);
    const entry_kind = new Uint8Array(used);
    const entry_count = new Uint32Array(used);
    const entry_dual = new Uint8Array(used);
    const entry_evidence: (readonly string[])[] = [];
    let entries = 0;
    for (const occurrence of order) {
      const last = entries - 1;
      if (
        entries > 0 &&
        entry_source[last] === source[occurrence] &&
        entry_target[last] === target[occurrence] &&
        entry_kind[last] === this.kind[occurrence]
      ) {
        entry_count[last] = Math.min(entry_count[last]! + this.count[occurrence]!, U32_MAX);
        entry_dual[last]! |= this.dual[occurrence]!;
        entry_evidence[last] = mergeSentences(entry_evidence[last]!, this.evidence[occurrence]!);
        continue;
      }
      entry_source[entries] = source[occurrence]!;
      entry_target[entries] = target[occurrence]!;
      entry_kind[entries] = this.kind[occurrence]!;
      entry_count[entries] = this.count[occurrence]!;
      entry_dual[entries] = this.dual[occurrence]!;
      entry_evidence[entries] = mergeSentences(this.evidence[occurrence]!, NONE);
      entries++;
    }
    const sorted: Entries = {
      source: entry_source.subarray(0, entries),
      target: entry_target.subarray(0, entries),
      kind: entry_kind.subarray(0, entries),
      count: entry_count.subarray(0, entries),
      dual: entry_dual.subarray(0, entries),
      evidence: entry_evidence,
    };
    const state = joinDualRelations(sorted, node_count);
    return toEdges(sorted, state);
  }
}

interface Entries {
  source: Uint32Array;
  target: Uint32Array;
  kind: Uint8Array;
  count: Uint32Array;
  dual: Uint8Array;
  evidence: (readonly string[])[];
}

const UNDIRECTED = 1;
const ABSORBED = 2;

/**
 * A dual relation that both sides hold becomes the smaller side's entry, undirected, with the greater count: both
 * sides list the same pairs, so their sum would count every pair twice.
 */
function joinDualRelations(entries: Entries, node_count: number): Uint8Array {
  const state = new Uint8Array(entries.source.length);
  const first = runs(entries.source, node_count);
  for (let entry = 0; entry < state.length; entry++) {
    const [source, target] = [entries.source[entry]!, entries.target[entry]!];
    if (entries.dual[entry] === 0 || source >= target) continue;
    const back = findRelation(entries, first[target]!, first[target + 1]!, source);
    if (back < 0 || entries.dual[back] === 0) continue;
    state[entry] = UNDIRECTED;
    state[back] = ABSORBED;
    entries.count[entry] = Math.max(entries.count[entry]!, entries.count[back]!);
    entries.evidence[entry] = mergeSentences(entries.evidence[entry]!, entries.evidence[back]!);
  }
  return state;
}

function findRelation(entries: Entries, start: number, end: number, target: number): number {
  let low = start;
  let high = end - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const step = entries.target[middle]! - target || entries.kind[middle]! - RELATION;
    if (step === 0) return middle;
    if (step < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function toEdges(entries: Entries, state: Uint8Array): MergedLinks {
  const capacity = state.length;
  const edge_source = new Uint32Array(capacity);
  const edge_target = new Uint32Array(capacity);
  const edge_kinds = new Uint8Array(capacity);
  const edge_directed = new Uint8Array(capacity).fill(1);
  const edge_kind_first = new Uint32Array(capacity + 1);
  const kind_counts = new Uint32Array(capacity);
  const sentences: (readonly string[])[] = [];
  let edges = 0;
  let kept = 0;
  for (let entry = 0; entry < capacity; entry++) {
    if (state[entry] === ABSORBED) continue;
    const last = edges - 1;
    if (edges === 0 || edge_source[last] !== entries.source[entry] || edge_target[last] !== entries.target[entry]) {
      edge_source[edges] = entries.source[entry]!;
      edge_target[edges] = entries.target[entry]!;
      edge_kind_first[edges] = kept;
      edges++;
    }
    edge_kinds[edges - 1]! |= 1 << entries.kind[entry]!;
    if (state[entry] === UNDIRECTED) edge_directed[edges - 1] = 0;
    kind_counts[kept] = entries.count[entry]!;
    sentences.push(entries.evidence[entry]!);
    kept++;
  }
  edge_kind_first[edges] = kept;
  return {
    edge_source: edge_source.slice(0, edges),
    edge_target: edge_target.slice(0, edges),
    edge_kinds: edge_kinds.slice(0, edges),
    edge_directed: edge_directed.slice(0, edges),
    edge_kind_first: edge_kind_first.slice(0, edges + 1),
    kind_counts: kind_counts.slice(0, kept),
    sentences,
  };
}

/** The first `EVIDENCE_MAX` different sentences. */
function mergeSentences(first: readonly string[], second: readonly string[]): readonly string[] {
  if (second.length === 0 && first.length <= 1) return first;
  return [...new Set([...first, ...second])].slice(0, EVIDENCE_MAX);
}
