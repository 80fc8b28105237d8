import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { problemOf } from '../api/problem.js';
import { t } from '../strings.js';
import { Lazy } from '../ui/Lazy.js';
import { ProblemNotice } from '../ui/ProblemNotice.js';
import { Viewer } from '../viewer/Viewer.js';
import { DropZone } from './DropZone.js';
import { isSample } from './graph-list.js';
import { Header } from './Header.js';
import { ImportCard } from './ImportCard.js';
import { ImportDialog, ImportSteps, SampleInvitation } from './ImportInvitation.js';
import { flow, resumeRunning } from './importing.js';
import {
  busy,
  current,
  dialog,
  type DialogName,
  graphs,
  loadAuthMethods,
  loadConnections,
  loadGraphs,
  needsLogin,
  problem,
  toast,
  viewer,
} from './store.js';
import { storedTheme } from './stored-theme.js';
import { Toasts } from './Toasts.js';

const themeControl = storedTheme();

/** What few open on their first visit is fetched when they do. */
const DIALOGS: Record<Exclude<DialogName, 'none' | 'import'>, () => Promise<FunctionComponent>> = {
  ledger: async () => (await import('./LedgerDialog.js')).LedgerDialog,
  embed: async () => (await import('./EmbedDialog.js')).EmbedDialog,
  connections: async () => (await import('./ConnectionsDialog.js')).ConnectionsDialog,
  connect: async () => (await import('./ConnectDialog.js')).ConnectDialog,
  databases: async () => (await import('./DatabasesDialog.js')).DatabasesDialog,
};

async function start(): Promise<void> {
  void loadAuthMethods();
  await loadGraphs();
  if (needsLogin.value) return;
  loadConnections().catch(() => undefined); // Their dialog asks again.
  await resumeRunning();
}

const loadLogin = async (): Promise<FunctionComponent> => {
  const { Login } = await import('./Login.js');
  return () => <Login onDone={() => void start()} />;
};

/** Without the form there is no way in, but the server can be asked again. */
function noLogin(error: unknown): void {
  problem.value = problemOf(error);
  needsLogin.value = false;
}

function noDialog(error: unknown): void {
  dialog.value = 'none';
  toast(problemOf(error).title);
}

export function App() {
  useEffect(() => void start(), []);
  const name = current.value?.name;
  useEffect(() => {
    document.title = name === undefined ? `${t.product} ${t.productFor}` : `${name} · ${t.product}`;
  }, [name]);

  if (needsLogin.value) return <Lazy load={loadLogin} onFailure={noLogin} />;
  const open = dialog.value;
  const none = graphs.value !== null && graphs.value.length === 0;
  return (
    <>
      <a class="skip" href="#map">
        {t.header.skip}
      </a>
      <Header theme={themeControl} />
      {problem.value !== null && graphs.value === null ? (
        <main class="viewer" id="map" tabIndex={-1}>
          <div class="centre">
            <div class="card pad">
              <ProblemNotice problem={problem.value} onRetry={() => void start()} />
            </div>
          </div>
        </main>
      ) : none ? (
        <main class="viewer" id="map" tabIndex={-1}>
          <div class="centre">
            <ImportSteps />
          </div>
        </main>
      ) : (
        <>
          {isSample(current.value) && flow.value.step === 'idle' && <SampleInvitation />}
          <Viewer store={viewer} theme={themeControl.theme} busy={busy.value} empty={<ImportSteps />} />
        </>
      )}
      <ImportCard />
      <DropZone />
      {open === 'import' && <ImportDialog />}
      {open !== 'import' && open !== 'none' && <Lazy key={open} load={DIALOGS[open]} onFailure={noDialog} />}
      {/* The dialog that offers an Undo has the toasts in it. */}
      {open !== 'connections' && <Toasts />}
    </>
  );
}
