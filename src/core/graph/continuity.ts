import type { Snapshot, View } from './snapshot.js';

/** Index of each node in an older snapshot, -1 where it is new. Both are sorted by id, so one pass does. */
export function matchNodes(snapshot: Snapshot, older: Snapshot): Int32Array<ArrayBuffer> {
  const match = new Int32Array(snapshot.node_count).fill(-1);
  let old = 0;
  let old_id = older.ids.at(0);
  for (let node = 0; node < snapshot.node_count && old < older.node_count; node++) {
    const id = snapshot.ids.at(node);
    while (old < older.node_count && old_id < id) old_id = older.ids.at(++old);
    if (old < older.node_count && old_id === id) match[node] = old;
  }
  return match;
}

export interface CarriedPositions {
  /** NaN where a node has none. */
  x: Float64Array;
  y: Float64Array;
  /** 1 where the node is new or its links changed. */
  changed: Uint8Array;
}

/** Where nodes were in an older view, and which of them have reason to move. */
export function carriedPositions(snapshot: Snapshot, previous: { snapshot: Snapshot; view: View }): CarriedPositions {
  const n = snapshot.node_count;
  const match = matchNodes(snapshot, previous.snapshot);
  const x = new Float64Array(n).fill(NaN);
  const y = new Float64Array(n).fill(NaN);
  const changed = new Uint8Array(n);
  for (let node = 0; node < n; node++) {
    const old = match[node]!;
    if (old >= 0) {
      x[node] = previous.view.x[old]!;
      y[node] = previous.view.y[old]!;
    }
    changed[node] = old >= 0 && sameNeighbours(snapshot, node, previous.snapshot, old, match) ? 0 : 1;
  }
  return { x, y, changed };
}

function sameNeighbours(snapshot: Snapshot, node: number, older: Snapshot, old: number, match: Int32Array): boolean {
  if (snapshot.degree[node] !== older.degree[old]) return false;
  // Node order is by id in both, so runs of matched neighbours are in the same order.
  const shift = older.out_first[old]! - snapshot.out_first[node]!;
  for (let edge = snapshot.out_first[node]!; edge < snapshot.out_first[node + 1]!; edge++) {
    if (edge + shift >= older.out_first[old + 1]!) return false;
    if (match[snapshot.edge_target[edge]!] !== older.edge_target[edge + shift]) return false;
  }
  const back = older.in_first[old]! - snapshot.in_first[node]!;
  for (let i = snapshot.in_first[node]!; i < snapshot.in_first[node + 1]!; i++) {
    if (i + back >= older.in_first[old + 1]!) return false;
    const source = snapshot.edge_source[snapshot.in_edges[i]!]!;
    if (match[source] !== older.edge_source[older.in_edges[i + back]!]) return false;
  }
  return true;
}
