import type { Signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { groupColour, kindColour, type Theme } from '../graph/palette.js';
import { t } from '../strings.js';
import { Icon } from '../ui/icons.js';
import { kindWord } from '../panel/words.js';
import type { ViewerStore } from './store.js';

const SHOWN_GROUPS = 8;

export function Legend({ store, theme, open }: { store: ViewerStore; theme: Theme; open: Signal<boolean> }) {
  const model = store.model.value;
  const [all, setAll] = useState(false);
  if (model === null || model.nodes.size === 0) return null;
  const { groups: active, hiddenKinds } = store.view.value;
  const groups = all ? model.groups : model.groups.slice(0, SHOWN_GROUPS);
  const further = model.groups.length - groups.length;
  if (!open.value) {
    return (
      <button
        type="button"
        class="button floating legend-open"
        aria-expanded={false}
        onClick={() => (open.value = true)}
        data-testid="legend-open"
      >
        <Icon name="legend" />
        {t.legend.title}
      </button>
    );
  }
  return (
    <section class="legend card" aria-label={t.legend.title} data-testid="legend">
      <header class="legend-head">
        <h2>{t.legend.groups}</h2>
        {active.size > 0 && (
          <button type="button" class="text-button" onClick={() => store.dispatch({ type: 'clear_groups' })}>
            {t.legend.clear}
          </button>
        )}
        <button
          type="button"
          class="button ghost square small"
          aria-label={t.legend.hide}
          title={t.legend.hide}
          aria-expanded={true}
          onClick={() => (open.value = false)}
        >
          <Icon name="chevron" size={14} />
        </button>
      </header>
      <ul class="legend-list">
        {groups.map(({ group, name, icon, count }) => (
          <li key={String(group)}>
            <button
              type="button"
              class="legend-row"
              aria-pressed={active.has(group)}
              aria-label={t.legend.group(group === null ? t.legend.noGroup : name, count)}
              onClick={() => store.dispatch({ type: 'toggle_group', group })}
            >
              <i class="dot" style={{ background: groupColour(group, theme) }} />
              <span class="grow clip">
                {group === null ? t.legend.noGroup : `${icon === null ? '' : `${icon} `}${name}`}
              </span>
              <span class="count">{t.number(count)}</span>
            </button>
          </li>
        ))}
        {further > 0 && (
          <li>
            <button type="button" class="legend-row quiet" onClick={() => setAll(true)}>
              {t.legend.otherGroups(further)}…
            </button>
          </li>
        )}
      </ul>
      <h2>{t.legend.kinds}</h2>
      <ul class="legend-list">
        {model.kinds.map(({ kind, count }) => (
          <li key={kind}>
            <label class="legend-row">
              <input
                type="checkbox"
                checked={!hiddenKinds.has(kind)}
                data-kind={kind}
                onChange={() => store.dispatch({ type: 'toggle_kind', kind })}
              />
              <i class="line" style={{ background: kindColour(kind, theme) }} />
              <span class="grow">{kindWord(kind)}</span>
              <span class="count">{t.number(count)}</span>
            </label>
          </li>
        ))}
      </ul>
      <p class="legend-note">
        <i class="ring" /> {t.legend.database}
        <i class="dot plain" /> {t.legend.page}
        <span>{t.legend.size}</span>
      </p>
    </section>
  );
}
