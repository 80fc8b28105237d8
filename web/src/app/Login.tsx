import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client.js';
import { problemLines, problemOf } from '../api/problem.js';
import { td } from '../dialog-strings.js';
import '../styles/dialogs.css';
import { Icon } from '../ui/icons.js';
import { Logo } from './Logo.js';
import { authMethods, loadAuthMethods } from './store.js';

/** Whichever way this server lets people in. */
export function Login({ onDone }: { onDone: () => void }) {
  const [asked, setAsked] = useState(authMethods.value !== null);
  useEffect(() => void loadAuthMethods().then(() => setAsked(true)), []);
  const methods = authMethods.value?.methods ?? [];
  const notion = methods.includes('notion');
  const password = !notion || methods.includes('password');
  if (!asked) return <main class="login" aria-busy="true" />;
  return (
    <main class="login">
      <div class="card pad">
        {notion && <NotionLogin />}
        {notion && password && <p class="divider">{td.login.or}</p>}
        {password && <PasswordLogin onDone={onDone} />}
      </div>
    </main>
  );
}

/** A link, for Notion's own page has to be seen: it is there that pages are chosen. */
function NotionLogin() {
  return (
    <div class="notion-login">
      <Logo size={44} />
      <h1>{td.login.notionTitle}</h1>
      <p class="quiet">{td.login.notionDetail}</p>
      <a class="button primary wide big" href={api.notionLoginUrl} data-testid="login-notion">
        <Icon name="plug" size={18} />
        {td.login.notion}
      </a>
    </div>
  );
}

/** AUTH=password: one field. The cookie that comes back is HttpOnly; nothing is kept here. */
function PasswordLogin({ onDone }: { onDone: () => void }) {
  const [password, setPassword] = useState('');
  const [message, setMessage] = useState('');
  const [sending, setSending] = useState(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setSending(true);
    setMessage('');
    try {
      await api.login(password);
      onDone();
    } catch (error) {
      const problem = problemOf(error);
      const { title, lines } = problemLines(problem);
      if (problem.status === 401) setMessage(td.login.wrong);
      else if (problem.status === 429) setMessage(td.login.wait(problem.retryAfter ?? 60));
      else setMessage([title, ...lines].join(' '));
      setPassword('');
    } finally {
      setSending(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} data-testid="login">
      <h1>{td.login.title}</h1>
      <p class="quiet">{td.login.detail}</p>
      <label>
        <span>{td.login.password}</span>
        <input
          class="field"
          type="password"
          name="password"
          autocomplete="current-password"
          required
          autofocus
          value={password}
          aria-invalid={message !== ''}
          aria-describedby="login-message"
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
      </label>
      <p id="login-message" class="bad" role="alert">
        {message}
      </p>
      <button type="submit" class="button primary wide" disabled={sending}>
        {td.login.submit}
      </button>
    </form>
  );
}
