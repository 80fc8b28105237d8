import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { decodeSnapshot, encodeSnapshot } from '../../core/graph/codec.js';
import { compileSnapshot } from '../../core/graph/compile.js';
import { encodeEvidence } from '../../core/graph/evidence.js';
import { type Scope, scopePages } from '../../core/graph/scope.js';
import type { GraphPage } from '../../core/graph/snapshot.js';
import { computeView, decodeView, encodeView, type ViewOptions } from '../../core/graph/view.js';
import { type TaskResult, taskResult } from '../../platform/workers/worker-pool.js';

export interface CompileInput {
  /** A file of GraphPages, one JSON document a line. */
  pages_path: string;
  scope: Scope;
  pins: { node_id: string; x: number; y: number }[];
  /** The version before, to stay close to. */
  previous: { snapshot_path: string; view_path: string; sha256: string } | null;
}

export interface CompileOutput {
  sha256: string;
  /** Null where snapshot and pins are what they were in `previous`. */
  compiled: {
    snapshot: Uint8Array;
    view: Uint8Array;
    evidence: Uint8Array;
    stats: { nodes: number; links: number; communities: number };
  } | null;
}

/** Runs in a worker thread: pages to snapshot, evidence and view. */
export default function compileTask(input: CompileInput): Promise<TaskResult<CompileOutput>> {
  return taskResult(() => compile(input));
}

async function compile(input: CompileInput): Promise<CompileOutput> {
  const pages = scopePages(await readPages(input.pages_path), input.scope);
  const { snapshot, evidence } = compileSnapshot(pages, {
    child_links: input.scope.kinds.length === 0 || input.scope.kinds.includes('child'),
  });
  const bytes = encodeSnapshot(snapshot);
  const evidence_bytes = encodeEvidence(evidence);
  const sha256 = createHash('sha256')
    .update(bytes)
    .update(evidence_bytes)
    .update(JSON.stringify(input.pins))
    .digest('hex');
  if (input.previous?.sha256 === sha256) return { sha256, compiled: null };
  const options: ViewOptions = { pins: new Map(input.pins.map(({ node_id, x, y }) => [node_id, { x, y }])) };
  if (input.previous) {
    options.previous = {
      snapshot: decodeSnapshot(await readFile(input.previous.snapshot_path)),
      view: decodeView(await readFile(input.previous.view_path)),
    };
  }
  const view = computeView(snapshot, options);
  const stats = {
    nodes: snapshot.node_count,
    links: snapshot.edge_count,
    communities: new Set(view.community).size,
  };
  return { sha256, compiled: { snapshot: bytes, view: encodeView(view), evidence: evidence_bytes, stats } };
}

async function readPages(path: string): Promise<GraphPage[]> {
  const pages: GraphPage[] = [];
  const lines = createInterface({ input: createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 20 }) });
  for await (const line of lines) {
    // Written by GraphCompiler a moment ago, in this process.
    if (line !== '') pages.push(JSON.parse(line) as GraphPage);
  }
  return pages;
}
