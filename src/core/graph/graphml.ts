import { inChunks, linkJson, nodeJson } from './d3.js';
import type { Selection } from './select.js';
import type { Graph } from './snapshot.js';
import { escapeXml } from './xml.js';

const NODE_KEYS = [
  ['page_id', 'string'],
  ['name', 'string'],
  ['kind', 'string'],
  ['group', 'int'],
  ['url', 'string'],
  ['icon', 'string'],
  ['degree', 'int'],
  ['x', 'double'],
  ['y', 'double'],
  ['database_id', 'string'],
  ['created_time', 'string'],
  ['last_edited_time', 'string'],
] as const;

const EDGE_KEYS = [
  ['kind', 'string'],
  ['kinds', 'string'],
  ['value', 'int'],
] as const;

/** Key ids are global in GraphML, and `kind` is a key of both nodes and edges. */
function key(element: 'node' | 'edge', [name, type]: readonly [string, string]): string {
  return `<key id="${element}_${name}" for="${element}" attr.name="${name}" attr.type="${type}"/>\n`;
}

/** GraphML (http://graphml.graphdrawing.org) as yEd, NetworkX and Gephi read it. */
export function* graphml(graph: Graph, selection: Selection): Generator<string> {
  yield* inChunks(parts(graph, selection));
}

function* parts(graph: Graph, selection: Selection): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n';
  for (const entry of NODE_KEYS) yield key('node', entry);
  for (const entry of EDGE_KEYS) yield key('edge', entry);
  yield '<graph id="notion" edgedefault="directed">\n';
  for (const index of selection.nodes) {
    const node = nodeJson(graph, index);
    const data = NODE_KEYS.map(([name]) => datum('node', name, node[name])).join('');
    yield `<node id="${escapeXml(node.id)}">${data}</node>\n`;
  }
  for (const index of selection.edges) {
    const link = linkJson(graph, index, selection.kinds);
    const [source, target] = [escapeXml(link.source), escapeXml(link.target)];
    const data =
      datum('edge', 'kind', link.kind) +
      datum('edge', 'kinds', link.kinds.join(' ')) +
      datum('edge', 'value', link.value);
    yield `<edge id="e${index}" source="${source}" target="${target}" directed="${link.directed}">${data}</edge>\n`;
  }
  yield '</graph>\n</graphml>\n';
}

function datum(element: 'node' | 'edge', name: string, value: string | number | null): string {
  return value === null ? '' : `<data key="${element}_${name}">${escapeXml(String(value))}</data>`;
}
