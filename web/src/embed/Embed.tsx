import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { embedApi } from '../api/client.js';
import { ApiError, problemOf, type Problem } from '../api/problem.js';
import type { EmbedMeta } from '../api/types.js';
import { t } from '../strings.js';
import { Icon } from '../ui/icons.js';
import { ProblemNotice } from '../ui/ProblemNotice.js';
import { createTheme, isThemeChoice, themeFromAddress } from '../ui/theme.js';
import { SearchBox } from '../viewer/SearchBox.js';
import { createViewer } from '../viewer/store.js';
import { Viewer } from '../viewer/Viewer.js';

const SETTLE_MS = 2500;
const SETTLE_TRIES = 40;
/** Narrow frames start with the map alone. */
const ROOMY = 720;

/** The token is the address's last segment. It is in no storage, no cookie and no other address. */
const token = decodeURIComponent(location.pathname.split('/').filter(Boolean).at(-1) ?? '');
const api = embedApi(token);
const viewer = createViewer();
const themeControl = createTheme(themeFromAddress() ?? 'auto');
const meta = signal<EmbedMeta | null>(null);
const gone = signal(false);
const problem = signal<Problem | null>(null);
const busy = signal<string | null>(null);

async function start(): Promise<void> {
  problem.value = null;
  try {
    const answer = await api.meta();
    meta.value = answer;
    const wanted = answer.options.theme;
    if (themeFromAddress() === null && isThemeChoice(wanted)) themeControl.choice.value = wanted;
    await show(answer, false);
    settle(0);
  } catch (error) {
    fail(error);
  }
}

async function show(answer: EmbedMeta, keep: boolean): Promise<void> {
  // An embed's answers are never cached for ever, so its reads name no version.
  await viewer.open({ reader: api.reader, version: undefined, expectedNodes: answer.stats?.nodes }, keep);
  const status = viewer.problem.value?.status;
  if (status === 404 || status === 410) gone.value = true;
}

function fail(error: unknown): void {
  if (error instanceof ApiError && (error.problem.status === 404 || error.problem.status === 410)) gone.value = true;
  else problem.value = problemOf(error);
}

/** Until the map is compiled and laid out, look again. */
function settle(tries: number): void {
  const model = viewer.model.value;
  const waiting = !gone.value && model !== null && (model.data.version === 0 || !model.placed) && tries < SETTLE_TRIES;
  busy.value = waiting ? (model.placed ? t.map.compiling : t.map.arranging) : null;
  if (!waiting) return;
  setTimeout(() => void showNewer(model.data.version).then(() => settle(tries + 1)), SETTLE_MS);
}

async function showNewer(version: number): Promise<void> {
  try {
    const answer = await api.meta();
    if (answer.version !== version) await show(answer, true);
  } catch (error) {
    // An outage passes; a link that was taken back does not.
    if (error instanceof ApiError && error.problem.status >= 400 && error.problem.status < 500) fail(error);
  }
}

export function Embed() {
  useEffect(() => {
    viewer.legendOpen.value = innerWidth >= ROOMY && innerHeight >= 480;
    void start();
  }, []);
  const name = meta.value?.name;
  useEffect(() => {
    if (name !== undefined) document.title = name;
  }, [name]);

  if (gone.value) {
    return (
      <main class="viewer">
        <div class="centre gone" data-testid="gone" role="status">
          <Icon name="map" size={34} />
          <h1>{t.embed.goneTitle}</h1>
          <p class="quiet">{t.embed.goneDetail}</p>
        </div>
      </main>
    );
  }
  if (problem.value !== null) {
    return (
      <main class="viewer">
        <div class="centre">
          <div class="card pad">
            <ProblemNotice problem={problem.value} onRetry={() => void start()} />
          </div>
        </div>
      </main>
    );
  }
  return (
    <>
      <h1 class="visually-hidden">{name === undefined ? t.product : t.embed.aria(name)}</h1>
      <Viewer store={viewer} theme={themeControl.theme} busy={busy.value} empty={<p class="quiet">{t.map.empty}</p>}>
        <div class="embed-bar">
          <SearchBox store={viewer} />
          <button
            type="button"
            class="button floating square"
            aria-label={viewer.mode.value === 'map' ? t.header.list : t.header.map}
            title={viewer.mode.value === 'map' ? t.header.list : t.header.map}
            data-testid="embed-mode"
            disabled={!viewer.webGl.value}
            onClick={() => (viewer.mode.value = viewer.mode.value === 'map' ? 'list' : 'map')}
          >
            <Icon name={viewer.mode.value === 'map' ? 'list' : 'map'} />
          </button>
        </div>
      </Viewer>
    </>
  );
}
