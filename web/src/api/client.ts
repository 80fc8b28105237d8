import { ApiError, offlineProblem, parseProblem } from './problem.js';
import type {
  Backlinks,
  EmbedCreated,
  EmbedMeta,
  ExportFormat,
  GraphData,
  GraphMeta,
  ImportDoc,
  PageDetail,
  SearchResult,
} from './types.js';

const BASE = '/api/v1';
/** Above this many pages a drawing asks for the most important ones only. */
export const DRAW_LIMIT = 20_000;

type Query = Record<string, string | number | null | undefined>;

/** The one place that spells routes. */
function route(path: readonly string[], query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const tail = search.toString();
  return `${BASE}/${path.map(encodeURIComponent).join('/')}${tail === '' ? '' : `?${tail}`}`;
}

let sessionEnded: () => void = () => undefined;

/** What happens when a call of the app finds that its session is missing or over. */
export function onSessionEnded(listener: () => void): void {
  sessionEnded = listener;
}

async function call(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(offlineProblem());
  }
  if (response.ok) return response;
  if (response.status === 401 && init.credentials !== 'omit') sessionEnded();
  throw new ApiError(parseProblem(response.status, await response.text(), response.headers.get('Retry-After')));
}

/** What a viewer reads, whichever door it came through. */
export interface GraphReader {
  data(query: { version?: number | undefined; limit?: number | undefined }, signal?: AbortSignal): Promise<GraphData>;
  search(query: string, signal?: AbortSignal): Promise<SearchResult[]>;
  page(nodeId: string, signal?: AbortSignal): Promise<PageDetail>;
  backlinks(nodeId: string, cursor: string): Promise<Backlinks>;
}

function reader(root: readonly string[], credentials: RequestCredentials): GraphReader {
  const get = async <T>(path: readonly string[], query: Query = {}, signal?: AbortSignal): Promise<T> => {
    const init: RequestInit = { credentials, headers: { accept: 'application/json' } };
    if (signal !== undefined) init.signal = signal;
    return (await call(route([...root, ...path], query), init)).json() as Promise<T>;
  };
  return {
    data: ({ version, limit }, signal) =>
      get(['data'], { format: 'd3', v: version, limit, order: limit === undefined ? null : 'importance' }, signal),
    search: async (q, signal) => (await get<{ results: SearchResult[] }>(['search'], { q }, signal)).results,
    page: (nodeId, signal) => get(['pages', nodeId], {}, signal),
    backlinks: (nodeId, cursor) => get(['pages', nodeId, 'backlinks'], { cursor }),
  };
}

async function json<T>(url: string, method = 'GET', body?: unknown): Promise<T> {
  const init: RequestInit = { method, credentials: 'same-origin', headers: { accept: 'application/json' } };
  if (body !== undefined) {
    init.headers = { accept: 'application/json', 'content-type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  return (await call(url, init)).json() as Promise<T>;
}

/** The app's own calls, with its session. */
export const api = {
  graphs: async () => (await json<{ graphs: GraphMeta[] }>(route(['graphs'], { limit: 200 }))).graphs,
  graph: (id: string) => json<GraphMeta>(route(['graphs', id])),
  graphReader: (id: string) => reader(['graphs', id], 'same-origin'),
  downloadUrl: (id: string, format: ExportFormat) => route(['graphs', id, 'data'], { format }),
  /** `keepalive` lets a deletion outlive the page that asked for it. */
  deleteGraph: (id: string) =>
    call(route(['graphs', id]), { method: 'DELETE', credentials: 'same-origin', keepalive: true }),
  createEmbed: (id: string) => json<EmbedCreated>(route(['graphs', id, 'embeds']), 'POST', {}),
  imports: async () => (await json<{ imports: ImportDoc[] }>(route(['imports'], { limit: 20 }))).imports,
  import: (id: string) => json<ImportDoc>(route(['imports', id])),
  importsUrl: route(['imports']),
  importEventsUrl: (id: string) => route(['imports', id, 'events']),
  cancelImport: (id: string) => call(route(['imports', id]), { method: 'DELETE', credentials: 'same-origin' }),
  login: (password: string) =>
    call(route(['auth', 'password']), {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password }),
    }),
};

/** An embed's calls: no session, no cookie sent or kept. */
export function embedApi(token: string): { meta(): Promise<EmbedMeta>; reader: GraphReader } {
  return {
    meta: async () => (await call(route(['embeds', token]), { credentials: 'omit' })).json() as Promise<EmbedMeta>,
    reader: reader(['embeds', token], 'omit'),
  };
}
