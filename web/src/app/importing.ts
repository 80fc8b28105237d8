import { signal } from '@preact/signals';
import { api, type SyncMode } from '../api/client.js';
import { followImport, isFinal } from '../api/follow.js';
import { problemOf, type Problem } from '../api/problem.js';
import type { ImportDoc } from '../api/types.js';
import { uploadExport, type Upload } from '../api/upload.js';
import { t } from '../strings.js';
import { hasFirstMap, IDLE, reduceImport, type ImportEvent, type ImportFlow } from './import-state.js';
import { askedToLogIn, currentId, dialog, graphs, loadConnections, loadGraphs } from './store.js';

/** The import that the page shows, from the file's first byte to its graph. */
export const flow = signal<ImportFlow>(IDLE);

let upload: Upload | null = null;
let unfollow: (() => void) | null = null;

const send = (event: ImportEvent): void => {
  flow.value = reduceImport(flow.value, event);
};

export async function takeFiles(files: readonly File[]): Promise<void> {
  const file = files[0];
  if (file === undefined) return;
  dialog.value = 'none';
  if (flow.value.step === 'uploading' || flow.value.step === 'running') return;
  if (files.length > 1) {
    refuse(t.importing.oneFile, t.importing.oneFileDetail);
    return;
  }
  if (!/\.zip$/i.test(file.name) && !file.type.includes('zip')) {
    refuse(t.importing.notZip, t.importing.notZipDetail(file.name));
    return;
  }
  send({ type: 'start', name: file.name, total: file.size });
  upload = uploadExport(file, (loaded, total) => send({ type: 'sent', loaded, total }));
  try {
    follow(await upload.done, { open: true });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') {
      flow.value = IDLE;
      return;
    }
    await afterRefusal(error);
  } finally {
    upload = null;
  }
}

/** Takes up an import that was already running when the page was opened. */
export async function resumeRunning(): Promise<void> {
  try {
    const running = (await api.imports()).find((document) => !isFinal(document));
    if (running === undefined || flow.value.step !== 'idle') return;
    // A sync that came by itself takes nobody away from what they look at; a first map is what they wait for.
    const known = graphs.value?.find((graph) => graph.id === running.graph_id);
    follow(running, { open: (known?.version ?? 0) === 0 });
  } catch {
    // Nothing to resume is nothing to report: what fails here fails where the reader looks, too.
  }
}

/** Reads a workspace from Notion, and shows its graph. */
export async function startSync(connectionId: string, mode: SyncMode): Promise<void> {
  try {
    follow(await api.startSync(connectionId, mode), { open: true });
  } catch (error) {
    await afterRefusal(error);
  }
}

/** Follows the import that connecting a workspace started. */
export async function followStarted(importId: string): Promise<void> {
  try {
    follow(await api.import(importId), { open: true });
  } catch (error) {
    await afterRefusal(error);
  }
}

export function cancelImport(): void {
  const now = flow.value;
  if (now.step === 'uploading') upload?.abort();
  if (now.step !== 'running') return;
  send({ type: 'cancelling' });
  api.cancelImport(now.document.id).catch((error: unknown) => {
    if (!askedToLogIn(error)) send({ type: 'problem', problem: problemOf(error) });
  });
}

export function dismissImport(): void {
  send({ type: 'dismiss' });
  void resumeRunning();
}

interface Following {
  /** Whether its graph is opened, or only brought up to date. */
  open: boolean;
  note?: string;
}

function follow(document: ImportDoc, { open, note }: Following): void {
  unfollow?.();
  unfollow = null;
  let opened = false;
  const showGraph = async (): Promise<void> => {
    // Opened once: whoever has seen its first map and gone elsewhere stays there.
    const wanted = open && !opened ? document.graph_id : currentId.value;
    opened = true;
    await loadGraphs(wanted);
  };
  const accept = (fresh: ImportDoc): void => {
    const known = { ...fresh, graph_id: fresh.graph_id ?? document.graph_id };
    send({ type: 'document', document: known, ...(note === undefined ? {} : { note }) });
    if (isFinal(known)) {
      void showGraph();
      loadConnections().catch(() => undefined); // The dialog that lists them asks again.
    } else if (!opened && hasFirstMap(known)) void showGraph();
  };
  accept(document);
  if (isFinal(document)) return;
  unfollow = followImport(document.id, accept, (error) => {
    if (!askedToLogIn(error)) send({ type: 'problem', problem: problemOf(error) });
  });
}

async function afterRefusal(error: unknown): Promise<void> {
  if (askedToLogIn(error)) {
    flow.value = IDLE;
    return;
  }
  const problem = problemOf(error);
  if (problem.code === 'import_running' && problem.importId !== null) {
    try {
      follow(await api.import(problem.importId), { open: true, note: t.importing.followed });
      return;
    } catch {
      // Then the refusal itself is what there is to say.
    }
  }
  send({ type: 'problem', problem });
}

function refuse(title: string, detail: string): void {
  const problem: Problem = { status: 0, code: 'refused_here', title, detail, retryAfter: null, importId: null };
  send({ type: 'problem', problem: { ...problem, status: 422 } });
}
