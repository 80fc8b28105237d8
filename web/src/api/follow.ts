import { api } from './client.js';
import { ApiError } from './problem.js';
import type { ImportDoc } from './types.js';

const POLL_MS = 1000;
const FINAL = new Set(['done', 'failed', 'cancelled']);

export const isFinal = (document: ImportDoc): boolean => FINAL.has(document.state);

/**
 * Follows an import until it ends: by SSE, and by polling from the moment SSE breaks.
 * Returns what stops it.
 */
export function followImport(
  id: string,
  onDocument: (document: ImportDoc) => void,
  onError: (error: unknown) => void,
): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const source = new EventSource(api.importEventsUrl(id));

  const stop = (): void => {
    stopped = true;
    source.close();
    clearTimeout(timer);
  };
  const accept = (document: ImportDoc): void => {
    if (stopped) return;
    if (isFinal(document)) stop();
    onDocument(document);
  };
  const poll = async (): Promise<void> => {
    try {
      accept(await api.import(id));
    } catch (error) {
      // An outage or a busy server passes; a refusal does not.
      const status = error instanceof ApiError ? error.problem.status : 0;
      if (status >= 400 && status < 500 && status !== 429) {
        stop();
        onError(error);
      }
    }
    if (!stopped) timer = setTimeout(() => void poll(), POLL_MS);
  };
  const onEvent = (event: Event): void => {
    try {
      accept(JSON.parse((event as MessageEvent<string>).data) as ImportDoc);
    } catch {
      // One unreadable event is no reason to give up: the next one tells again.
    }
  };
  for (const name of ['progress', 'done', 'failed', 'cancelled']) source.addEventListener(name, onEvent);
  source.onerror = () => {
    if (stopped) return;
    source.close();
    clearTimeout(timer);
    void poll();
  };
  return stop;
}
