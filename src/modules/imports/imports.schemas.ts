import { z } from 'zod';
import { notionId } from '../graph/graphs.schemas.js';
import { IMPORT_PHASES, type StoredImport } from './imports.repository.js';

const ledgerEntry = z.object({
  subject: z.enum(['page', 'block', 'link', 'file']),
  reason: z.string(),
  count: z.number().int(),
  examples: z.array(z.object({ node_id: z.string().nullable(), text: z.string() })),
});

export const importView = z.object({
  id: z.uuid(),
  graph_id: z.uuid(),
  connection_id: z.uuid(),
  state: z.enum(['queued', 'running', 'waiting', 'done', 'failed', 'cancelled']),
  phase: z.enum(IMPORT_PHASES),
  pages_found: z.number().int(),
  pages_read: z.number().int(),
  pages_failed: z.number().int(),
  links_found: z.number().int(),
  requests: z.object({ total: z.number().int(), by_reason: z.record(z.string(), z.number().int()) }),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
  eta_seconds: z.number().int().nullable(),
  code: z.string().nullable(),
  message: z.string().nullable(),
  ledger: z.array(ledgerEntry),
});
export type ImportView = z.infer<typeof importView>;
export const importList = z.object({
  imports: z.array(importView.omit({ ledger: true })),
  next_cursor: z.string().nullable(),
});

export const acceptedImport = importView.pick({ id: true, graph_id: true, connection_id: true, state: true });
export type AcceptedImport = z.infer<typeof acceptedImport>;

/** An import from Notion. `database_ids` takes Notion's ids or ours. */
export const importOrder = z.object({
  connection_id: z.uuid(),
  database_ids: z.array(notionId).min(1).max(1_000).optional(),
  mode: z.enum(['full', 'incremental']).default('incremental'),
});
export type ImportOrder = z.infer<typeof importOrder>;

export const idParam = z.object({ id: z.uuid() });

export function viewOf(row: StoredImport, now: Date): ImportView {
  return {
    id: row._id,
    graph_id: row.graph_id,
    connection_id: row.connection_id,
    state: row.state,
    phase: row.phase,
    pages_found: row.pages_found,
    pages_read: row.pages_read,
    pages_failed: row.pages_failed,
    links_found: row.links_found,
    requests: { total: row.requests.total, by_reason: { ...row.requests.by_reason } },
    started_at: row.started_at,
    finished_at: row.finished_at,
    eta_seconds: etaSeconds(row, now),
    code: row.code,
    message: row.message,
    ledger: row.ledger,
  };
}

/** From the pace so far; null while there is too little to go by. */
function etaSeconds(row: StoredImport, now: Date): number | null {
  if (row.state !== 'running' || row.started_at === null || row.pages_read < 20 || row.pages_found === 0) return null;
  const elapsed = (now.getTime() - Date.parse(row.started_at)) / 1_000;
  const left = Math.max(0, row.pages_found - row.pages_read);
  return Math.round((elapsed / row.pages_read) * left);
}
