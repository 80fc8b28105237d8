import { signal } from '@preact/signals';
import { api, type SyncMode } from '../api/client.js';
import type { Connection, ConnectionSettings } from '../api/types.js';
import { td } from '../dialog-strings.js';
import { isFromNotion } from './connection-list.js';
import { followStarted, startSync } from './importing.js';
import { connections, currentId, deleteLater, dialog, graphs, loadConnections, loadGraphs, toast } from './store.js';

/** The connection that a token is pasted for again; null where a new one is made. */
export const reconnecting = signal<Connection | null>(null);

export function askForToken(connection: Connection | null): void {
  reconnecting.value = connection;
  dialog.value = 'connect';
}

/** The card in the corner shows how far it is; a dialog would stand in front of it. */
export async function sync({ id, running_import_id }: Connection, mode: SyncMode): Promise<void> {
  dialog.value = 'none';
  if (running_import_id === null) await startSync(id, mode);
  else await followStarted(running_import_id);
}

/** Shows a setting as changed at once, and as it was where that is refused. @throws ApiError */
export async function changeSettings(connection: Connection, settings: ConnectionSettings): Promise<void> {
  replace({ ...connection, ...settings });
  try {
    replace(await api.changeConnection(connection.id, settings));
  } catch (error) {
    replace(connection);
    throw error;
  }
}

/** Connects the workspace of a token; the import that this starts is followed to its map. @throws ApiError */
export async function connect(token: string): Promise<void> {
  const { id, workspace_name } = await api.connectToken(token);
  await loadConnections();
  dialog.value = 'none';
  const connection = connections.value?.find((entry) => entry.id === id);
  if (connection === undefined) return;
  if (connection.running_import_id !== null) {
    toast(td.connect.connected(workspace_name));
    await followStarted(connection.running_import_id);
  } else if (connection.last_import_id === null) {
    await startSync(id, 'full');
  } else {
    toast(td.connect.known(workspace_name));
    await loadGraphs(graphs.value?.find((graph) => graph.connection_id === id)?.id);
  }
}

/** With everything that was read through it, once there was time to change one's mind. */
export function disconnect(connection: Connection): void {
  const { id, workspace_name } = connection;
  const words = isFromNotion(connection) ? td.connections.disconnected : td.connections.removed;
  const open = currentId.value;
  const undo = (): void => {
    connections.value = [...(connections.value ?? []), connection];
    void loadGraphs(open);
  };
  deleteLater(id, words(workspace_name), () => api.deleteConnection(id), undo);
}

function replace(connection: Connection): void {
  connections.value = (connections.value ?? []).map((entry) => (entry.id === connection.id ? connection : entry));
}
