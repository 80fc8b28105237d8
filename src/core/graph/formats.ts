import { columnsJson } from './columns.js';
import { linksCsv, nodesCsv } from './csv.js';
import { d3Json } from './d3.js';
import { gexf } from './gexf.js';
import { graphml } from './graphml.js';
import { html } from './html.js';
import type { Selection } from './select.js';
import type { Graph } from './snapshot.js';

export type Format = 'd3' | 'columns' | 'gexf' | 'graphml' | 'csv' | 'csv-nodes' | 'html';

export interface FormatWriter {
  content_type: string;
  /** Without a dot. */
  extension: string;
  /** The whole answer in chunks of text, UTF-8 when sent. */
  write(graph: Graph, selection: Selection): Generator<string>;
}

/** Every format a graph can be had in, under the name it is asked for by (interface.md). */
export const FORMATS: Readonly<Record<Format, FormatWriter>> = {
  d3: { content_type: 'application/json; charset=utf-8', extension: 'json', write: d3Json },
  columns: { content_type: 'application/json; charset=utf-8', extension: 'json', write: columnsJson },
  gexf: { content_type: 'application/gexf+xml; charset=utf-8', extension: 'gexf', write: gexf },
  graphml: { content_type: 'application/graphml+xml; charset=utf-8', extension: 'graphml', write: graphml },
  csv: { content_type: 'text/csv; charset=utf-8', extension: 'csv', write: linksCsv },
  'csv-nodes': { content_type: 'text/csv; charset=utf-8', extension: 'csv', write: nodesCsv },
  html: { content_type: 'text/html; charset=utf-8', extension: 'html', write: html },
};

export function isFormat(name: string): name is Format {
  return Object.hasOwn(FORMATS, name);
}
