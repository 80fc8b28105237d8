import { batch, computed, signal } from '@preact/signals';
import { DRAW_LIMIT, type GraphReader } from '../api/client.js';
import { problemOf, type Problem } from '../api/problem.js';
import type { PageDetail } from '../api/types.js';
import { buildModel, type GraphModel } from '../graph/model.js';
import { INITIAL_VIEW, reduceView, type ViewAction } from '../graph/view-state.js';

export type Mode = 'map' | 'list';

export type PageState =
  | { state: 'none' }
  | { state: 'loading'; id: string }
  | { state: 'ready'; id: string; page: PageDetail }
  | { state: 'failed'; id: string; problem: Problem };

export interface ViewerSource {
  reader: GraphReader;
  version: number | undefined;
  /** How many pages the graph is said to have; decides whether the drawing is cut. */
  expectedNodes: number | undefined;
}

/** What a viewer shows and what its parts may do to it. The app and the embed each have one. */
export function createViewer() {
  const source = signal<ViewerSource | null>(null);
  const model = signal<GraphModel | null>(null);
  const problem = signal<Problem | null>(null);
  const view = signal(INITIAL_VIEW);
  const mode = signal<Mode>('map');
  const page = signal<PageState>({ state: 'none' });
  const webGl = signal(true);
  const legendOpen = signal(innerWidth > 860);
  /** Asks the canvas to move; the serial makes the same wish twice two wishes. */
  const flight = signal<{ id: string; serial: number } | null>(null);
  const loading = computed(() => model.value === null && problem.value === null);
  let graphRequest: AbortController | null = null;
  let pageRequest: AbortController | null = null;
  let serial = 0;

  const dispatch = (action: ViewAction): void => {
    view.value = reduceView(view.value, action);
  };

  /** Loads a graph. The same one anew (`keep`) leaves what is on screen until the answer is there. */
  async function open(next: ViewerSource, keep = false): Promise<boolean> {
    graphRequest?.abort();
    const request = new AbortController();
    graphRequest = request;
    batch(() => {
      source.value = next;
      problem.value = null;
      if (keep) return;
      model.value = null;
      view.value = INITIAL_VIEW;
      closePage();
    });
    const limit = (next.expectedNodes ?? 0) > DRAW_LIMIT ? DRAW_LIMIT : undefined;
    try {
      const data = await next.reader.data({ version: next.version, limit }, request.signal);
      if (request.signal.aborted) return false;
      const built = buildModel(data);
      batch(() => {
        dispatch({ type: 'model', model: built });
        model.value = built;
      });
      return true;
    } catch (error) {
      if (request.signal.aborted) return false;
      if (!keep || model.value === null) problem.value = problemOf(error);
      return false;
    }
  }

  async function select(id: string, fly = true): Promise<void> {
    pageRequest?.abort();
    const request = new AbortController();
    pageRequest = request;
    const reader = source.value?.reader;
    if (reader === undefined) return;
    batch(() => {
      dispatch({ type: 'hover', node: null });
      dispatch({ type: 'select', node: model.value?.nodes.has(id) === true ? id : null });
      page.value = { state: 'loading', id };
      if (fly) flyTo(id);
    });
    try {
      const detail = await reader.page(id, request.signal);
      if (!request.signal.aborted) page.value = { state: 'ready', id, page: detail };
    } catch (error) {
      if (!request.signal.aborted) page.value = { state: 'failed', id, problem: problemOf(error) };
    }
  }

  function closePage(): void {
    pageRequest?.abort();
    page.value = { state: 'none' };
    dispatch({ type: 'select', node: null });
  }

  function flyTo(id: string): void {
    serial += 1;
    flight.value = { id, serial };
  }

  const retry = (): void => {
    if (source.value !== null) void open(source.value);
  };

  return {
    source,
    model,
    problem,
    view,
    mode,
    page,
    webGl,
    legendOpen,
    flight,
    loading,
    dispatch,
    open,
    select,
    closePage,
    flyTo,
    retry,
  };
}

export type ViewerStore = ReturnType<typeof createViewer>;
