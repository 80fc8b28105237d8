import { ApiError, offlineProblem, parseProblem } from './problem.js';
import type {
  AuthMethods,
  Backlinks,
  Connection,
  ConnectionSettings,
  DatabaseList,
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

/** Only what was edited since the last time, or everything anew. */
export type SyncMode = 'incremental' | 'full';

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

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(offlineProblem());
  }
}

const refusal = async (response: Response): Promise<ApiError> =>
  new ApiError(parseProblem(response.status, await response.text(), response.headers.get('Retry-After')));

let renewal: Promise<boolean> | null = null;

/** A session's access lasts minutes. However many calls find it over, it is renewed once; false where it has ended. */
function renewSession(): Promise<boolean> {
  renewal ??= askForRenewal().finally(() => {
    renewal = null;
  });
  return renewal;
}

async function askForRenewal(): Promise<boolean> {
  const response = await send(route(['auth', 'refresh']), { method: 'POST', credentials: 'same-origin' });
  if (response.ok) return true;
  if (response.status >= 400 && response.status < 500 && response.status !== 429) return false;
  throw await refusal(response);
}

async function call(url: string, init: RequestInit): Promise<Response> {
  let response = await send(url, init);
  if (response.ok) return response;
  let error = await refusal(response);
  // A wrong password is a 401, too, and no session that has run out.
  if (error.problem.code !== 'unauthenticated' || init.credentials === 'omit') throw error;
  if (await renewSession()) {
    response = await send(url, init);
    if (response.ok) return response;
    error = await refusal(response);
  }
  if (error.problem.status === 401) sessionEnded();
  throw error;
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

const remove = (path: readonly string[], keepalive = false): Promise<Response> =>
  call(route(path), { method: 'DELETE', credentials: 'same-origin', keepalive });

/** The app's own calls, with its session. */
export const api = {
  me: () => json<{ id: string; email: string | null }>(route(['me'])),
  authMethods: () => json<AuthMethods>(route(['auth', 'methods'])),
  /** For a link: Notion asks which pages to share, and sends the browser back here. */
  notionLoginUrl: route(['auth', 'notion']),
  login: (password: string) =>
    call(route(['auth', 'password']), {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password }),
    }),
  logout: () => call(route(['auth', 'logout']), { method: 'POST', credentials: 'same-origin' }),
  connections: async () => (await json<{ connections: Connection[] }>(route(['connections']))).connections,
  connectToken: (token: string) => json<Connection>(route(['connections']), 'POST', { token }),
  changeConnection: (id: string, settings: ConnectionSettings) =>
    json<Connection>(route(['connections', id]), 'PATCH', settings),
  deleteConnection: (id: string) => remove(['connections', id], true),
  databases: (userId: string) => json<DatabaseList>(route(['users', userId, 'databases'])),
  graphs: async () => (await json<{ graphs: GraphMeta[] }>(route(['graphs'], { limit: 200 }))).graphs,
  graph: (id: string) => json<GraphMeta>(route(['graphs', id])),
  createGraph: (graph: { name: string; connection_id: string; database_ids: string[] }) =>
    json<GraphMeta>(route(['graphs']), 'POST', graph),
  graphReader: (id: string) => reader(['graphs', id], 'same-origin'),
  downloadUrl: (id: string, format: ExportFormat) => route(['graphs', id, 'data'], { format }),
  /** `keepalive` lets a deletion outlive the page that asked for it. */
  deleteGraph: (id: string) => remove(['graphs', id], true),
  createEmbed: (id: string) => json<EmbedCreated>(route(['graphs', id, 'embeds']), 'POST', {}),
  imports: async () => (await json<{ imports: ImportDoc[] }>(route(['imports'], { limit: 20 }))).imports,
  import: (id: string) => json<ImportDoc>(route(['imports', id])),
  startSync: (connection_id: string, mode: SyncMode) =>
    json<ImportDoc>(route(['imports']), 'POST', { connection_id, mode }),
  importsUrl: route(['imports']),
  importEventsUrl: (id: string) => route(['imports', id, 'events']),
  cancelImport: (id: string) => remove(['imports', id]),
};

/** An embed's calls: no session, no cookie sent or kept. */
export function embedApi(token: string): { meta(): Promise<EmbedMeta>; reader: GraphReader } {
  return {
    meta: async () => (await call(route(['embeds', token]), { credentials: 'omit' })).json() as Promise<EmbedMeta>,
    reader: reader(['embeds', token], 'omit'),
  };
}
