import { useRef, useState } from 'preact/hooks';
import { api } from '../api/client.js';
import { problemOf, type Problem } from '../api/problem.js';
import { td } from '../dialog-strings.js';
import { t } from '../strings.js';
import '../styles/dialogs.css';
import { Dialog } from '../ui/Dialog.js';
import { Icon } from '../ui/icons.js';
import { ProblemNotice } from '../ui/ProblemNotice.js';
import { askedToLogIn, currentId, dialog } from './store.js';

type State =
  { step: 'ask' } | { step: 'creating' } | { step: 'created'; url: string } | { step: 'failed'; problem: Problem };

export function EmbedDialog() {
  const [state, setState] = useState<State>({ step: 'ask' });
  const close = (): void => {
    dialog.value = 'none';
  };
  const create = async (): Promise<void> => {
    const id = currentId.value;
    if (id === null) return;
    setState({ step: 'creating' });
    try {
      setState({ step: 'created', url: (await api.createEmbed(id)).url });
    } catch (error) {
      if (askedToLogIn(error)) close();
      else setState({ step: 'failed', problem: problemOf(error) });
    }
  };
  return (
    <Dialog title={td.embed.title} testId="embed-dialog" onClose={close}>
      {state.step === 'created' && <CopyUrl url={state.url} />}
      <ol class="steps numbered">
        {td.embed.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {state.step === 'failed' && <ProblemNotice problem={state.problem} onRetry={() => void create()} />}
      {(state.step === 'ask' || state.step === 'creating') && (
        <button
          type="button"
          class="button primary wide"
          disabled={state.step === 'creating'}
          data-testid="create-embed"
          onClick={() => void create()}
        >
          <Icon name="embed" />
          {state.step === 'creating' ? td.embed.creating : td.embed.create}
        </button>
      )}
    </Dialog>
  );
}

function CopyUrl({ url }: { url: string }) {
  const [words, setWords] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(url);
      setWords(t.copied);
    } catch {
      // No clipboard without a secure context or permission.
      field.current?.select();
      setWords(td.embed.select);
    }
  };
  return (
    <div class="copy-url">
      <div class="copy-row">
        <input
          ref={field}
          class="field"
          readOnly
          value={url}
          aria-label={td.embed.url}
          data-testid="embed-url"
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="button primary" onClick={() => void copy()}>
          <Icon name={words === t.copied ? 'check' : 'copy'} />
          {words === t.copied ? t.copied : t.copy}
        </button>
      </div>
      <p class="quiet small">{td.embed.once}</p>
      <p class={words === '' || words === t.copied ? 'visually-hidden' : 'quiet small'} role="status">
        {words}
      </p>
    </div>
  );
}
