import { useEffect, useRef, useState } from 'preact/hooks';
import type { LinkedPage, PageDetail } from '../api/types.js';
import { problemOf } from '../api/problem.js';
import { titleOf } from '../graph/model.js';
import { groupColour, type Theme } from '../graph/palette.js';
import { t } from '../strings.js';
import { Icon } from '../ui/icons.js';
import { PageIcon } from '../ui/PageIcon.js';
import { ProblemNotice } from '../ui/ProblemNotice.js';
import type { ViewerStore } from '../viewer/store.js';
import { LinkRow } from './LinkRow.js';
import { dayOf } from './words.js';

export function PagePanel({ store, theme }: { store: ViewerStore; theme: Theme }) {
  const state = store.page.value;
  const heading = useRef<HTMLHeadingElement>(null);
  const id = state.state === 'none' ? null : state.id;

  useEffect(() => {
    // The new page is announced and read from its top; the map keeps the pointer.
    if (state.state === 'ready') heading.current?.focus({ preventScroll: true });
  }, [state.state, id]);

  if (state.state === 'none') return null;
  const node = store.model.value?.nodes.get(state.id);
  const title = state.state === 'ready' ? state.page.title || t.untitled : node === undefined ? '' : titleOf(node);
  const icon = state.state === 'ready' ? state.page.icon : (node?.icon ?? null);
  const kind = state.state === 'ready' ? state.page.kind : (node?.kind ?? 'page');

  return (
    <aside
      class="panel card"
      aria-label={t.panel.label}
      data-testid="page-panel"
      onKeyDown={(event) => {
        if (event.key === 'Escape') store.closePage();
      }}
    >
      <header class="panel-head">
        <div class="panel-icon" style={{ borderColor: groupColour(node?.group ?? null, theme) }}>
          <PageIcon icon={icon} kind={kind} />
        </div>
        <h2 ref={heading} tabIndex={-1} data-testid="page-title">
          {title}
        </h2>
        <button type="button" class="button ghost square" aria-label={t.close} onClick={() => store.closePage()}>
          <Icon name="close" />
        </button>
      </header>
      {state.state === 'loading' && <Skeleton />}
      {state.state === 'failed' && (
        <div class="panel-body">
          <ProblemNotice problem={state.problem} onRetry={() => void store.select(state.id, false)} />
        </div>
      )}
      {state.state === 'ready' && <Details key={state.id} page={state.page} store={store} theme={theme} />}
    </aside>
  );
}

function Details({ page, store, theme }: { page: PageDetail; store: ViewerStore; theme: Theme }) {
  const model = store.model.value;
  const database = page.database_id === null ? undefined : model?.nodes.get(page.database_id);
  const edited = dayOf(page.last_edited_time);
  const created = dayOf(page.created_time);
  return (
    <div class="panel-body">
      <p class="panel-meta">
        <span class="tag">{t.kindOfNode[page.kind] ?? page.kind}</span>
        {database !== undefined && (
          <button type="button" class="tag as-link" onClick={() => void store.select(database.id)}>
            <PageIcon icon={database.icon} kind="database" />
            <span class="clip">{titleOf(database)}</span>
          </button>
        )}
        {edited !== '' && (
          <span title={created === '' ? undefined : t.panel.created(created)}>{t.panel.edited(edited)}</span>
        )}
      </p>
      <div class="panel-actions">
        {page.url !== null && isWebAddress(page.url) && (
          <a
            class="button primary"
            href={page.url}
            target="_blank"
            rel="noopener noreferrer"
            data-testid="open-in-notion"
          >
            {t.panel.openInNotion}
            <Icon name="external" size={14} />
          </a>
        )}
        {model?.nodes.has(page.node_id) === true && store.mode.value === 'map' && (
          <button type="button" class="button" onClick={() => store.flyTo(page.node_id)}>
            <Icon name="target" size={14} />
            {t.panel.centre}
          </button>
        )}
      </div>
      <LinkList
        title={t.panel.links}
        none={t.panel.noLinks}
        rows={page.links}
        total={page.links_total}
        store={store}
        theme={theme}
        testId="links"
      />
      <BacklinkList page={page} store={store} theme={theme} />
    </div>
  );
}

function BacklinkList({ page, store, theme }: { page: PageDetail; store: ViewerStore; theme: Theme }) {
  const [rows, setRows] = useState(page.backlinks);
  const [cursor, setCursor] = useState<string | null>(null);
  const [started, setStarted] = useState(false);
  const [message, setMessage] = useState('');
  const more = page.backlinks_total > rows.length && (!started || cursor !== null);
  const load = async (): Promise<void> => {
    const reader = store.source.value?.reader;
    if (reader === undefined) return;
    try {
      const answer = await reader.backlinks(page.node_id, cursor ?? '');
      // The first page of the list repeats what the page's own answer holds.
      const known = new Set(rows.map((row) => row.node_id));
      setRows([...rows, ...answer.backlinks.filter((row) => !known.has(row.node_id))]);
      setCursor(answer.next_cursor);
      setStarted(true);
      setMessage('');
    } catch (error) {
      setMessage(problemOf(error).title);
    }
  };
  return (
    <LinkList
      title={t.panel.backlinks}
      none={t.panel.noBacklinks}
      rows={rows}
      total={page.backlinks_total}
      store={store}
      theme={theme}
      testId="backlinks"
      onMore={more ? () => void load() : undefined}
      message={message}
    />
  );
}

interface LinkListProps {
  title: string;
  none: string;
  rows: readonly LinkedPage[];
  total: number;
  store: ViewerStore;
  theme: Theme;
  testId: string;
  onMore?: (() => void) | undefined;
  message?: string;
}

function LinkList({ title, none, rows, total, store, theme, testId, onMore, message = '' }: LinkListProps) {
  return (
    <section class="links" data-testid={testId}>
      <h3>
        {title} <span class="count">{t.number(Math.max(total, rows.length))}</span>
      </h3>
      {rows.length === 0 && <p class="quiet">{none}</p>}
      <ul>
        {rows.map((row) => (
          <LinkRow key={row.node_id} row={row} store={store} theme={theme} />
        ))}
      </ul>
      {message !== '' && (
        <p class="quiet" role="alert">
          {message}
        </p>
      )}
      {onMore !== undefined && (
        <button type="button" class="button wide" onClick={onMore}>
          {t.showMore}
        </button>
      )}
      {onMore === undefined && total > rows.length && <p class="quiet">{t.panel.moreHidden(total - rows.length)}</p>}
    </section>
  );
}

function Skeleton() {
  return (
    <div class="panel-body" role="status" aria-label={t.panel.loading}>
      {[80, 45, 95, 70, 88].map((width) => (
        <div key={width} class="skeleton" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}

const isWebAddress = (url: string): boolean => /^https?:\/\//i.test(url);
