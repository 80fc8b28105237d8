import { batch, computed, signal } from '@preact/signals';
import { api, onSessionEnded } from '../api/client.js';
import { ApiError, problemOf, type Problem } from '../api/problem.js';
import type { AuthMethods, Connection, GraphMeta } from '../api/types.js';
import { t } from '../strings.js';
import { createViewer } from '../viewer/store.js';
import { newestFirst, pickGraph } from './graph-list.js';

const UNDO_MS = 6000;
const SETTLE_MS = 1500;
/** A layout that takes longer than this is shown when the reader comes back. */
const SETTLE_TRIES = 80;

export interface Toast {
  id: number;
  words: string;
  action?: { words: string; run: () => void };
}

export type DialogName = 'none' | 'import' | 'ledger' | 'embed' | 'connections' | 'connect' | 'databases';

/** The app around the viewer: which graphs and connections there are, which is open, who is asked to log in. */
export const viewer = createViewer();
export const graphs = signal<GraphMeta[] | null>(null);
export const problem = signal<Problem | null>(null);
export const currentId = signal<string | null>(null);
export const current = computed(() => graphs.value?.find((graph) => graph.id === currentId.value) ?? null);
export const connections = signal<Connection[] | null>(null);
export const needsLogin = signal(false);
export const authMethods = signal<AuthMethods | null>(null);
/** Where a session can be ended: nobody logs in to a server of one's own. */
export const hasSession = computed(() => authMethods.value?.methods.some((method) => method !== 'local') === true);
export const offersOAuth = computed(() => authMethods.value?.notion_oauth === true);
export const dialog = signal<DialogName>('none');
export const toasts = signal<Toast[]>([]);
export const busy = signal<string | null>(null);

onSessionEnded(() => {
  needsLogin.value = true;
});

/** What carries out the deletions that still wait for an Undo, by the id of the graph or connection. */
const doomed = new Map<string, () => Promise<void>>();
let settleTimer: ReturnType<typeof setTimeout> | undefined;
let toastId = 0;

/** True where the failure is a missing session, and the login form is now shown. */
export function askedToLogIn(error: unknown): boolean {
  if (!(error instanceof ApiError) || error.problem.status !== 401) return false;
  needsLogin.value = true;
  return true;
}

/** Reads the list and opens what the address names, else the newest graph. */
export async function loadGraphs(wanted?: string | null): Promise<void> {
  problem.value = null;
  try {
    const list = newestFirst((await api.graphs()).filter(isKept));
    const asked = wanted ?? new URLSearchParams(location.search).get('graph');
    const next = pickGraph(list, asked, currentId.value);
    graphs.value = list;
    needsLogin.value = false;
    if (next !== null) await openGraph(next.id);
  } catch (error) {
    if (!askedToLogIn(error)) problem.value = problemOf(error);
  }
}

const isKept = (graph: GraphMeta): boolean => !doomed.has(graph.id) && !doomed.has(graph.connection_id);

/** What fails here is told where the reader looks: in the dialog that lists them. */
export async function loadConnections(): Promise<void> {
  const list = await api.connections();
  connections.value = list.filter(({ id }) => !doomed.has(id));
}

export async function loadAuthMethods(): Promise<void> {
  try {
    authMethods.value ??= await api.authMethods();
  } catch {
    // The login form asks again; until then the page is as for a server of one's own.
  }
}

export async function openGraph(id: string): Promise<void> {
  const meta = graphs.value?.find((graph) => graph.id === id);
  if (meta === undefined) return;
  const same = currentId.value === id && viewer.model.value !== null;
  currentId.value = id;
  rememberInAddress(id);
  await viewer.open(sourceOf(meta), same);
  settle(id, 0);
}

function sourceOf(meta: GraphMeta) {
  return {
    reader: api.graphReader(meta.id),
    // Version 0 is nothing yet, and nothing is not for ever.
    version: meta.version > 0 ? meta.version : undefined,
    expectedNodes: meta.stats?.nodes,
  };
}

/** Follows a graph until it is compiled and every page has its place, then shows each newer version. */
function settle(id: string, tries: number): void {
  clearTimeout(settleTimer);
  const model = viewer.model.value;
  const meta = current.value;
  if (model === null || meta === null || meta.id !== id) return;
  // Only an import fills a connection's own graph, and it may have ended without one.
  const filled = meta.version > 0 || (meta.is_default === true && meta.running_import_id === null);
  const waiting = !filled || !model.placed;
  busy.value = !waiting || tries >= SETTLE_TRIES ? null : model.placed ? t.map.compiling : t.map.arranging;
  if (!waiting || tries >= SETTLE_TRIES) return;
  settleTimer = setTimeout(() => void showNewer(meta).then(() => settle(id, tries + 1)), SETTLE_MS);
}

async function showNewer(meta: GraphMeta): Promise<void> {
  try {
    const fresh = await api.graph(meta.id);
    if (currentId.value !== meta.id) return;
    graphs.value = (graphs.value ?? []).map((graph) => (graph.id === meta.id ? { ...graph, ...fresh } : graph));
    if (fresh.version === meta.version) return;
    await viewer.open(sourceOf({ ...meta, ...fresh }), true);
  } catch {
    // The next try may find the server again.
  }
}

/** Out of sight at once, gone after the time to change one's mind. */
export function deleteGraph(id: string): void {
  const meta = graphs.value?.find((graph) => graph.id === id);
  if (meta === undefined) return;
  const wasOpen = currentId.value === id;
  const undo = (): void => {
    graphs.value = newestFirst([...(graphs.value ?? []), meta]);
    if (wasOpen) void openGraph(id);
  };
  deleteLater(id, t.graphs.removed(meta.name), () => api.deleteGraph(id), undo);
}

/**
 * Hides a graph or a connection, offers an Undo with `words`, and only then removes it. `undo` brings back to the screen
 * what was hidden.
 */
export function deleteLater(id: string, words: string, remove: () => Promise<unknown>, undo: () => void): void {
  const finish = async (): Promise<void> => {
    clearTimeout(timer);
    try {
      await remove();
      doomed.delete(id);
    } catch (error) {
      doomed.delete(id);
      if (!askedToLogIn(error)) toast(problemOf(error).title);
      void loadGraphs(currentId.value);
    }
  };
  const timer = setTimeout(() => void finish(), UNDO_MS);
  doomed.set(id, finish);
  batch(() => {
    connections.value = connections.value?.filter((connection) => connection.id !== id) ?? null;
    graphs.value = graphs.value?.filter(isKept) ?? null;
    if (current.value === null) {
      currentId.value = null;
      viewer.model.value = null;
      viewer.closePage();
    }
  });
  const next = graphs.value?.[0];
  if (currentId.value === null && next !== undefined) void openGraph(next.id);
  const run = (): void => {
    clearTimeout(timer);
    doomed.delete(id);
    undo();
  };
  toast(words, { words: t.graphs.undo, run });
}

/** Deletions that wait for an Undo do not wait for a page, or a session, that is gone. */
export async function finishDeletions(): Promise<void> {
  await Promise.all([...doomed.values()].map((finish) => finish()));
}
addEventListener('pagehide', () => void finishDeletions());

export function toast(words: string, action?: Toast['action']): void {
  toastId += 1;
  const id = toastId;
  toasts.value = [...toasts.value, action === undefined ? { id, words } : { id, words, action }];
  setTimeout(() => dropToast(id), UNDO_MS);
}

export function dropToast(id: number): void {
  toasts.value = toasts.value.filter((entry) => entry.id !== id);
}

function rememberInAddress(id: string): void {
  const url = new URL(location.href);
  url.searchParams.set('graph', id);
  history.replaceState(history.state, '', url);
}
