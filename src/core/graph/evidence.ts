import type { LinkKind } from '../notion/page.js';
import { checkOffsets, DamagedDataError, encodeSections, SectionReader } from './sections.js';
import { KIND_BIT } from './snapshot.js';
import type { StringColumn } from './string-column.js';
import { stringColumn } from './string-column.js';

/** "NGE\0". */
const MAGIC = 0x0045474e;
const VERSION = 1;
const SECTIONS = 5;

/**
 * The sentences that hold a snapshot's links, kept apart because few reads want them. Edges are the snapshot's. An
 * entry is one kind of one edge; entries stand in the order of edges and, within an edge, of kinds. Hierarchy has no
 * sentence: a reader says "is inside".
 */
export interface Evidence {
  readonly edge_kinds: Uint8Array;
  /** `edges + 1` offsets into the entries. */
  readonly entry_first: Uint32Array;
  /** `entries + 1` offsets into the sentences. */
  readonly sentence_first: Uint32Array;
  readonly sentences: StringColumn;
  /** For a part of a graph: the edge here for each of the part's edges. Not stored. */
  readonly edges?: Uint32Array;
}

/** The evidence of a part of a graph (`subgraph`), read by the part's edges. */
export function evidenceWithin(evidence: Evidence, edges: Uint32Array): Evidence {
  return { ...evidence, edges };
}

/** The sentences of one kind of one edge, decoded here and now; none where there is no such edge or kind. */
export function evidenceOf(evidence: Evidence, graph_edge: number, kind: LinkKind): string[] {
  const edge = evidence.edges ? (evidence.edges[graph_edge] ?? -1) : graph_edge;
  const kinds = evidence.edge_kinds[edge] ?? 0;
  const bit = KIND_BIT[kind];
  if ((kinds & bit) === 0) return [];
  let entry = evidence.entry_first[edge]!;
  for (let before = kinds & (bit - 1); before !== 0; before &= before - 1) entry++;
  const sentences: string[] = [];
  for (let i = evidence.sentence_first[entry]!; i < evidence.sentence_first[entry + 1]!; i++) {
    sentences.push(evidence.sentences.at(i));
  }
  return sentences;
}

export function encodeEvidence(evidence: Evidence): Uint8Array<ArrayBuffer> {
  return encodeSections(MAGIC, VERSION, [
    evidence.edge_kinds,
    evidence.entry_first,
    evidence.sentence_first,
    evidence.sentences.offsets,
    evidence.sentences.heap,
  ]);
}

/** The evidence as views on these bytes; no sentence is decoded. @throws DamagedDataError */
export function decodeEvidence(bytes: Uint8Array): Evidence {
  const reader = new SectionReader(bytes, MAGIC, VERSION, SECTIONS);
  const edge_kinds = reader.bytes();
  const entry_first = reader.u32(edge_kinds.length + 1);
  const sentence_first = reader.u32();
  const offsets = reader.u32();
  const heap = reader.bytes();
  checkOffsets(entry_first, sentence_first.length - 1);
  checkOffsets(sentence_first, offsets.length - 1);
  checkOffsets(offsets, heap.length);
  for (let edge = 0; edge < edge_kinds.length; edge++) {
    let entries = 0;
    for (let rest = edge_kinds[edge]!; rest !== 0; rest &= rest - 1) entries++;
    if (entry_first[edge + 1]! - entry_first[edge]! !== entries) throw new DamagedDataError('kinds without entries');
  }
  return { edge_kinds, entry_first, sentence_first, sentences: stringColumn(heap, offsets) };
}
