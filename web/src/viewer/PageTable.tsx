import { useMemo, useState } from 'preact/hooks';
import type { GraphModel } from '../graph/model.js';
import { titleOf } from '../graph/model.js';
import { groupColour, type Theme } from '../graph/palette.js';
import { t } from '../strings.js';
import { PageIcon } from '../ui/PageIcon.js';
import { dayOf } from '../panel/words.js';
import type { ViewerStore } from './store.js';
import { rowsOf, sortRows, type Column, type Sort } from './table-rows.js';

const STEP = 200;
const COLUMNS: readonly Column[] = ['title', 'kind', 'links', 'database', 'group', 'edited'];

/** The map's twin: the same pages as a table that any keyboard and screen reader can use. */
export function PageTable({ store, model, theme }: { store: ViewerStore; model: GraphModel; theme: Theme }) {
  const [sort, setSort] = useState<Sort>({ column: 'links', descending: true });
  const [filter, setFilter] = useState('');
  const [shown, setShown] = useState(STEP);
  const rows = useMemo(() => rowsOf(model), [model]);
  const { groups } = store.view.value;
  const matching = useMemo(
    () => sortRows(rows, sort, filter).filter((row) => groups.size === 0 || groups.has(row.node.group)),
    [rows, sort, filter, groups],
  );
  const page = store.page.value;
  const selected = page.state === 'none' ? null : page.id;
  const sortBy = (column: Column): void => {
    const descending = sort.column === column ? !sort.descending : column === 'links' || column === 'edited';
    setSort({ column, descending });
  };

  return (
    <div class="table-view" id="map" data-testid="table-view">
      <div class="table-tools">
        <input
          type="search"
          class="field"
          aria-label={t.table.filter}
          placeholder={t.table.filter}
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
        <span class="quiet" role="status">
          {t.table.showing(matching.length, rows.length)}
        </span>
      </div>
      <div class="table-scroll" tabIndex={0} role="region" aria-label={t.table.caption(rows.length)}>
        <table>
          <caption class="visually-hidden">{t.table.caption(rows.length)}</caption>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th
                  key={column}
                  scope="col"
                  class={`col-${column}`}
                  aria-sort={sort.column === column ? (sort.descending ? 'descending' : 'ascending') : 'none'}
                >
                  <button type="button" onClick={() => sortBy(column)} title={t.table.sortBy(t.table[column])}>
                    {t.table[column]}
                    <span aria-hidden="true">{sort.column === column ? (sort.descending ? ' ↓' : ' ↑') : ''}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matching.slice(0, shown).map(({ node, database, group }) => (
              <tr key={node.id} aria-current={node.id === selected ? 'true' : undefined}>
                <th scope="row">
                  <button type="button" class="row-title" onClick={() => void store.select(node.id)}>
                    <PageIcon icon={node.icon} kind={node.kind} />
                    <span>{titleOf(node)}</span>
                  </button>
                </th>
                <td class="col-kind">{t.kindOfNode[node.kind] ?? node.kind}</td>
                <td class="col-links">{t.number(node.degree)}</td>
                <td class="col-database">{database}</td>
                <td class="col-group">
                  <i class="dot" style={{ background: groupColour(node.group, theme) }} /> {group}
                </td>
                <td class="col-edited">{dayOf(node.last_edited_time)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {matching.length > shown && (
          <button type="button" class="button more-rows" onClick={() => setShown(shown + STEP)}>
            {t.showMore}
          </button>
        )}
      </div>
    </div>
  );
}
