import { useState } from 'preact/hooks';
import type { LinkedPage } from '../api/types.js';
import { groupColour, kindColour, type Theme } from '../graph/palette.js';
import { t } from '../strings.js';
import { PageIcon } from '../ui/PageIcon.js';
import type { ViewerStore } from '../viewer/store.js';
import { kindWord } from './words.js';

const SHORT = 2;

/** One linked page and why: its kinds, and the sentences where the link stands. */
export function LinkRow({ row, store, theme }: { row: LinkedPage; store: ViewerStore; theme: Theme }) {
  const [all, setAll] = useState(false);
  const node = store.model.value?.nodes.get(row.node_id);
  const evidence = (row.evidence ?? []).filter((sentence) => sentence.text.trim() !== '');
  const shown = all ? evidence : evidence.slice(0, SHORT);
  const point = (on: boolean): void => {
    if (node !== undefined) store.dispatch({ type: 'hover', node: on ? row.node_id : null });
  };
  return (
    <li class="link-row" onPointerEnter={() => point(true)} onPointerLeave={() => point(false)}>
      <button
        type="button"
        class="link-target"
        data-testid="link-target"
        onClick={() => void store.select(row.node_id)}
      >
        <i class="dot" style={{ background: groupColour(node?.group ?? null, theme) }} />
        <PageIcon icon={row.icon} kind={node?.kind ?? 'page'} />
        <span class="grow">{row.title || t.untitled}</span>
      </button>
      <p class="link-kinds">
        {row.kinds.map((kind) => (
          <span key={kind} class="kind">
            <i class="line" style={{ background: kindColour(kind, theme) }} />
            {kindWord(kind)}
          </span>
        ))}
        {row.directed === false && <span class="kind">{t.panel.bothWays}</span>}
        {(row.value ?? 1) > 1 && <span class="kind">×{t.number(row.value ?? 1)}</span>}
      </p>
      {shown.map((sentence, index) => (
        <blockquote
          key={index}
          class="evidence"
          style={{ borderColor: kindColour(sentence.kind, theme) }}
          title={kindWord(sentence.kind)}
        >
          {sentence.text}
        </blockquote>
      ))}
      {evidence.length > SHORT && (
        <button type="button" class="text-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t.panel.lessEvidence : t.panel.moreEvidence(evidence.length - SHORT)}
        </button>
      )}
    </li>
  );
}
