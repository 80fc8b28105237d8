import { LINK_KINDS } from '../notion/page.js';
import { graphStats, inChunks, rounded } from './d3.js';
import type { Selection } from './select.js';
import type { Graph } from './snapshot.js';
import { edgeDirected, edgeValue } from './snapshot.js';
import { usedDatabases } from './subgraph.js';

/**
 * The graph for programmes, an array per field, about a third of the d3 JSON:
 *
 *     {version, link_kinds: [name], database_ids: [id],
 *      nodes: {id, page_id, name, kind: 0 page | 1 database, group, url, icon, degree, x, y,
 *              database: index into database_ids or -1, created_time, last_edited_time: ms since 1970 or null},
 *      links: {source, target: index into nodes, kinds: bit i is link_kinds[i], value, directed: 0 | 1}, stats}
 */
export function* columnsJson(graph: Graph, selection: Selection): Generator<string> {
  yield* inChunks(parts(graph, selection));
}

function* parts(graph: Graph, { nodes, edges, kinds }: Selection): Generator<string> {
  const { snapshot: s, view } = graph;
  const place = new Uint32Array(s.node_count);
  for (let i = 0; i < nodes.length; i++) place[nodes[i]!] = i;
  yield `{"version":${graph.version},"link_kinds":${JSON.stringify(LINK_KINDS)},"database_ids":`;
  const databases = usedDatabases(s, nodes);
  yield* array(databases.used, (i) => JSON.stringify(s.database_ids.at(i)));
  const time = (ms: number): string => (Number.isFinite(ms) ? String(ms) : 'null');
  const nullable = (text: string): string => (text === '' ? 'null' : JSON.stringify(text));
  const node_columns: [name: string, cell: (node: number) => string][] = [
    ['id', (i) => JSON.stringify(s.ids.at(i))],
    ['page_id', (i) => JSON.stringify(s.page_ids.at(i))],
    ['name', (i) => JSON.stringify(s.titles.at(i))],
    ['kind', (i) => String(s.kinds[i]!)],
    ['group', (i) => (view ? String(view.community[i]!) : 'null')],
    ['url', (i) => nullable(s.urls.at(i))],
    ['icon', (i) => nullable(s.icons.at(i))],
    ['degree', (i) => String(s.degree[i]!)],
    ['x', (i) => (view ? String(rounded(view.x[i]!)) : 'null')],
    ['y', (i) => (view ? String(rounded(view.y[i]!)) : 'null')],
    ['database', (i) => String(databases.place[s.database[i]!] ?? -1)],
    ['created_time', (i) => time(s.created[i]!)],
    ['last_edited_time', (i) => time(s.edited[i]!)],
  ];
  yield ',"nodes":{';
  for (const [i, [name, cell]] of node_columns.entries()) {
    yield `${i > 0 ? ',' : ''}"${name}":`;
    yield* array(nodes, cell);
  }
  const link_columns: [name: string, cell: (edge: number) => string][] = [
    ['source', (i) => String(place[s.edge_source[i]!]!)],
    ['target', (i) => String(place[s.edge_target[i]!]!)],
    ['kinds', (i) => String(s.edge_kinds[i]! & kinds)],
    ['value', (i) => String(edgeValue(s, i, kinds))],
    ['directed', (i) => (edgeDirected(s, i, kinds) ? '1' : '0')],
  ];
  yield '},"links":{';
  for (const [i, [name, cell]] of link_columns.entries()) {
    yield `${i > 0 ? ',' : ''}"${name}":`;
    yield* array(edges, cell);
  }
  yield `},"stats":${JSON.stringify(graphStats(graph, { nodes, edges, kinds }))}}`;
}

function* array(indices: Uint32Array, cell: (index: number) => string): Generator<string> {
  yield '[';
  for (let i = 0; i < indices.length; i++) yield (i > 0 ? ',' : '') + cell(indices[i]!);
  yield ']';
}
