import { z } from 'zod';
import { LINK_KINDS } from '../../core/notion/page.js';

/** Notion's spelling of an id, or ours: dashed and lower-case after parsing. */
export const notionId = z
  .string()
  .regex(/^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i, 'must be an id')
  .transform((text) =>
    text
      .replaceAll('-', '')
      .toLowerCase()
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  );

const kind = z.enum(LINK_KINDS);
const pin = z.object({ node_id: notionId, x: z.number().min(-1e6).max(1e6), y: z.number().min(-1e6).max(1e6) });

const selection = z.object({
  name: z.string().trim().min(1).max(200),
  database_ids: z.array(notionId).max(1_000),
  root_ids: z.array(notionId).max(1_000),
  kinds: z.array(kind).max(LINK_KINDS.length),
  pins: z.array(pin).max(10_000),
});

export const graphCreation = selection
  .partial({ database_ids: true, root_ids: true, kinds: true, pins: true })
  .extend({ connection_id: z.uuid() });
export type GraphCreation = z.infer<typeof graphCreation>;

export const graphChange = selection.partial();
export type GraphChange = z.infer<typeof graphChange>;

export const graphView = selection.extend({
  id: z.uuid(),
  connection_id: z.uuid(),
  connection_kind: z.enum(['oauth', 'token', 'export', 'sample']),
  is_default: z.boolean(),
  version: z.number().int(),
  stats: z.object({ nodes: z.number().int(), links: z.number().int(), communities: z.number().int() }),
  running_import_id: z.uuid().nullable(),
  last_import_id: z.uuid().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type GraphView = z.input<typeof graphView>;
export const graphList = z.object({ graphs: z.array(graphView), next_cursor: z.string().nullable() });

export const idParam = z.object({ id: z.uuid() });
export const nodeParam = z.object({ id: z.uuid(), node_id: notionId });
export const linkParam = z.object({ id: z.uuid(), source: notionId, target: notionId });

/** A comma-separated list in a query parameter. */
const listOf = <T extends z.ZodType<unknown, string>>(item: T) =>
  z
    .string()
    .max(20_000)
    .transform((text) => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(item).max(1_000));

const version = {
  v: z
    .string()
    .regex(/^\d{1,9}$/, 'must be a version')
    .transform(Number)
    .optional(),
};

export const dataQuery = z.object({
  ...version,
  format: z.enum(['d3', 'columns', 'gexf', 'graphml', 'csv', 'csv-nodes', 'html']).default('d3'),
  kinds: listOf(kind).optional(),
  database_ids: listOf(notionId).optional(),
  root_ids: listOf(notionId).optional(),
  limit: z.coerce.number().int().min(1).max(1_000_000).optional(),
  order: z.enum(['importance']).optional(),
});
export type DataQuery = z.infer<typeof dataQuery>;

export const neighbourhoodQuery = z.object({
  ...version,
  depth: z.coerce.number().int().min(0).max(1_000_000).default(1),
  limit: z.coerce.number().int().min(1).max(2_000).default(500),
  kinds: listOf(kind).optional(),
});
export type NeighbourhoodQuery = z.infer<typeof neighbourhoodQuery>;

export const searchQuery = z.object({
  ...version,
  q: z.string().max(500),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type SearchQuery = z.infer<typeof searchQuery>;

export const versionQuery = z.object(version);
export type VersionQuery = z.infer<typeof versionQuery>;

export const backlinksQuery = z.object({
  ...version,
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(512).optional(),
});
export type BacklinksQuery = z.infer<typeof backlinksQuery>;

const node = z.object({
  id: z.string(),
  page_id: z.string(),
  name: z.string(),
  kind: z.enum(['page', 'database']),
  group: z.number().int().nullable(),
  url: z.string().nullable(),
  icon: z.string().nullable(),
  degree: z.number().int(),
  x: z.number().nullable(),
  y: z.number().nullable(),
  database_id: z.string().nullable(),
  created_time: z.string().nullable(),
  last_edited_time: z.string().nullable(),
});
const link = z.object({
  source: z.string(),
  target: z.string(),
  kind,
  kinds: z.array(kind),
  value: z.number().int(),
  directed: z.boolean(),
});
const stats = z.object({
  nodes: z.number().int(),
  links: z.number().int(),
  communities: z.number().int(),
  shown_nodes: z.number().int(),
  shown_links: z.number().int(),
});
export const graphData = z.object({ version: z.number().int(), nodes: z.array(node), links: z.array(link), stats });

export const neighbourhoodData = graphData.extend({ root: z.string(), truncated: z.boolean() });

export const searchResults = z.object({
  version: z.number().int(),
  results: z.array(
    z.object({
      node_id: z.string(),
      page_id: z.string(),
      title: z.string(),
      icon: z.string().nullable(),
      kind: z.enum(['page', 'database']),
      degree: z.number().int(),
      group: z.number().int().nullable(),
    }),
  ),
});

const sentence = z.object({ kind, text: z.string() });
export const linkedPage = z.object({
  node_id: z.string(),
  page_id: z.string(),
  title: z.string(),
  icon: z.string().nullable(),
  kinds: z.array(kind),
  directed: z.boolean(),
  value: z.number().int(),
  evidence: z.array(sentence),
});
export const backlinkList = z.object({ backlinks: z.array(linkedPage), next_cursor: z.string().nullable() });
export const pageDetails = z.object({
  version: z.number().int(),
  node_id: z.string(),
  page_id: z.string(),
  title: z.string(),
  icon: z.string().nullable(),
  kind: z.enum(['page', 'database']),
  url: z.string().nullable(),
  database_id: z.string().nullable(),
  created_time: z.string().nullable(),
  last_edited_time: z.string().nullable(),
  degree: z.number().int(),
  links: z.array(linkedPage),
  links_total: z.number().int(),
  backlinks: z.array(linkedPage),
  backlinks_total: z.number().int(),
});

export const linkExplanation = z.object({
  version: z.number().int(),
  source: z.object({ node_id: z.string(), page_id: z.string(), title: z.string() }),
  target: z.object({ node_id: z.string(), page_id: z.string(), title: z.string() }),
  value: z.number().int(),
  kinds: z.array(
    z.object({
      kind,
      direction: z.enum(['out', 'in', 'both']),
      count: z.number().int(),
      evidence: z.array(z.string()),
    }),
  ),
});
