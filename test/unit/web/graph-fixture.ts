import type { GraphData, GraphLink, GraphNode } from '../../../web/src/api/types.js';

export function node(id: string, over: Partial<GraphNode> = {}): GraphNode {
  return {
    id,
    page_id: `page-${id}`,
    name: id.toUpperCase(),
    kind: 'page',
    group: 0,
    url: null,
    icon: null,
    degree: 1,
    x: 0,
    y: 0,
    database_id: null,
    created_time: null,
    last_edited_time: null,
    ...over,
  };
}

export function link(
  source: string,
  target: string,
  kinds: string[] = ['link'],
  over: Partial<GraphLink> = {},
): GraphLink {
  return { source, target, kind: kinds[0] ?? 'link', kinds, value: 1, directed: true, ...over };
}

export function graph(nodes: GraphNode[], links: GraphLink[]): GraphData {
  return { version: 1, nodes, links, stats: { nodes: nodes.length, links: links.length } };
}
