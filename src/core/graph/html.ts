import { columnsJson } from './columns.js';
import { VIEWER_SCRIPT, VIEWER_SCRIPT_SHA256, VIEWER_STYLE, VIEWER_STYLE_SHA256 } from './html-viewer.js';
import type { Selection } from './select.js';
import type { Graph } from './snapshot.js';

const POLICY =
  `default-src 'none'; script-src 'sha256-${VIEWER_SCRIPT_SHA256}'; style-src 'sha256-${VIEWER_STYLE_SHA256}'; ` +
  `img-src data:; base-uri 'none'; form-action 'none'`;

const HEAD = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>Notion graph</title>
<style>${VIEWER_STYLE}</style>
</head>
<body>
<canvas id="map" tabindex="0" aria-label="Map of pages and links; drag to move, scroll to zoom"></canvas>
<div id="bar"><input id="query" type="search" placeholder="Find a page" aria-label="Find a page" autocomplete="off" dir="auto"><ul id="found"></ul><p id="stats"></p></div>
<div id="tip" dir="auto" hidden></div>
<script type="application/json" id="data">`;

const TAIL = `</script>
<script>${VIEWER_SCRIPT}</script>
</body>
</html>
`;

/**
 * One file that shows the graph with nothing else: data, styles and a small canvas viewer inside, and a policy that
 * forbids every request. The data is JSON with every `<` and line separator escaped, so no title can end the script.
 */
export function* html(graph: Graph, selection: Selection): Generator<string> {
  yield HEAD;
  for (const chunk of columnsJson(graph, selection)) yield inScript(chunk);
  yield TAIL;
}

const ESCAPES: Readonly<Record<string, string>> = { '<': '\\u003c', '\u2028': '\\u2028', '\u2029': '\\u2029' };

function inScript(json: string): string {
  return json.replace(/[<\u2028\u2029]/g, (character) => ESCAPES[character]!);
}
