import { effect, type ReadonlySignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { GraphView } from '../graph/graph-view.js';
import type { Theme } from '../graph/palette.js';
import { t } from '../strings.js';
import { Icon } from '../ui/icons.js';
import type { ViewerStore } from './store.js';

/** As the style sheets have them. */
const PANEL_WIDTH = 384;
const LEGEND_WIDTH = 252;
const NARROW = 860;
const SHEET_SHARE = 0.58;

/** On the focused map. */
const KEYS: Record<string, (view: GraphView) => void> = {
  '+': (view) => view.zoom(1.5),
  '=': (view) => view.zoom(1.5),
  '-': (view) => view.zoom(1 / 1.5),
  '0': (view) => view.fit(),
  ArrowLeft: (view) => view.pan(-0.2, 0),
  ArrowRight: (view) => view.pan(0.2, 0),
  ArrowUp: (view) => view.pan(0, -0.2),
  ArrowDown: (view) => view.pan(0, 0.2),
};

/** sigma and its WebGL come in their own chunk, fetched beside the data. */
const graphViewModule = import('../graph/graph-view.js');

export function GraphCanvas({ store, theme }: { store: ViewerStore; theme: ReadonlySignal<Theme> }) {
  const container = useRef<HTMLDivElement>(null);
  const graphView = useRef<GraphView | null>(null);
  const [ready, setReady] = useState(false);

  useEffect(() => {
    const life = new AbortController();
    let stop: (() => void)[] = [];
    const events = {
      onHover: (node: string | null) => store.dispatch({ type: 'hover', node }),
      onPick: (node: string | null) => (node === null ? store.closePage() : void store.select(node, false)),
      onDrawn: () => setReady(true),
      covered: () => {
        const wide = innerWidth > NARROW;
        const panel = store.page.peek().state !== 'none';
        return {
          left: wide && store.legendOpen.peek() ? LEGEND_WIDTH : 0,
          right: wide && panel ? PANEL_WIDTH : 0,
          bottom: !wide && panel ? (container.current?.offsetHeight ?? 0) * SHEET_SHARE : 0,
        };
      },
    };
    const connect = (view: GraphView, stops: (() => void)[]): GraphView => {
      let shown: unknown = null;
      stops.push(
        effect(() => view.setTheme(theme.value)),
        effect(() => {
          const state = store.view.value;
          const model = store.model.value;
          if (model === null) {
            shown = null;
            setReady(false);
          } else if (model !== shown) {
            const fresh = shown === null;
            shown = model;
            view.setModel(model, state, fresh);
          } else view.setState(state);
        }),
        effect(() => {
          const wish = store.flight.value;
          if (wish !== null) view.flyTo(wish.id);
        }),
      );
      return view;
    };
    void (async () => {
      const module = await graphViewModule;
      if (life.signal.aborted || container.current === null) return;
      try {
        graphView.current = connect(new module.GraphView(container.current, theme.peek(), events), stop);
      } catch {
        store.webGl.value = false;
        store.mode.value = 'list';
      }
    })();
    return () => {
      life.abort();
      for (const end of stop) end();
      stop = [];
      graphView.current?.destroy();
      graphView.current = null;
    };
  }, [store, theme]);

  const model = store.model.value;
  const nodes = model?.nodes.size ?? 0;
  const links = model?.links.length ?? 0;
  const onKeyDown = (event: KeyboardEvent): void => {
    const view = graphView.current;
    const run = view === null || event.ctrlKey || event.metaKey ? undefined : KEYS[event.key];
    if (view === null || run === undefined) return;
    run(view);
    event.preventDefault();
  };

  return (
    <div
      class={store.view.value.hovered === null ? 'graph' : 'graph pointing'}
      id="map"
      role="region"
      aria-label={t.map.label(nodes, links)}
      data-testid="graph"
      data-nodes={nodes}
      data-links={links}
      data-version={model?.data.version ?? ''}
      data-ready={ready && nodes > 0 ? 'true' : 'false'}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div class={model === null ? 'graph-canvas waiting' : 'graph-canvas'} ref={container} aria-hidden="true" />
      <MapControls onZoom={(factor) => graphView.current?.zoom(factor)} onFit={() => graphView.current?.fit()} />
    </div>
  );
}

function MapControls({ onZoom, onFit }: { onZoom: (factor: number) => void; onFit: () => void }) {
  const [full, setFull] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const onChange = (): void => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', onChange);
    return () => document.removeEventListener('fullscreenchange', onChange);
  }, []);
  const toggleFull = (): void => {
    // Refused by a frame that may not go full screen: the button is then not shown at all.
    if (full) void document.exitFullscreen();
    else void document.documentElement.requestFullscreen().catch(() => undefined);
  };
  return (
    <div class="map-controls" role="group" aria-label={t.header.map}>
      <button type="button" aria-label={t.map.zoomIn} title={t.map.zoomIn} onClick={() => onZoom(1.6)}>
        <Icon name="plus" />
      </button>
      <button type="button" aria-label={t.map.zoomOut} title={t.map.zoomOut} onClick={() => onZoom(1 / 1.6)}>
        <Icon name="minus" />
      </button>
      <button type="button" aria-label={t.map.fit} title={t.map.fit} data-testid="fit" onClick={onFit}>
        <Icon name="fit" />
      </button>
      {document.fullscreenEnabled && (
        <button
          type="button"
          class="wide-only"
          aria-label={full ? t.map.leaveFullScreen : t.map.fullScreen}
          title={full ? t.map.leaveFullScreen : t.map.fullScreen}
          onClick={toggleFull}
        >
          <Icon name={full ? 'unfull' : 'full'} />
        </button>
      )}
    </div>
  );
}
