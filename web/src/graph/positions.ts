import type { GraphNode } from '../api/types.js';

export interface Point {
  x: number;
  y: number;
}

/**
 * Where each node is drawn. Nodes without a position wait on a circle around the placed ones, in the order of their
 * groups, so that the same answer always gives the same picture.
 */
export function positionsOf(nodes: readonly GraphNode[]): Map<string, Point> {
  const positions = new Map<string, Point>();
  const waiting: GraphNode[] = [];
  let reach = 0;
  for (const node of nodes) {
    if (node.x === null || node.y === null) waiting.push(node);
    else {
      positions.set(node.id, { x: node.x, y: node.y });
      reach = Math.max(reach, Math.hypot(node.x, node.y));
    }
  }
  const radius = reach > 0 ? reach * 1.15 : 100;
  waiting.sort((a, b) => (a.group ?? -1) - (b.group ?? -1) || (a.id < b.id ? -1 : 1));
  waiting.forEach((node, index) => {
    const angle = (index / waiting.length) * Math.PI * 2 - Math.PI / 2;
    positions.set(node.id, { x: Math.cos(angle) * radius, y: Math.sin(angle) * radius });
  });
  return positions;
}

/** Radius in pixels at rest: area grows with degree, and a crowded map has smaller discs. */
export function nodeSize(node: Pick<GraphNode, 'degree' | 'kind'>, nodeCount: number): number {
  const crowd = Math.min(1.25, Math.max(0.35, (260 / Math.max(1, nodeCount)) ** 0.28));
  const size = Math.min(20, 3 + Math.sqrt(Math.max(0, node.degree)) * 2.1);
  return (node.kind === 'database' ? Math.max(size, 6) + 1.5 : size) * crowd;
}
