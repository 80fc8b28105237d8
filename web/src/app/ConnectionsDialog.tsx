import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client.js';
import { problemOf, type Problem } from '../api/problem.js';
import type { Connection, ConnectionSettings } from '../api/types.js';
import { td } from '../dialog-strings.js';
import { dayOf } from '../panel/words.js';
import '../styles/dialogs.css';
import { Dialog } from '../ui/Dialog.js';
import { Icon } from '../ui/icons.js';
import { PageIcon } from '../ui/PageIcon.js';
import { ProblemNotice } from '../ui/ProblemNotice.js';
import { inOrder, isFromNotion } from './connection-list.js';
import { askForToken, changeSettings, disconnect, sync } from './connections.js';
import { flow } from './importing.js';
import { askedToLogIn, connections, dialog, loadConnections } from './store.js';
import { Toasts } from './Toasts.js';

/** In minutes; the server takes 5 to 10,080. */
const PERIODS = [15, 30, 60, 180, 360, 720, 1_440, 10_080];

const close = (): void => {
  dialog.value = 'none';
};

/** Every workspace that is read, how often, and what to do where that fails. */
export function ConnectionsDialog() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = (): void => {
    setProblem(null);
    loadConnections().catch((error: unknown) => {
      if (askedToLogIn(error)) close();
      else setProblem(problemOf(error));
    });
  };
  useEffect(load, []);
  const list = connections.value;
  return (
    <Dialog title={td.connections.title} testId="connections" wide onClose={close}>
      {problem !== null && <ProblemNotice problem={problem} onRetry={load} />}
      {list === null && problem === null && <div class="skeleton" role="status" />}
      {list?.length === 0 && (
        <div class="no-connection">
          <Icon name="plug" size={22} />
          <strong>{td.connections.none}</strong>
          <p class="quiet">{td.connections.noneDetail}</p>
        </div>
      )}
      <ul class="connections" tabIndex={-1} aria-label={td.connections.title}>
        {inOrder(list ?? []).map((connection) => (
          <Row key={connection.id} connection={connection} />
        ))}
      </ul>
      <button type="button" class="button primary" data-testid="connect-token" onClick={() => askForToken(null)}>
        <Icon name="plus" />
        {td.connections.add}
      </button>
      {/* What is outside of a modal dialog cannot be reached, and the Undo must be. */}
      <Toasts />
    </Dialog>
  );
}

function Row({ connection }: { connection: Connection }) {
  const { kind, workspace_name: name, workspace_icon: icon, state } = connection;
  const fromNotion = isFromNotion(connection);
  const about = [td.connections.kinds[kind], dayOf(connection.created_at)];
  return (
    <li class="connection" data-testid="connection-row" data-kind={kind} data-state={state}>
      <div class="connection-head">
        <span class="connection-icon" aria-hidden="true">
          {icon === null ? name.charAt(0).toUpperCase() : <PageIcon icon={icon} />}
        </span>
        <div class="grow">
          <h3 class="clip">{name}</h3>
          <p class="quiet small">{about.filter(Boolean).join(' · ')}</p>
        </div>
        <State connection={connection} />
        {!fromNotion && <End connection={connection} />}
      </div>
      {fromNotion && state === 'revoked' && <p>{td.connections.revoked}</p>}
      {fromNotion && state === 'failing' && <p class="quiet small">{td.connections.failing}</p>}
      {fromNotion && state !== 'revoked' && <Settings connection={connection} />}
      {fromNotion && (
        <div class="connection-actions">
          {state === 'revoked' ? <Reconnect connection={connection} /> : <SyncButtons connection={connection} />}
          <End connection={connection} />
        </div>
      )}
    </li>
  );
}

function End({ connection }: { connection: Connection }) {
  const words = isFromNotion(connection) ? td.connections.disconnect : td.connections.remove;
  return (
    <button
      type="button"
      class="button ghost danger"
      aria-label={td.connections.endOf(words, connection.workspace_name)}
      data-testid="disconnect"
      onClick={(event) => {
        // The button goes with its row; the keyboard stays at the list.
        event.currentTarget.closest('ul')?.focus();
        disconnect(connection);
      }}
    >
      {words}
    </button>
  );
}

function State({ connection }: { connection: Connection }) {
  if (connection.running_import_id !== null) {
    return (
      <span class="state">
        <span class="spinner" aria-hidden="true" /> {td.connections.reading}
      </span>
    );
  }
  if (!isFromNotion(connection)) return null;
  return (
    <span class={`state ${connection.state}`}>
      <i class="dot" /> {td.connections.states[connection.state]}
    </span>
  );
}

function Reconnect({ connection }: { connection: Connection }) {
  const { kind, workspace_name: name } = connection;
  const words = (
    <>
      <Icon name="plug" />
      {td.connections.reconnect}
    </>
  );
  const label = td.connections.reconnectOf(name);
  if (kind === 'oauth') {
    return (
      <a class="button primary" href={api.notionLoginUrl} aria-label={label} data-testid="reconnect">
        {words}
      </a>
    );
  }
  return (
    <button
      type="button"
      class="button primary"
      aria-label={label}
      data-testid="reconnect"
      onClick={() => askForToken(connection)}
    >
      {words}
    </button>
  );
}

function SyncButtons({ connection }: { connection: Connection }) {
  const { workspace_name: name, running_import_id: running } = connection;
  // One card shows one import, and an upload is the page's own.
  const busy = flow.value.step === 'uploading';
  return (
    <>
      <button
        type="button"
        class="button"
        aria-label={running === null ? td.connections.syncOf(name) : td.connections.progressOf(name)}
        disabled={busy}
        data-testid="sync-now"
        onClick={() => void sync(connection, 'incremental')}
      >
        <Icon name="sync" />
        {running === null ? td.connections.sync : td.connections.progress}
      </button>
      {running === null && (
        <button
          type="button"
          class="button ghost"
          aria-label={td.connections.fullOf(name)}
          disabled={busy}
          data-testid="sync-full"
          onClick={() => void sync(connection, 'full')}
        >
          {td.connections.full}
        </button>
      )}
    </>
  );
}

function Settings({ connection }: { connection: Connection }) {
  const { id, refresh_minutes: minutes, comments } = connection;
  const [words, setWords] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async (settings: ConnectionSettings): Promise<void> => {
    setWords('');
    setProblem(null);
    try {
      await changeSettings(connection, settings);
      setWords(td.connections.saved);
    } catch (error) {
      if (askedToLogIn(error)) close();
      else setProblem(problemOf(error));
    }
  };
  const periods = PERIODS.includes(minutes) ? PERIODS : [...PERIODS, minutes].sort((a, b) => a - b);
  return (
    <div class="connection-settings">
      <label class="refresh">
        <span>{td.connections.refresh}</span>
        <select
          class="field"
          data-testid="refresh-minutes"
          onChange={(event) => void save({ refresh_minutes: Number(event.currentTarget.value) })}
        >
          {periods.map((period) => (
            <option key={period} value={period} selected={period === minutes}>
              {td.connections.every(period)}
            </option>
          ))}
        </select>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={comments}
          aria-describedby={`comments-${id}`}
          data-testid="comments"
          onChange={(event) => void save({ comments: event.currentTarget.checked })}
        />
        <span>{td.connections.comments}</span>
      </label>
      <span class="saved good small" role="status">
        {words}
      </span>
      <p class="quiet small" id={`comments-${id}`}>
        {td.connections.commentsDetail}
      </p>
      {problem !== null && <ProblemNotice problem={problem} />}
    </div>
  );
}
