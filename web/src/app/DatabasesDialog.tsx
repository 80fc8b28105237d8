import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client.js';
import { problemOf, type Problem } from '../api/problem.js';
import type { Database, DatabaseList } from '../api/types.js';
import { td } from '../dialog-strings.js';
import '../styles/dialogs.css';
import { t } from '../strings.js';
import { Dialog } from '../ui/Dialog.js';
import { PageIcon } from '../ui/PageIcon.js';
import { ProblemNotice } from '../ui/ProblemNotice.js';
import { matching, nameFor, pagesOf, workspacesOf, type Workspace } from './database-choice.js';
import { askedToLogIn, connections, current, dialog, loadConnections, loadGraphs } from './store.js';

type State = { step: 'loading' } | { step: 'ready'; list: DatabaseList } | { step: 'failed'; problem: Problem };

const close = (): void => {
  dialog.value = 'none';
};

const read = async (): Promise<DatabaseList> => {
  const [{ id }] = await Promise.all([api.me(), loadConnections()]);
  return api.databases(id);
};

/** A graph of some databases only: which ones, of which workspace, under what name. */
export function DatabasesDialog() {
  const [state, setState] = useState<State>({ step: 'loading' });
  const load = (): void => {
    setState({ step: 'loading' });
    read().then(
      (list) => setState({ step: 'ready', list }),
      (error: unknown) => {
        if (askedToLogIn(error)) close();
        else setState({ step: 'failed', problem: problemOf(error) });
      },
    );
  };
  useEffect(load, []);
  return (
    <Dialog title={td.databases.title} testId="databases-dialog" wide onClose={close}>
      <p class="quiet">{td.databases.intro}</p>
      {state.step === 'loading' && (
        <p class="asking" role="status">
          <span class="spinner" aria-hidden="true" /> {td.databases.loading}
        </p>
      )}
      {state.step === 'failed' && <ProblemNotice problem={state.problem} onRetry={load} />}
      {state.step === 'ready' && state.list.stale === true && (
        <p class="stale-notice small" role="status" data-testid="databases-stale">
          {td.databases.stale}
        </p>
      )}
      {state.step === 'ready' && <Choice databases={state.list.databases} />}
    </Dialog>
  );
}

function Choice({ databases }: { databases: Database[] }) {
  const workspaces = workspacesOf(databases, connections.value ?? []);
  const [id, setId] = useState(current.value?.connection_id ?? '');
  const workspace = workspaces.find((entry) => entry.id === id) ?? workspaces[0];
  if (workspace === undefined) {
    return (
      <div class="no-connection">
        <strong>{td.databases.empty}</strong>
        <p class="quiet">{td.databases.emptyDetail}</p>
      </div>
    );
  }
  return (
    <>
      {workspaces.length > 1 && (
        <label class="stacked">
          <span>{td.databases.workspace}</span>
          <select class="field" data-testid="database-workspace" onChange={(event) => setId(event.currentTarget.value)}>
            {workspaces.map((entry) => (
              <option key={entry.id} value={entry.id} selected={entry.id === workspace.id}>
                {entry.name}
              </option>
            ))}
          </select>
        </label>
      )}
      {/* What is chosen belongs to one workspace, as a graph does. */}
      <Checklist key={workspace.id} workspace={workspace} />
    </>
  );
}

function Checklist({ workspace }: { workspace: Workspace }) {
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [name, setName] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const shown = matching(workspace.databases, query);
  const picked = workspace.databases.filter((database) => chosen.has(database.id));
  const change = (databases: readonly Database[], on: boolean): void => {
    const next = new Set(chosen);
    for (const database of databases) {
      if (on) next.add(database.id);
      else next.delete(database.id);
    }
    setChosen(next);
  };
  const create = async (event: Event): Promise<void> => {
    event.preventDefault();
    setSending(true);
    setProblem(null);
    try {
      const graph = await api.createGraph({
        name: name?.trim() || nameFor(picked),
        connection_id: workspace.id,
        database_ids: picked.map((database) => database.id),
      });
      close();
      await loadGraphs(graph.id);
    } catch (error) {
      setSending(false);
      if (askedToLogIn(error)) close();
      else setProblem(problemOf(error));
    }
  };
  return (
    <form class="choice" onSubmit={(event) => void create(event)}>
      <div class="choice-bar">
        <input
          class="field"
          type="search"
          value={query}
          placeholder={td.databases.filter}
          aria-label={td.databases.filter}
          data-testid="database-filter"
          onInput={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            // A search is no reason to create anything.
            if (event.key === 'Enter') event.preventDefault();
          }}
        />
        <button type="button" class="button ghost" data-testid="select-all" onClick={() => change(shown, true)}>
          {td.databases.all}
        </button>
        <button
          type="button"
          class="button ghost"
          disabled={chosen.size === 0}
          data-testid="select-none"
          onClick={() => change(shown, false)}
        >
          {td.databases.none}
        </button>
      </div>
      <ul class="options" aria-label={td.databases.list}>
        {shown.map((database) => (
          <li key={database.id}>
            <label data-testid="database-option" data-notion-id={database.notion_id}>
              <input
                type="checkbox"
                checked={chosen.has(database.id)}
                onChange={(event) => change([database], event.currentTarget.checked)}
              />
              <PageIcon icon={database.icon} kind="database" />
              <span class="grow clip">{database.name || t.untitled}</span>
              <span class="count">{td.databases.pages(database.page_count)}</span>
            </label>
          </li>
        ))}
      </ul>
      {shown.length === 0 && (
        <p class="quiet" role="status">
          {td.databases.noMatch(query)}
        </p>
      )}
      <label class="stacked">
        <span>{td.databases.name}</span>
        <input
          class="field"
          maxLength={200}
          value={name ?? nameFor(picked)}
          data-testid="graph-name"
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      {problem !== null && <ProblemNotice problem={problem} />}
      <div class="choice-end">
        <p class="quiet small grow" role="status" data-testid="chosen">
          {td.databases.chosen(picked.length, pagesOf(picked))}
        </p>
        <button
          type="submit"
          class="button primary"
          disabled={picked.length === 0 || sending}
          data-testid="create-graph"
        >
          {sending ? td.databases.creating : td.databases.create}
        </button>
      </div>
    </form>
  );
}
