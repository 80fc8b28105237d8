import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { d3Object, nodeJson } from '../../core/graph/d3.js';
import type { Evidence } from '../../core/graph/evidence.js';
import { explainLink, type LinkedPage, pageLinks } from '../../core/graph/explain.js';
import { FORMATS } from '../../core/graph/formats.js';
import { neighbourhood } from '../../core/graph/neighbourhood.js';
import { searchTitles } from '../../core/graph/search.js';
import { selectGraph, type SelectOptions } from '../../core/graph/select.js';
import { type Graph, kindMask, nodeIndex } from '../../core/graph/snapshot.js';
import { stringColumn } from '../../core/graph/string-column.js';
import { bareNotionAddresses } from '../../core/notion/urls.js';
import { AppError } from '../../platform/errors/app-error.js';
import { GraphReader } from './graph-reader.js';
import type { StoredGraph } from './stored-graph.js';
import type {
  backlinkList,
  BacklinksQuery,
  DataQuery,
  graphData,
  linkedPage,
  linkExplanation,
  neighbourhoodData,
  NeighbourhoodQuery,
  pageDetails,
  SearchQuery,
  searchResults,
} from './graphs.schemas.js';

/** What a reader may see of a graph: all of it for its owner, what its options allow through an embed. */
export interface ReadPolicy {
  evidence: boolean;
  urls: boolean;
  download: boolean;
}

export const OWNER_POLICY: ReadPolicy = { evidence: true, urls: true, download: true };

/** How many links and backlinks come with a page; the rest is paged. */
const FIRST_LINKS = 50;

/** One version of a graph under a policy: every answer is a pure function of it and the query. */
export interface Reading {
  graph: Graph;
  policy: ReadPolicy;
  evidence: () => Promise<Evidence | null>;
}

/** The reads of a graph, the same for its owner and for an embed. */
@Injectable()
export class GraphReads {
  constructor(private readonly reader: GraphReader) {}

  /** @param version the one that the request names, or undefined for the newest */
  async open(stored: StoredGraph, version: number | undefined, policy: ReadPolicy): Promise<Reading> {
    const asked = version ?? stored.version;
    const graph = await this.reader.graph(stored._id, asked);
    return {
      graph: policy.urls ? graph : withoutUrls(graph),
      policy,
      evidence: () => (policy.evidence ? this.reader.evidenceOf(stored._id, asked) : Promise.resolve(null)),
    };
  }

  /** The complete graph in a format, in chunks. @throws AppError `forbidden` where the policy keeps the graph on the map */
  data(
    { graph, policy }: Reading,
    query: DataQuery,
  ): { content_type: string; file_name: string | null; body: Iterable<string> } {
    if (query.format !== 'd3' && !policy.download) {
      throw new AppError('forbidden', { detail: 'The owner of this map does not offer it for download.' });
    }
    const options: SelectOptions = {
      ...(query.kinds ? { kinds: query.kinds } : {}),
      ...(query.database_ids ? { database_ids: notionIds(graph, query.database_ids) } : {}),
      ...(query.root_ids ? { root_ids: query.root_ids } : {}),
      ...(query.limit === undefined ? {} : { limit: query.limit }),
    };
    const format = FORMATS[query.format];
    const file_name = query.format === 'd3' || query.format === 'columns' ? null : `graph.${format.extension}`;
    return { content_type: format.content_type, file_name, body: format.write(graph, selectGraph(graph, options)) };
  }

  neighbourhood({ graph }: Reading, node_id: string, query: NeighbourhoodQuery): z.infer<typeof neighbourhoodData> {
    const node = existing(graph, node_id);
    const kinds = query.kinds?.length ? kindMask(query.kinds) : undefined;
    const found = neighbourhood(graph, node, query.depth, query.limit, kinds);
    const data: z.infer<typeof graphData> = mutable(d3Object(graph, found));
    return { ...data, root: node_id, truncated: found.truncated };
  }

  search({ graph }: Reading, query: SearchQuery): z.infer<typeof searchResults> {
    const results = searchTitles(graph, query.q, query.limit).map(({ index }) => {
      const { id, page_id, name, icon, kind, degree, group } = nodeJson(graph, index);
      return { node_id: id, page_id, title: name, icon, kind, degree, group };
    });
    return { version: graph.version, results };
  }

  async page(reading: Reading, node_id: string): Promise<z.infer<typeof pageDetails>> {
    const { graph, evidence } = reading;
    const node = existing(graph, node_id);
    const { id, page_id, name, icon, kind, url, database_id, created_time, last_edited_time, degree } = nodeJson(
      graph,
      node,
    );
    const { outgoing, incoming } = pageLinks(graph, await evidence(), node, { limit: FIRST_LINKS });
    return {
      version: graph.version,
      node_id: id,
      page_id,
      title: name,
      icon,
      kind,
      url,
      database_id,
      created_time,
      last_edited_time,
      degree,
      links: outgoing.pages.map((page) => linkedPageJson(reading, page)),
      links_total: outgoing.total,
      backlinks: incoming.pages.map((page) => linkedPageJson(reading, page)),
      backlinks_total: incoming.total,
    };
  }

  async backlinks(reading: Reading, node_id: string, query: BacklinksQuery): Promise<z.infer<typeof backlinkList>> {
    const { graph, evidence } = reading;
    const node = existing(graph, node_id);
    const offset = query.cursor === undefined ? 0 : offsetIn(query.cursor, graph.version);
    const { incoming } = pageLinks(graph, await evidence(), node, { offset, limit: query.limit });
    const next = offset + incoming.pages.length;
    return {
      backlinks: incoming.pages.map((page) => linkedPageJson(reading, page)),
      next_cursor: next < incoming.total ? `${graph.version}.${next}` : null,
    };
  }

  async link(reading: Reading, source: string, target: string): Promise<z.infer<typeof linkExplanation>> {
    const { graph, evidence } = reading;
    const explained = explainLink(graph, await evidence(), existing(graph, source), existing(graph, target));
    if (!explained) throw new AppError('not_found', { detail: 'These two pages are not linked.' });
    const end = (index: number) => {
      const { id, page_id, name } = nodeJson(graph, index);
      return { node_id: id, page_id, title: name };
    };
    return {
      version: graph.version,
      source: end(explained.source),
      target: end(explained.target),
      value: explained.value,
      kinds: explained.kinds.map((kind) => ({ ...kind, evidence: kind.evidence.map((text) => said(reading, text)) })),
    };
  }
}

function existing(graph: Graph, node_id: string): number {
  const node = nodeIndex(graph.snapshot, node_id);
  if (node < 0) throw new AppError('not_found', { detail: 'There is no such page in this graph.' });
  return node;
}

function linkedPageJson(reading: Reading, linked: LinkedPage): z.infer<typeof linkedPage> {
  const { graph } = reading;
  const { id, page_id, name, icon } = nodeJson(graph, linked.index);
  return {
    node_id: id,
    page_id,
    title: name,
    icon,
    kinds: [...linked.kinds],
    directed: linked.directed,
    value: linked.value,
    evidence: linked.evidence.map(({ kind, text }) => ({ kind, text: said(reading, text) })),
  };
}

/** A sentence may spell out the address that a policy hides. */
function said({ policy }: Reading, text: string): string {
  if (policy.urls) return text;
  return bareNotionAddresses(text).reduceRight(
    (shown, { start, end }) => `${shown.slice(0, start)}…${shown.slice(end)}`,
    text,
  );
}

/** Ids of ours among these become Notion's, as graphs name nodes. */
function notionIds({ snapshot }: Graph, ids: readonly string[]): string[] {
  return ids.map((id) => {
    if (nodeIndex(snapshot, id) >= 0) return id;
    for (let node = 0; node < snapshot.node_count; node++) {
      if (snapshot.page_ids.at(node) === id) return snapshot.ids.at(node);
    }
    return id;
  });
}

/** Positions in a version's list mean nothing in another version's. */
function offsetIn(cursor: string, version: number): number {
  const match = /^(\d{1,10})\.(\d{1,10})$/.exec(cursor);
  if (!match || Number(match[1]) !== version) {
    throw new AppError('malformed_request', {
      detail: 'This cursor belongs to another version of the graph. Start without one.',
    });
  }
  return Number(match[2]);
}

/** Node and link JSON share their `kinds` lists, so the core types them as read-only. */
function mutable(data: ReturnType<typeof d3Object>): z.infer<typeof graphData> {
  return { ...data, links: data.links.map((link) => ({ ...link, kinds: [...link.kinds] })) };
}

function withoutUrls(graph: Graph): Graph {
  const urls = stringColumn(new Uint8Array(0), new Uint32Array(graph.snapshot.node_count + 1));
  return { ...graph, snapshot: { ...graph.snapshot, urls } };
}
