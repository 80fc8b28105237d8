/** First position of every node's run in a list that is sorted by `ends`; `count + 1` entries. */
export function runs(ends: Uint32Array, count: number): Uint32Array<ArrayBuffer> {
  const first = new Uint32Array(count + 1);
  for (let i = 0; i < ends.length; i++) first[ends[i]! + 1]!++;
  for (let i = 0; i < count; i++) first[i + 1]! += first[i]!;
  return first;
}

/** Stable counting sort: positions 0..n-1 (or the given order) arranged by key. O(n + keys). */
export function orderBy(
  keys: Uint32Array,
  key_count: number,
  order?: Uint32Array,
): { first: Uint32Array<ArrayBuffer>; order: Uint32Array<ArrayBuffer> } {
  const first = runs(keys, key_count);
  const next = first.slice();
  const sorted = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const item = order ? order[i]! : i;
    sorted[next[keys[item]!]!++] = item;
  }
  return { first, order: sorted };
}

export interface Adjacency {
  out_first: Uint32Array;
  in_first: Uint32Array;
  in_edges: Uint32Array;
  degree: Uint32Array;
}

/** Both directions of a list of edges that is sorted by (source, target). */
export function adjacency(node_count: number, source: Uint32Array, target: Uint32Array): Adjacency {
  const out_first = runs(source, node_count);
  const { first: in_first, order: in_edges } = orderBy(target, node_count);
  const degree = new Uint32Array(node_count);
  for (let node = 0; node < node_count; node++) {
    degree[node] = out_first[node + 1]! - out_first[node]! + in_first[node + 1]! - in_first[node]!;
  }
  return { out_first, in_first, in_edges, degree };
}
