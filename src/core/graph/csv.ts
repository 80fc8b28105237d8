import { stringify } from 'csv-stringify/sync';
import { linkJson, nodeJson } from './d3.js';
import type { Selection } from './select.js';
import type { Graph } from './snapshot.js';

type Cell = string | number | boolean | null;

const BATCH = 500;

/**
 * CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets a leading apostrophe (OWASP, "CSV injection").
 */
function* csv(header: readonly string[], rows: Iterable<Cell[]>): Generator<string> {
  let batch: (readonly Cell[])[] = [header];
  const text = (): string =>
    stringify(batch, { escape_formulas: true, record_delimiter: 'windows', cast: { boolean: String } });
  for (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield text();
    batch = [];
  }
  if (batch.length > 0) yield text();
}

const LINK_COLUMNS = ['source', 'target', 'source_name', 'target_name', 'kind', 'kinds', 'value', 'directed'];

/** One line a link; `kinds` are separated by spaces. */
export function* linksCsv(graph: Graph, selection: Selection): Generator<string> {
  yield* csv(LINK_COLUMNS, linkRows(graph, selection));
}

function* linkRows(graph: Graph, selection: Selection): Generator<Cell[]> {
  const { titles, edge_source, edge_target } = graph.snapshot;
  for (const edge of selection.edges) {
    const link = linkJson(graph, edge, selection.kinds);
    const [from, to] = [titles.at(edge_source[edge]!), titles.at(edge_target[edge]!)];
    yield [link.source, link.target, from, to, link.kind, link.kinds.join(' '), link.value, link.directed];
  }
}

// Without positions: a negative one starts with a sign that must be neutralised in text, and nobody reads them in a sheet.
const NODE_COLUMNS = [
  'id',
  'page_id',
  'name',
  'kind',
  'group',
  'url',
  'icon',
  'degree',
  'database_id',
  'created_time',
  'last_edited_time',
] as const;

/** One line a node. Positions are in the other formats. */
export function* nodesCsv(graph: Graph, selection: Selection): Generator<string> {
  yield* csv([...NODE_COLUMNS, 'importance'], nodeRows(graph, selection));
}

function* nodeRows(graph: Graph, selection: Selection): Generator<Cell[]> {
  for (const index of selection.nodes) {
    const node = nodeJson(graph, index);
    const importance = graph.view ? Math.round(graph.view.importance[index]! * 10_000) / 10_000 : null;
    yield [...NODE_COLUMNS.map((column) => node[column]), importance];
  }
}
