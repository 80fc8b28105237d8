import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type WriteOptions, writeExport } from '../export/write-export.js';
import { followImport } from './follow-import.js';
import { sendJson, upload } from './http-client.js';

export interface Accepted {
  id: string;
  graph_id: string;
  connection_id: string;
  state: string;
}

export interface GraphData {
  version: number;
  nodes: { id: string; page_id: string; name: string; x: number | null; y: number | null; url: string | null }[];
  links: { source: string; target: string; kind: string; kinds: string[]; value: number; directed: boolean }[];
  stats: { nodes: number; links: number; communities: number; shown_nodes: number; shown_links: number };
}

/** Uploads a zip that must be accepted; what becomes of it is for the caller to follow. */
export async function acceptZip(base: string, zip: Buffer, fields: Record<string, string> = {}): Promise<Accepted> {
  const answer = await upload(base, zip, fields);
  if (answer.status !== 202) throw new Error(`The upload was answered ${answer.status}: ${answer.text}`);
  return JSON.parse(answer.text) as Accepted;
}

/** Uploads a zip and waits until its graph is there. */
export async function importZip(base: string, zip: Buffer, fields: Record<string, string> = {}): Promise<Accepted> {
  const accepted = await acceptZip(base, zip, fields);
  const last = (await followImport(base, accepted.id)).at(-1);
  if (last?.event !== 'done') throw new Error(`The import ended with ${JSON.stringify(last)}`);
  return accepted;
}

export function graphData(base: string, graph_id: string, query = ''): Promise<GraphData & { status_code: number }> {
  return sendJson<GraphData>(base, `/api/v1/graphs/${graph_id}/data${query}`);
}

/** An export that keeps the server busy for a while, as bytes. */
export async function largeExport(options: WriteOptions): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'notion-graph-export-'));
  try {
    await writeExport(join(folder, 'export.zip'), options);
    return await readFile(join(folder, 'export.zip'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
