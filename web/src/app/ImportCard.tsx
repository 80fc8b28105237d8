import type { ImportDoc } from '../api/types.js';
import { t } from '../strings.js';
import { Icon } from '../ui/icons.js';
import { ProblemNotice } from '../ui/ProblemNotice.js';
import { readable } from '../panel/words.js';
import { bytesText, hasFirstMap, ledgerTotal, progressOf, type ImportFlow } from './import-state.js';
import { cancelImport, dismissImport, flow } from './importing.js';
import { dialog, graphs } from './store.js';

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
          aside=""
          cancelling={false}
        />
      );
    case 'running': {
      const { document, cancelling, note } = now;
      const requests = document.requests?.total ?? 0;
      return (
        <Progress
          title={phaseWords(document.state, document.phase ?? null)}
          value={progressOf(document)}
          lines={linesOf(document, note)}
          aside={requests > 0 ? t.importing.requests(requests) : ''}
          cancelling={cancelling}
        />
      );
    }
    case 'done': {
      const { document } = now;
      // The map's own figures: an import counts what the text holds, the map also has hierarchy and rows.
      const graph = graphs.value?.find(({ id }) => id === document.graph_id);
      const stats = graph === undefined || graph.version === 0 ? null : (graph.stats ?? null);
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
      return (
        <>
          <ProblemNotice problem={{ ...now.problem, title: now.problem.title || t.importing.failed }} />
          {now.problem.code === 'connection_revoked' && (
            <button type="button" class="button primary" onClick={() => (dialog.value = 'connections')}>
              {t.header.connections}
            </button>
          )}
        </>
      );
  }
}

function linesOf(document: ImportDoc, note: string | null): string[] {
  const { pages_found = 0, pages_read = 0, pages_failed = 0, links_found = 0, eta_seconds, message } = document;
  const lines: string[] = [];
  if (note !== null) lines.push(note);
  if (document.phase === 'listing' && pages_found > 0) lines.push(t.importing.found(pages_found));
  else if (pages_found > 0) lines.push(t.importing.counts(pages_read, pages_found, links_found));
  if (pages_failed > 0) lines.push(t.importing.failedPages(pages_failed));
  if (hasFirstMap(document) && document.phase === 'reading') lines.push(t.importing.early);
  if (eta_seconds) lines.push(t.importing.eta(eta_seconds));
  if (message) lines.push(message);
  return lines;
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
  /** Of no concern to most. */
  aside: string;
  cancelling: boolean;
}

function Progress({ title, value, lines, aside, cancelling }: ProgressProps) {
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
      <div class="progress-end">
        <button type="button" class="button" disabled={cancelling} data-testid="cancel-import" onClick={cancelImport}>
          {cancelling ? t.importing.cancelling : t.cancel}
        </button>
        {/* It changes with every answer: read out, it would drown the rest. */}
        <span class="count" aria-live="off" data-testid="requests">
          {aside}
        </span>
      </div>
    </>
  );
}
