import { layOut } from '../layout/layout.js';
import { undirectedGraph } from './weighted-graph.js';
import { findCommunities, matchCommunities } from './communities.js';
import { carriedPositions } from './continuity.js';
import { pageRank } from './importance.js';
import { encodeSections, SectionReader } from './sections.js';
import type { Snapshot, View } from './snapshot.js';
import { nodeIndex } from './snapshot.js';

export type { View };

export interface ViewOptions {
  /** The view to stay close to: old nodes start where they were, communities keep their labels. */
  previous?: { snapshot: Snapshot; view: View };
  /** Fixed positions by Notion id. */
  pins?: ReadonlyMap<string, { x: number; y: number }>;
  seed?: number;
  /** Called with a growing share of the work, 0 to 1. */
  on_progress?: (share: number) => void;
}

/** A pure function of its arguments, the same to the byte on every platform. */
export function computeView(snapshot: Snapshot, options: ViewOptions = {}): View {
  const { previous, pins, seed = 1, on_progress } = options;
  const graph = undirectedGraph(snapshot.node_count, snapshot.edge_source, snapshot.edge_target);
  const found = findCommunities(graph, seed);
  const importance = pageRank(snapshot);
  on_progress?.(0.1);
  const fixed = new Map<number, { x: number; y: number }>();
  for (const [id, position] of pins ?? []) {
    const node = nodeIndex(snapshot, id);
    if (node >= 0) fixed.set(node, position);
  }
  const { x, y } = layOut(graph, {
    communities: found.community,
    levels: found.levels,
    pins: fixed,
    seed,
    ...(previous ? { start: carriedPositions(snapshot, previous) } : {}),
    on_progress: (share) => on_progress?.(0.1 + share * 0.9),
  });
  const labels = previous ? matchCommunities(snapshot, found, previous) : found;
  return { x, y, community: labels.community, community_count: labels.count, importance };
}

/** "NGV\0". */
const MAGIC = 0x0056474e;
const VERSION = 1;
const SECTIONS = 5;

export function encodeView(view: View): Uint8Array<ArrayBuffer> {
  const count = Uint32Array.of(view.community_count);
  return encodeSections(MAGIC, VERSION, [view.x, view.y, view.community, count, view.importance]);
}

/** The view as arrays on these bytes, which must not change afterwards. @throws DamagedDataError */
export function decodeView(bytes: Uint8Array): View {
  const reader = new SectionReader(bytes, MAGIC, VERSION, SECTIONS);
  const x = reader.f32();
  const y = reader.f32(x.length);
  const community = reader.u32(x.length);
  const community_count = reader.u32(1)[0]!;
  return { x, y, community, community_count, importance: reader.f32(x.length) };
}
