import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Theme } from '../graph/palette.js';
import { PagePanel } from '../panel/PagePanel.js';
import { t } from '../strings.js';
import { ProblemNotice } from '../ui/ProblemNotice.js';
import { GraphCanvas } from './GraphCanvas.js';
import { Legend } from './Legend.js';
import { PageTable } from './PageTable.js';
import type { ViewerStore } from './store.js';

export interface ViewerProps {
  store: ViewerStore;
  theme: ReadonlySignal<Theme>;
  /** Shown in the middle where the graph has no pages. */
  empty?: ComponentChildren;
  /** Why the picture is not final yet, e.g. still being laid out. */
  busy?: string | null;
  children?: ComponentChildren;
}

/** The graph with its legend, panel and states: what the app and the embed have in common. */
export function Viewer({ store, theme, empty, busy = null, children }: ViewerProps) {
  const model = store.model.value;
  const problem = store.problem.value;
  const isEmpty = model !== null && model.nodes.size === 0;
  const list = store.mode.value === 'list';
  const panelOpen = store.page.value.state !== 'none';
  return (
    <main class={panelOpen ? 'viewer with-panel' : 'viewer'} aria-busy={store.loading.value}>
      {store.webGl.value && !list && <GraphCanvas store={store} theme={theme} />}
      {list && model !== null && <PageTable store={store} model={model} theme={theme.value} />}
      {!store.webGl.value && <p class="banner">{t.map.noWebGl}</p>}
      {!list && <Legend store={store} theme={theme.value} open={store.legendOpen} />}
      <Cut store={store} />
      {store.loading.value && <MapSkeleton words={busy ?? t.map.loading} />}
      {problem !== null && (
        <div class="centre">
          <div class="card pad">
            <ProblemNotice problem={problem} onRetry={store.retry} />
          </div>
        </div>
      )}
      {isEmpty && (busy === null ? <div class="centre">{empty}</div> : <MapSkeleton words={busy} />)}
      {model !== null && !isEmpty && busy !== null && (
        <p class="toast-line" role="status">
          <span class="spinner" aria-hidden="true" /> {busy}
        </p>
      )}
      <PagePanel store={store} theme={theme.value} />
      {children}
    </main>
  );
}

function Cut({ store }: { store: ViewerStore }) {
  const stats = store.model.value?.data.stats;
  if (stats === undefined) return null;
  const shown = stats.shown_nodes ?? stats.nodes;
  const lines: string[] = [];
  if (shown < stats.nodes) lines.push(t.stats.cut(shown, stats.nodes));
  if ((stats.hidden ?? 0) > 0) lines.push(t.stats.hidden(stats.hidden ?? 0));
  if (lines.length === 0) return null;
  return (
    <p class="banner" role="status" data-testid="cut">
      {lines.join(' ')}
    </p>
  );
}

function MapSkeleton({ words }: { words: string }) {
  return (
    <div class="centre map-skeleton" role="status">
      <svg viewBox="0 0 240 160" width="240" height="160" aria-hidden="true">
        <path d="M60 90 110 50 170 70 190 120 110 50 95 125 60 90 170 70 95 125" />
        {[
          [60, 90, 9],
          [110, 50, 14],
          [170, 70, 11],
          [190, 120, 7],
          [95, 125, 8],
        ].map(([x, y, r]) => (
          <circle key={x} cx={x} cy={y} r={r} />
        ))}
      </svg>
      <p>{words}</p>
    </div>
  );
}
