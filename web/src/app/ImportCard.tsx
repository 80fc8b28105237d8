import { t } from '../strings.js';
import { Icon } from '../ui/icons.js';
import { ProblemNotice } from '../ui/ProblemNotice.js';
import { readable } from '../panel/words.js';
import { ledgerTotal } from '../panel/ledger-words.js';
import { bytesText, progressOf, type ImportFlow } from './import-state.js';
import { cancelImport, dismissImport, flow } from './importing.js';
import { currentId, dialog, viewer } from './store.js';

/** The import's progress and outcome, in a corner, so that the map stays usable meanwhile. */
export function ImportCard() {
  const now = flow.value;
  return (
    <div class="import-slot" aria-live="polite" data-testid="import-card" data-step={now.step}>
      {now.step !== 'idle' && (
        <section class="import-card card">
          <Content now={now} />
          {now.step !== 'uploading' && now.step !== 'running' && (
            <button type="button" class="button ghost square small corner" aria-label={t.close} onClick={dismissImport}>
              <Icon name="close" size={14} />
            </button>
          )}
        </section>
      )}
    </div>
  );
}

function Content({ now }: { now: ImportFlow }) {
  switch (now.step) {
    case 'idle':
      return null;
    case 'uploading':
      return (
        <Progress
          title={t.importing.uploading(now.name)}
          value={now.total > 0 ? now.loaded / now.total : null}
          lines={[t.importing.uploaded(bytesText(now.loaded), bytesText(now.total))]}
          cancelling={false}
        />
      );
    case 'running': {
      const { document, cancelling, note } = now;
      const lines = [note ?? ''];
      if ((document.pages_found ?? 0) > 0) {
        lines.push(t.importing.counts(document.pages_read ?? 0, document.pages_found ?? 0, document.links_found ?? 0));
      }
      if ((document.pages_failed ?? 0) > 0) lines.push(t.importing.failedPages(document.pages_failed ?? 0));
      if (document.eta_seconds) lines.push(t.importing.eta(document.eta_seconds));
      if (document.message) lines.push(document.message);
      return (
        <Progress
          title={phaseWords(document.state, document.phase ?? null)}
          value={progressOf(document)}
          lines={lines.filter((line) => line !== '')}
          cancelling={cancelling}
        />
      );
    }
    case 'done': {
      const { document } = now;
      // The map's own figures: an import counts what the text holds, the map also has hierarchy and rows.
      const shown = currentId.value === document.graph_id ? viewer.model.value : null;
      const stats = shown === null || shown.data.version === 0 ? null : shown.data.stats;
      return (
        <>
          <p class="outcome">
            <span class="good">
              <Icon name="check" />
            </span>
            {stats === null ? t.importing.finished : t.importing.done(stats.nodes, stats.links)}
          </p>
          {ledgerTotal(document.ledger ?? []) > 0 && (
            <button type="button" class="button" onClick={() => (dialog.value = 'ledger')}>
              {t.importing.seeUnread}
            </button>
          )}
        </>
      );
    }
    case 'cancelled':
      return <p class="outcome">{t.importing.cancelled}</p>;
    case 'failed':
      return <ProblemNotice problem={{ ...now.problem, title: now.problem.title || t.importing.failed }} />;
  }
}

function phaseWords(state: string, phase: string | null): string {
  if (state === 'queued') return t.importing.queued;
  if (state === 'waiting') return t.importing.waiting;
  if (phase === null || phase === '') return t.importing.running;
  return t.importing.phases[phase] ?? readable(phase);
}

interface ProgressProps {
  title: string;
  value: number | null;
  lines: string[];
  cancelling: boolean;
}

function Progress({ title, value, lines, cancelling }: ProgressProps) {
  const percent = value === null ? undefined : Math.round(value * 100);
  return (
    <>
      <p class="progress-title">
        <strong class="clip">{title}</strong>
        {percent !== undefined && <span class="count">{percent}%</span>}
      </p>
      <div
        class={percent === undefined ? 'bar endless' : 'bar'}
        role="progressbar"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <i style={{ width: `${percent ?? 30}%` }} />
      </div>
      {lines.map((line) => (
        <p key={line} class="quiet small">
          {line}
        </p>
      ))}
      <button type="button" class="button" disabled={cancelling} data-testid="cancel-import" onClick={cancelImport}>
        {cancelling ? t.importing.cancelling : t.cancel}
      </button>
    </>
  );
}
