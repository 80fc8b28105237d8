import { useEffect } from 'preact/hooks';
import { api } from '../api/client.js';
import { EXPORT_FORMATS } from '../api/types.js';
import { t } from '../strings.js';
import { Icon, type IconName } from '../ui/icons.js';
import { Menu } from '../ui/Menu.js';
import type { ThemeChoice, ThemeControl } from '../ui/theme.js';
import { SearchBox } from '../viewer/SearchBox.js';
import type { Mode } from '../viewer/store.js';
import { Logo } from './Logo.js';
import { logOut } from './session.js';
import {
  connections,
  current,
  currentId,
  deleteGraph,
  dialog,
  type DialogName,
  graphs,
  hasSession,
  openGraph,
  viewer,
} from './store.js';

const NEXT_THEME: Record<ThemeChoice, ThemeChoice> = { auto: 'light', light: 'dark', dark: 'auto' };
const THEME_ICON: Record<ThemeChoice, IconName> = { auto: 'auto', light: 'sun', dark: 'moon' };

export function Header({ theme }: { theme: ThemeControl }) {
  const graph = current.value;
  return (
    <header class="header">
      <Logo size={26} />
      <h1 class="visually-hidden">
        {t.product} {t.productFor}
      </h1>
      <GraphSwitcher />
      {graph !== null && (
        <button
          type="button"
          class="button ghost square wide-only"
          aria-label={t.header.databases}
          title={t.header.databases}
          data-testid="choose-databases"
          onClick={() => (dialog.value = 'databases')}
        >
          <Icon name="plus" />
        </button>
      )}
      <StatLine />
      <div class="header-search">{graph !== null && <SearchBox store={viewer} />}</div>
      <div class="header-actions">
        {graph !== null && (
          <>
            <ModeSwitch />
            <button
              type="button"
              class="button ghost square wide-only"
              aria-label={t.header.unread}
              title={t.header.unread}
              data-testid="open-ledger"
              onClick={() => (dialog.value = 'ledger')}
            >
              <Icon name="alert" />
            </button>
            <Menu
              label={t.header.download}
              button={<Icon name="download" />}
              buttonClass="button ghost square wide-only"
              align="right"
              testId="download"
            >
              {(close) => <Downloads id={graph.id} onPick={close} />}
            </Menu>
          </>
        )}
        <ConnectionsButton />
        <button
          type="button"
          class="button ghost square wide-only"
          aria-label={t.header.theme(t.header.themes[theme.choice.value] ?? '')}
          title={t.header.theme(t.header.themes[theme.choice.value] ?? '')}
          data-testid="theme"
          onClick={() => (theme.choice.value = NEXT_THEME[theme.choice.value])}
        >
          <Icon name={THEME_ICON[theme.choice.value]} />
        </button>
        {graph !== null && (
          <button
            type="button"
            class="button wide-only"
            data-testid="open-embed"
            onClick={() => (dialog.value = 'embed')}
          >
            <Icon name="embed" />
            {t.header.embed}
          </button>
        )}
        <button
          type="button"
          class="button primary"
          aria-label={t.header.add}
          data-testid="open-import"
          onClick={() => (dialog.value = 'import')}
        >
          <Icon name="upload" />
          <span class="wide-only">{t.header.add}</span>
        </button>
        <MoreMenu theme={theme} />
      </div>
    </header>
  );
}

/** Says so where a workspace waits for its reader. */
function ConnectionsButton() {
  const call = connections.value?.some(({ state }) => state === 'revoked') === true;
  const words = call ? t.header.connectionsCall : t.header.connections;
  return (
    <button
      type="button"
      class={call ? 'button ghost square wide-only called' : 'button ghost square wide-only'}
      aria-label={words}
      title={words}
      data-testid="open-connections"
      onClick={() => (dialog.value = 'connections')}
    >
      <Icon name="plug" />
    </button>
  );
}

/** What the header has no room for on a phone and, where there is a session, its end. */
function MoreMenu({ theme }: { theme: ThemeControl }) {
  return (
    <div class={hasSession.value ? 'more' : 'more narrow-only'}>
      <Menu label={t.more} button={<Icon name="dots" />} buttonClass="button ghost square" align="right" testId="more">
        {(close) => (
          <>
            <div class="narrow-only">
              <SmallItems theme={theme} close={close} />
            </div>
            {hasSession.value && (
              <button type="button" data-testid="logout" onClick={() => (close(), void logOut())}>
                <Icon name="leave" /> {t.header.logOut}
              </button>
            )}
          </>
        )}
      </Menu>
    </div>
  );
}

function SmallItems({ theme, close }: { theme: ThemeControl; close: () => void }) {
  const graph = current.value;
  const item = (name: DialogName, icon: IconName, words: string) => (
    <button type="button" onClick={() => (close(), (dialog.value = name))}>
      <Icon name={icon} /> {words}
    </button>
  );
  return (
    <>
      {graph !== null && item('embed', 'embed', t.header.embed)}
      {graph !== null && item('ledger', 'alert', t.header.unread)}
      {graph !== null && item('databases', 'plus', t.header.databases)}
      {item('connections', 'plug', t.header.connections)}
      <button type="button" onClick={() => (theme.choice.value = NEXT_THEME[theme.choice.value])}>
        <Icon name={THEME_ICON[theme.choice.value]} /> {t.header.theme(t.header.themes[theme.choice.value] ?? '')}
      </button>
      {graph !== null && (
        <>
          <p class="menu-title">{t.header.download}</p>
          <Downloads id={graph.id} onPick={close} />
        </>
      )}
    </>
  );
}

function GraphSwitcher() {
  const list = graphs.value ?? [];
  const name = current.value?.name ?? (graphs.value === null ? t.product : t.graphs.none);
  if (list.length === 0) return <strong class="graph-name clip">{name}</strong>;
  return (
    <Menu
      label={t.graphs.switch}
      buttonClass="button ghost graph-name"
      testId="graph-switcher"
      button={
        <>
          <span class="clip">{name}</span>
          <Icon name="chevron" size={14} />
        </>
      }
    >
      {(close) => (
        <ul class="graph-list">
          {list.map((graph) => (
            <li key={graph.id}>
              <button
                type="button"
                class="grow"
                aria-current={graph.id === currentId.value ? 'true' : undefined}
                data-testid="graph-choice"
                onClick={() => {
                  close();
                  void openGraph(graph.id);
                }}
              >
                <span class="tick">{graph.id === currentId.value && <Icon name="check" size={14} />}</span>
                <span class="grow clip">{graph.name}</span>
                {graph.stats?.nodes !== undefined && <span class="count">{t.number(graph.stats.nodes)}</span>}
              </button>
              <button
                type="button"
                class="square danger"
                aria-label={t.graphs.remove(graph.name)}
                title={t.graphs.remove(graph.name)}
                onClick={() => {
                  close();
                  deleteGraph(graph.id);
                }}
              >
                <Icon name="trash" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </Menu>
  );
}

function StatLine() {
  const data = viewer.model.value?.data;
  if (data === undefined || data.version === 0) return null;
  return (
    <p class="stat-line" data-testid="stats">
      <span>{t.pages(data.stats.nodes)}</span>
      <span>{t.links(data.stats.links)}</span>
      <span title={t.stats.versionTitle(data.version)}>{t.stats.version(data.version)}</span>
    </p>
  );
}

function ModeSwitch() {
  const modes: [Mode, string, IconName][] = [
    ['map', t.header.map, 'map'],
    ['list', t.header.list, 'list'],
  ];
  return (
    <div class="segmented" role="group" aria-label={t.header.view}>
      {modes.map(([mode, words, icon]) => (
        <button
          key={mode}
          type="button"
          aria-pressed={viewer.mode.value === mode}
          aria-label={words}
          title={words}
          disabled={mode === 'map' && !viewer.webGl.value}
          data-testid={`mode-${mode}`}
          onClick={() => (viewer.mode.value = mode)}
        >
          <Icon name={icon} />
          <span class="wide-only">{words}</span>
        </button>
      ))}
    </div>
  );
}

function Downloads({ id, onPick }: { id: string; onPick: () => void }) {
  // A link asks once: a session that has run out is renewed before.
  useEffect(() => void api.me().catch(() => undefined), []);
  return (
    <ul>
      {EXPORT_FORMATS.map((format) => {
        const [name, purpose] = t.formats[format] ?? [format, ''];
        return (
          <li key={format}>
            <a href={api.downloadUrl(id, format)} download data-format={format} onClick={onPick}>
              <span class="grow">{name}</span>
              <span class="quiet">{purpose}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
