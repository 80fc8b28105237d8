import { databaseIdOf, inChunks, rounded } from './d3.js';
import type { Selection } from './select.js';
import type { Graph } from './snapshot.js';
import { edgeDirected, edgeValue, isoTime, kindsOf } from './snapshot.js';
import { escapeXml } from './xml.js';

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
<meta><creator>Notion graph view</creator></meta>
<graph mode="static" defaultedgetype="directed">
<attributes class="node">
<attribute id="page_id" title="page_id" type="string"/>
<attribute id="kind" title="kind" type="string"/>
<attribute id="group" title="group" type="integer"/>
<attribute id="url" title="url" type="anyURI"/>
<attribute id="icon" title="icon" type="string"/>
<attribute id="degree" title="degree" type="integer"/>
<attribute id="database_id" title="database_id" type="string"/>
<attribute id="created_time" title="created_time" type="string"/>
<attribute id="last_edited_time" title="last_edited_time" type="string"/>
</attributes>
<attributes class="edge">
<attribute id="kinds" title="kinds" type="string"/>
</attributes>
<nodes>
`;

/** GEXF 1.3 as Gephi opens it, positions included (https://gexf.net). */
export function* gexf(graph: Graph, selection: Selection): Generator<string> {
  yield* inChunks(parts(graph, selection));
}

function* parts(graph: Graph, selection: Selection): Generator<string> {
  const { snapshot, view } = graph;
  yield HEAD;
  for (const node of selection.nodes) {
    const values: [name: string, value: string | number | null][] = [
      ['page_id', snapshot.page_ids.at(node)],
      ['kind', snapshot.kinds[node] === 1 ? 'database' : 'page'],
      ['group', view ? view.community[node]! : null],
      ['url', snapshot.urls.at(node) || null],
      ['icon', snapshot.icons.at(node) || null],
      ['degree', snapshot.degree[node]!],
      ['database_id', databaseIdOf(snapshot, node)],
      ['created_time', isoTime(snapshot.created[node]!)],
      ['last_edited_time', isoTime(snapshot.edited[node]!)],
    ];
    const attributes = values
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `<attvalue for="${name}" value="${escapeXml(String(value))}"/>`)
      .join('');
    // Gephi's y axis points up.
    const place = view ? `<viz:position x="${rounded(view.x[node]!)}" y="${rounded(-view.y[node]!)}" z="0"/>` : '';
    const [id, label] = [escapeXml(snapshot.ids.at(node)), escapeXml(snapshot.titles.at(node))];
    yield `<node id="${id}" label="${label}"><attvalues>${attributes}</attvalues>${place}</node>\n`;
  }
  yield '</nodes>\n<edges>\n';
  for (const edge of selection.edges) {
    const source = escapeXml(snapshot.ids.at(snapshot.edge_source[edge]!));
    const target = escapeXml(snapshot.ids.at(snapshot.edge_target[edge]!));
    const kinds = kindsOf(snapshot.edge_kinds[edge]! & selection.kinds);
    const type = edgeDirected(snapshot, edge, selection.kinds) ? 'directed' : 'undirected';
    const weight = edgeValue(snapshot, edge, selection.kinds);
    yield (
      `<edge id="${edge}" source="${source}" target="${target}" type="${type}" weight="${weight}" label="${kinds[0]!}">` +
      `<attvalues><attvalue for="kinds" value="${kinds.join(' ')}"/></attvalues></edge>\n`
    );
  }
  yield '</edges>\n</graph>\n</gexf>\n';
}
