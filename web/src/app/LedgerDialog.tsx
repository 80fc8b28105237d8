import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client.js';
import { problemOf, type Problem } from '../api/problem.js';
import type { LedgerEntry } from '../api/types.js';
import { td } from '../dialog-strings.js';
import { ledgerSections, type LedgerLine } from '../panel/ledger-words.js';
import { t } from '../strings.js';
import '../styles/dialogs.css';
import { Dialog } from '../ui/Dialog.js';
import { Icon } from '../ui/icons.js';
import { ProblemNotice } from '../ui/ProblemNotice.js';
import { ledgerTotal } from './import-state.js';
import { askedToLogIn, current, dialog, viewer } from './store.js';

type State =
  | { step: 'loading' }
  | { step: 'missing' }
  | { step: 'ready'; ledger: LedgerEntry[] }
  | { step: 'failed'; problem: Problem };

const close = (): void => {
  dialog.value = 'none';
};

/** Exactly what the last import could not read, grouped by why. */
export function LedgerDialog() {
  const importId = current.value?.last_import_id ?? null;
  const [state, setState] = useState<State>({ step: 'loading' });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (importId === null) {
      setState({ step: 'missing' });
      return;
    }
    api.import(importId).then(
      (document) => setState({ step: 'ready', ledger: document.ledger ?? [] }),
      (error: unknown) => {
        if (askedToLogIn(error)) close();
        else setState({ step: 'failed', problem: problemOf(error) });
      },
    );
  }, [importId, tries]);
  return (
    <Dialog title={td.ledger.title} testId="ledger" wide onClose={close}>
      {state.step === 'loading' && <div class="skeleton" role="status" />}
      {state.step === 'missing' && <p class="quiet">{td.ledger.missing}</p>}
      {state.step === 'failed' && <ProblemNotice problem={state.problem} onRetry={() => setTries(tries + 1)} />}
      {state.step === 'ready' && <Ledger ledger={state.ledger} />}
    </Dialog>
  );
}

function Ledger({ ledger }: { ledger: LedgerEntry[] }) {
  const total = ledgerTotal(ledger);
  if (total === 0) {
    return (
      <div class="all-read" data-testid="ledger-empty">
        <span class="good">
          <Icon name="check" size={22} />
        </span>
        <strong>{td.ledger.none}</strong>
        <p class="quiet">{td.ledger.noneDetail}</p>
      </div>
    );
  }
  return (
    <>
      <p class="quiet">{td.ledger.intro(total)}</p>
      {ledgerSections(ledger).map((section) => (
        <section key={section.subject} class="ledger-section">
          <h3>{section.title}</h3>
          {section.lines.map((line) => (
            <Line key={line.reason} line={line} />
          ))}
        </section>
      ))}
    </>
  );
}

function Line({ line }: { line: LedgerLine }) {
  const further = line.count - line.examples.length;
  return (
    <details class="ledger-line" data-reason={line.reason}>
      <summary>
        <span class="grow">
          <strong>{line.title}</strong>
          {line.explanation !== '' && <span class="quiet">{line.explanation}</span>}
        </span>
        <span class="count">{t.number(line.count)}</span>
      </summary>
      <ul aria-label={td.ledger.examples}>
        {line.examples.map((example, index) => (
          <li key={index}>
            {example.node_id !== null && viewer.model.value?.nodes.has(example.node_id) === true ? (
              <button
                type="button"
                class="text-button"
                onClick={() => (close(), void viewer.select(example.node_id ?? ''))}
              >
                {example.text || t.untitled}
              </button>
            ) : (
              example.text || t.untitled
            )}
          </li>
        ))}
        {further > 0 && <li class="quiet">{td.ledger.further(further)}</li>}
      </ul>
    </details>
  );
}
