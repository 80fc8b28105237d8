import { useEffect } from 'preact/hooks';
import { t } from '../strings.js';
import { ProblemNotice } from '../ui/ProblemNotice.js';
import { Viewer } from '../viewer/Viewer.js';
import { DropZone } from './DropZone.js';
import { EmbedDialog } from './EmbedDialog.js';
import { isSample } from './graph-list.js';
import { Header } from './Header.js';
import { ImportCard } from './ImportCard.js';
import { ImportDialog, ImportSteps, SampleInvitation } from './ImportInvitation.js';
import { flow, resumeRunning } from './importing.js';
import { LedgerDialog } from './LedgerDialog.js';
import { Login } from './Login.js';
import { busy, current, dialog, graphs, loadGraphs, needsLogin, problem, viewer } from './store.js';
import { storedTheme } from './stored-theme.js';
import { Toasts } from './Toasts.js';

const themeControl = storedTheme();

async function start(): Promise<void> {
  await loadGraphs();
  if (!needsLogin.value) await resumeRunning();
}

export function App() {
  useEffect(() => void start(), []);
  const name = current.value?.name;
  useEffect(() => {
    document.title = name === undefined ? `${t.product} ${t.productFor}` : `${name} · ${t.product}`;
  }, [name]);

  if (needsLogin.value) return <Login onDone={() => void start()} />;
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
      {dialog.value === 'import' && <ImportDialog />}
      {dialog.value === 'ledger' && <LedgerDialog />}
      {dialog.value === 'embed' && <EmbedDialog />}
      <Toasts />
    </>
  );
}
