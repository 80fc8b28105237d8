import { signal } from '@preact/signals';
import { api } from '../api/client.js';
import { followImport, isFinal } from '../api/follow.js';
import { problemOf, type Problem } from '../api/problem.js';
import type { ImportDoc } from '../api/types.js';
import { uploadExport, type Upload } from '../api/upload.js';
import { t } from '../strings.js';
import { IDLE, reduceImport, type ImportEvent, type ImportFlow } from './import-state.js';
import { askedToLogIn, dialog, loadGraphs } from './store.js';

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
    await follow(await upload.done);
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
    if (running !== undefined && flow.value.step === 'idle') await follow(running);
  } catch {
    // Nothing to resume is nothing to report: what fails here fails where the reader looks, too.
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

export const dismissImport = (): void => send({ type: 'dismiss' });

async function follow(document: ImportDoc, note?: string): Promise<void> {
  unfollow?.();
  unfollow = null;
  show(document, note);
  if (isFinal(document)) return finish(document);
  unfollow = followImport(
    document.id,
    (fresh) => {
      show({ ...fresh, graph_id: fresh.graph_id ?? document.graph_id });
      if (isFinal(fresh)) void finish({ ...fresh, graph_id: fresh.graph_id ?? document.graph_id });
    },
    (error) => {
      if (!askedToLogIn(error)) send({ type: 'problem', problem: problemOf(error) });
    },
  );
}

function show(document: ImportDoc, note?: string): void {
  send(note === undefined ? { type: 'document', document } : { type: 'document', document, note });
}

async function finish(document: ImportDoc): Promise<void> {
  if (document.state === 'done') await loadGraphs(document.graph_id);
}

async function afterRefusal(error: unknown): Promise<void> {
  if (askedToLogIn(error)) {
    flow.value = IDLE;
    return;
  }
  const problem = problemOf(error);
  if (problem.code === 'import_running' && problem.importId !== null) {
    try {
      await follow(await api.import(problem.importId), t.importing.followed);
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
