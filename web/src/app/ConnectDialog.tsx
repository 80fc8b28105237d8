import { useState } from 'preact/hooks';
import { api } from '../api/client.js';
import { problemLines, problemOf, type Problem } from '../api/problem.js';
import { td } from '../dialog-strings.js';
import '../styles/dialogs.css';
import { Dialog } from '../ui/Dialog.js';
import { Icon } from '../ui/icons.js';
import { connect, reconnecting } from './connections.js';
import { askedToLogIn, dialog, offersOAuth } from './store.js';

/** As the server wants it: what may stand in a header. */
const TOKEN = /^[\x21-\x7e]{1,512}$/;

const close = (): void => {
  dialog.value = 'none';
};

/** A workspace by its integration's token or, where the server is known to Notion, by a login there. */
export function ConnectDialog() {
  const again = reconnecting.value;
  const title = again === null ? td.connect.title : td.connect.again(again.workspace_name);
  return (
    <Dialog title={title} testId="connect-dialog" onClose={close}>
      {offersOAuth.value && again === null && (
        <div class="oauth-way">
          <a class="button primary wide" href={api.notionLoginUrl} data-testid="connect-notion">
            <Icon name="plug" />
            {td.connect.oauth}
          </a>
          <p class="quiet small">{td.connect.oauthDetail}</p>
          <p class="divider">{td.connect.or}</p>
        </div>
      )}
      <ol class="steps">
        {td.connect.steps.map(([what, how], index) => (
          <li key={what}>
            <strong>{what}</strong>
            <span>
              {index === 0 && (
                <>
                  <a href={td.connect.whereUrl} target="_blank" rel="noopener noreferrer">
                    {td.connect.where}
                  </a>
                  {' → '}
                </>
              )}
              {how}
            </span>
          </li>
        ))}
      </ol>
      <TokenForm />
    </Dialog>
  );
}

function TokenForm() {
  const [token, setToken] = useState('');
  const [message, setMessage] = useState('');
  const [sending, setSending] = useState(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wanted = token.trim();
    setMessage('');
    if (!TOKEN.test(wanted)) {
      setMessage(td.connect.spaces);
      return;
    }
    setSending(true);
    try {
      await connect(wanted);
    } catch (error) {
      if (askedToLogIn(error)) close();
      else setMessage(wordsOf(problemOf(error)));
    } finally {
      setSending(false);
    }
  };
  return (
    <form class="token-form" onSubmit={(event) => void submit(event)}>
      <label>
        <span>{td.connect.token}</span>
        <input
          class="field"
          type="password"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          required
          placeholder={td.connect.hint}
          value={token}
          aria-invalid={message !== ''}
          aria-describedby="token-message token-private"
          data-testid="token-input"
          onInput={(event) => setToken(event.currentTarget.value)}
        />
      </label>
      <p id="token-message" class="bad small" role="alert" data-testid="token-message">
        {message}
      </p>
      <button type="submit" class="button primary wide" disabled={sending} data-testid="connect-submit">
        {sending && <span class="spinner" aria-hidden="true" />}
        {sending ? td.connect.submitting : td.connect.submit}
      </button>
      <p id="token-private" class="quiet small">
        {td.connect.private}
      </p>
    </form>
  );
}

function wordsOf(problem: Problem): string {
  const { title, lines } = problemLines(problem);
  return td.connect.errors[problem.code] ?? [title, ...lines].join('. ').replaceAll('..', '.');
}
