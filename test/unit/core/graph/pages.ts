import { compileSnapshot } from '../../../../src/core/graph/compile.js';
import type { Evidence } from '../../../../src/core/graph/evidence.js';
import type { Graph, GraphPage } from '../../../../src/core/graph/snapshot.js';
import { kindsOf } from '../../../../src/core/graph/snapshot.js';
import { computeView } from '../../../../src/core/graph/view.js';
import type { PageLink } from '../../../../src/core/notion/page.js';

/** A page whose Notion id is `name`, title too, unless said otherwise. */
export function page(name: string, rest: Partial<GraphPage> = {}): GraphPage {
  return {
    id: `uuid-${name}`,
    notion_id: name,
    kind: 'page',
    title: name,
    icon: null,
    url: null,
    parent_id: null,
    database_id: null,
    created_time: null,
    last_edited_time: null,
    links: [],
    ...rest,
  };
}

export function link(kind: PageLink['kind'], target: string, rest: Partial<PageLink> = {}): PageLink {
  return { kind, target, count: 1, evidence: [], ...rest };
}

/** Edges in one line each: `a -> b mention+child x3`, `a -- b relation x1`. */
export function edgesOf(pages: readonly GraphPage[]): string[] {
  const { snapshot: s } = compileSnapshot(pages);
  return Array.from(s.edge_source, (source, edge) => {
    const arrow = s.edge_directed[edge] === 1 ? '->' : '--';
    const kinds = kindsOf(s.edge_kinds[edge]!).join('+');
    return `${s.ids.at(source)} ${arrow} ${s.ids.at(s.edge_target[edge]!)} ${kinds} x${s.edge_value[edge]}`;
  });
}

export function graphOf(pages: readonly GraphPage[], laid_out = true): Graph & { evidence: Evidence } {
  const { snapshot, evidence } = compileSnapshot(pages);
  return { version: 1, snapshot, view: laid_out ? computeView(snapshot) : null, evidence };
}

export function names(graph: Graph, nodes: Iterable<number>): string[] {
  return Array.from(nodes, (node) => graph.snapshot.ids.at(node));
}
