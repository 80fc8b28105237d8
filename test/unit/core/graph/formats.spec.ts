import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { compileSnapshot } from '../../../../src/core/graph/compile.js';
import { d3Object } from '../../../../src/core/graph/d3.js';
import type { Format } from '../../../../src/core/graph/formats.js';
import { FORMATS, isFormat } from '../../../../src/core/graph/formats.js';
import {
  VIEWER_SCRIPT,
  VIEWER_SCRIPT_SHA256,
  VIEWER_STYLE,
  VIEWER_STYLE_SHA256,
} from '../../../../src/core/graph/html-viewer.js';
import { selectGraph } from '../../../../src/core/graph/select.js';
import type { Graph } from '../../../../src/core/graph/snapshot.js';
import { arbitraryPages } from './arbitrary-pages.js';
import { graphOf, link, page } from './pages.js';

const written = (graph: Graph, format: Format): string =>
  [...FORMATS[format].write(graph, selectGraph(graph))].join('');

const HOSTILE = [
  '</script><script>alert(1)</script>',
  '=HYPERLINK("http://evil")',
  '+1',
  '-1',
  '@x',
  '\tx',
  '\rx',
  'a\u2028b\u2029c\u0000d\u001f',
  '<!-- & " \' ]]>',
  'line\nbreak,"quote"',
  '\ufffe \ud83e\udd8a',
];
const hostile = graphOf(
  HOSTILE.map((title, i) =>
    page(`n${i.toString().padStart(2, '0')}`, { title, icon: title, links: [link('url', 'n00')] }),
  ),
);

// eslint-disable-next-line no-control-regex -- these are what must not be there
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const BARE_AMPERSAND = /&(?!#?\w+;)/;

/** Attributes and text of all elements; strict: tags must match, and nothing may stand bare that XML forbids. */
function elements(xml: string): { name: string; attributes: Record<string, string>; text: string }[] {
  expect(xml.replace(CONTROLS, '')).toBe(xml);
  expect(xml).not.toMatch(BARE_AMPERSAND);
  const token = /<(\/?)([\w:]+)((?:\s+[\w:.]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
  const found: ReturnType<typeof elements> = [];
  const open: (typeof found)[number][] = [];
  const body = xml.replace(/^<\?xml.*?\?>/, '');
  while (token.lastIndex < body.length) {
    const parts = token.exec(body);
    if (!parts) throw new Error('not well-formed');
    const [, closing, name, attributes, closed, text] = parts;
    if (name === undefined) {
      if (open.length > 0) open.at(-1)!.text += decodeXml(text!);
      continue;
    }
    if (closing) {
      expect(open.pop()?.name).toBe(name);
      continue;
    }
    const pairs = [...attributes!.matchAll(/([\w:.]+)="([^"]*)"/g)].map(([, key, value]) => [key!, decodeXml(value!)]);
    const element = { name, attributes: Object.fromEntries(pairs) as Record<string, string>, text: '' };
    found.push(element);
    if (!closed) open.push(element);
  }
  expect(open).toHaveLength(0);
  return found;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeXml(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_, code: string | undefined, name: string) =>
    code === undefined ? ENTITIES[name]! : String.fromCodePoint(Number(code)),
  );
}

const withoutControls = (title: string): string => title.replace(CONTROLS, '');

describe('d3', () => {
  it('is exactly what the interface says', () => {
    const graph = graphOf([
      page('a', {
        icon: '🦊',
        url: 'https://notion.so/a',
        database_id: 'db',
        created_time: '2024-01-02T03:04:05Z',
        links: [link('mention', 'b', { count: 2 })],
      }),
      page('b', { kind: 'database' }),
    ]);
    const object = d3Object({ ...graph, view: null }, selectGraph(graph));
    expect(object).toEqual({
      version: 1,
      nodes: [
        {
          id: 'a',
          page_id: 'uuid-a',
          name: 'a',
          kind: 'page',
          group: null,
          url: 'https://notion.so/a',
          icon: '🦊',
          degree: 1,
          x: null,
          y: null,
          database_id: 'db',
          created_time: '2024-01-02T03:04:05.000Z',
          last_edited_time: null,
        },
        expect.objectContaining({ id: 'b', kind: 'database', url: null, icon: null, database_id: null }),
      ],
      links: [{ source: 'a', target: 'b', kind: 'mention', kinds: ['mention'], value: 2, directed: true }],
      stats: { nodes: 2, links: 1, communities: 0, shown_nodes: 2, shown_links: 1 },
    });
    expect(d3Object(graph, selectGraph(graph)).nodes[0]).toMatchObject({ group: 0, x: expect.any(Number) });
  });

  it('streams the same answer in chunks', () => {
    const pages = Array.from({ length: 2000 }, (_, i) =>
      page(`n${i}`, { links: [link('mention', `n${(i * 7) % 2000}`)] }),
    );
    const graph = graphOf(pages, false);
    const chunks = [...FORMATS.d3.write(graph, selectGraph(graph))];
    expect(chunks.length).toBeGreaterThan(5);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(70_000);
    expect(JSON.parse(chunks.join(''))).toEqual(d3Object(graph, selectGraph(graph)));
  });

  it('is empty arrays before anything is compiled', () => {
    const graph: Graph = { version: 0, snapshot: compileSnapshot([]).snapshot, view: null };
    expect(JSON.parse(written(graph, 'd3'))).toEqual({
      version: 0,
      nodes: [],
      links: [],
      stats: { nodes: 0, links: 0, communities: 0, shown_nodes: 0, shown_links: 0 },
    });
    for (const format of Object.keys(FORMATS)) expect(written(graph, format as Format)).not.toBe('');
  });
});

describe('columns', () => {
  it('say the same as d3', () => {
    const columns = JSON.parse(written(hostile, 'columns')) as {
      nodes: { name: string[]; id: string[] };
      links: { source: number[] };
    };
    const object = d3Object(hostile, selectGraph(hostile));
    expect(columns.nodes.name).toEqual(object.nodes.map(({ name }) => name));
    expect(columns.links.source.map((i) => columns.nodes.id[i])).toEqual(object.links.map(({ source }) => source));
  });
});

describe('gexf and graphml', () => {
  it('hold every title, escaped', () => {
    const gexf = elements(written(hostile, 'gexf')).filter(({ name }) => name === 'node');
    expect(gexf.map(({ attributes }) => attributes['label'])).toEqual(HOSTILE.map(withoutControls));
    const graphml = elements(written(hostile, 'graphml'));
    const titles = graphml.filter(({ attributes }) => attributes['key'] === 'node_name').map(({ text }) => text);
    expect(titles).toEqual(HOSTILE.map(withoutControls));
  });

  it('are well-formed whatever the pages', () => {
    fc.assert(
      fc.property(arbitraryPages, (pages) => {
        const graph: Graph = { version: 1, snapshot: compileSnapshot(pages).snapshot, view: null };
        for (const format of ['gexf', 'graphml'] as const) {
          const found = elements(written(graph, format));
          expect(found.filter(({ name }) => name === 'node')).toHaveLength(graph.snapshot.node_count);
          expect(found.filter(({ name }) => name === 'edge')).toHaveLength(graph.snapshot.edge_count);
        }
      }),
    );
  });
});

function rowsOf(csv: string): string[][] {
  const rows: string[][] = parse(csv);
  return rows;
}

describe('csv', () => {
  it('has no cell that a spreadsheet takes for a formula', () => {
    for (const format of ['csv', 'csv-nodes'] as const) {
      const rows = rowsOf(written(hostile, format));
      expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    }
    const [header, ...rows] = rowsOf(written(hostile, 'csv-nodes'));
    const names = rows.map((row) => row[header!.indexOf('name')]);
    expect(names).toEqual(HOSTILE.map((title) => (/^[=+\-@\t\r]/.test(title) ? `'${title}` : title)));
  });
});

describe('html', () => {
  const file = written(hostile, 'html');

  it('asks for nothing from anywhere', () => {
    const shell = file.replace(/<script type="application\/json".*?<\/script>/s, '');
    expect(shell).not.toMatch(/https?:\/\/|src=|@import|url\(/);
    expect(shell).toContain(`default-src 'none'`);
  });

  it('holds data that no title can end', () => {
    expect(file.match(/<script/g)).toHaveLength(2);
    const json = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(file)![1]!;
    expect(json).not.toMatch(/[<\u2028\u2029]/);
    expect((JSON.parse(json) as { nodes: { name: string[] } }).nodes.name).toEqual(HOSTILE);
  });

  it('names the hashes of its script and style', () => {
    const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
    expect([VIEWER_SCRIPT_SHA256, VIEWER_STYLE_SHA256]).toEqual([hash(VIEWER_SCRIPT), hash(VIEWER_STYLE)]);
    expect(file).toContain(`<script>${VIEWER_SCRIPT}</script>`);
  });
});

describe('formats', () => {
  it('are known by name', () => {
    expect(['d3', 'csv-nodes', 'xlsx', 'constructor'].map(isFormat)).toEqual([true, true, false, false]);
  });
});
