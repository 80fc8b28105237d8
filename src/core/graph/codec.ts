import { adjacency } from './adjacency.js';
import { checkOffsets, DamagedDataError, encodeSections, SectionReader } from './sections.js';
import type { Snapshot } from './snapshot.js';
import { stringColumn } from './string-column.js';

/** "NGS\0". */
const MAGIC = 0x0053474e;
const VERSION = 1;
const SECTIONS = 18;

/** The bytes of a snapshot. The adjacency is left out: it is made again faster than it is read. */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array<ArrayBuffer> {
  return encodeSections(MAGIC, VERSION, [
    snapshot.ids.heap,
    snapshot.ids.offsets,
    snapshot.page_ids.offsets,
    snapshot.titles.offsets,
    snapshot.icons.offsets,
    snapshot.urls.offsets,
    snapshot.database_ids.offsets,
    snapshot.kinds,
    snapshot.database,
    snapshot.parent,
    snapshot.created,
    snapshot.edited,
    snapshot.edge_source,
    snapshot.edge_target,
    snapshot.edge_kinds,
    snapshot.edge_directed,
    snapshot.edge_kind_first,
    snapshot.kind_counts,
  ]);
}

/** The snapshot as views on these bytes, which must not change afterwards. @throws DamagedDataError */
export function decodeSnapshot(bytes: Uint8Array): Snapshot {
  const reader = new SectionReader(bytes, MAGIC, VERSION, SECTIONS);
  const heap = reader.bytes();
  const id_offsets = reader.u32();
  const nodes = id_offsets.length - 1;
  if (nodes < 0) throw new DamagedDataError('no offsets of ids');
  const column = (offsets: Uint32Array) => {
    checkOffsets(offsets, heap.length);
    return stringColumn(heap, offsets);
  };
  const ids = column(id_offsets);
  const page_ids = column(reader.u32(nodes + 1));
  const titles = column(reader.u32(nodes + 1));
  const icons = column(reader.u32(nodes + 1));
  const urls = column(reader.u32(nodes + 1));
  const database_ids = column(reader.u32());
  const kinds = reader.bytes(nodes);
  const database = reader.i32(nodes);
  const parent = reader.i32(nodes);
  const created = reader.f64(nodes);
  const edited = reader.f64(nodes);
  const edge_source = reader.u32();
  const edges = edge_source.length;
  const edge_target = reader.u32(edges);
  const edge_kinds = reader.bytes(edges);
  const edge_directed = reader.bytes(edges);
  const edge_kind_first = reader.u32(edges + 1);
  const kind_counts = reader.u32();
  checkOffsets(edge_kind_first, kind_counts.length);
  checkRange(database, -1, database_ids.length);
  checkRange(parent, -1, nodes);
  checkEdges(nodes, edge_source, edge_target);
  return {
    node_count: nodes,
    edge_count: edges,
    ids,
    page_ids,
    titles,
    icons,
    urls,
    database_ids,
    kinds,
    database,
    parent,
    created,
    edited,
    edge_source,
    edge_target,
    edge_kinds,
    edge_directed,
    edge_kind_first,
    kind_counts,
    edge_value: sumKinds(edge_kind_first, kind_counts),
    ...adjacency(nodes, edge_source, edge_target),
  };
}

/** An edge's value is the sum of its kinds' counts. */
export function sumKinds(edge_kind_first: Uint32Array, kind_counts: Uint32Array): Uint32Array<ArrayBuffer> {
  const values = new Uint32Array(edge_kind_first.length - 1);
  for (let edge = 0; edge < values.length; edge++) {
    let value = 0;
    for (let i = edge_kind_first[edge]!; i < edge_kind_first[edge + 1]!; i++) value += kind_counts[i]!;
    values[edge] = value;
  }
  return values;
}

function checkRange(values: Int32Array, low: number, high: number): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < low || values[i]! >= high) throw new DamagedDataError('an index is out of range');
  }
}

function checkEdges(nodes: number, source: Uint32Array, target: Uint32Array): void {
  for (let edge = 0; edge < source.length; edge++) {
    if (source[edge]! >= nodes || target[edge]! >= nodes) throw new DamagedDataError('an edge ends nowhere');
    if (edge === 0) continue;
    const step = source[edge]! - source[edge - 1]! || target[edge]! - target[edge - 1]!;
    if (step <= 0) throw new DamagedDataError('edges are not in order');
  }
}
