import { useState } from 'preact/hooks';
import { api } from '../api/client.js';
import { problemLines, problemOf } from '../api/problem.js';
import { t } from '../strings.js';

/** AUTH=password: one field. The cookie that comes back is HttpOnly; nothing is kept here. */
export function Login({ onDone }: { onDone: () => void }) {
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
      if (problem.status === 401) setMessage(t.login.wrong);
      else if (problem.status === 429) setMessage(t.login.wait(problem.retryAfter ?? 60));
      else setMessage([title, ...lines].join(' '));
      setPassword('');
    } finally {
      setSending(false);
    }
  };
  return (
    <main class="login">
      <form class="card pad" onSubmit={(event) => void submit(event)} data-testid="login">
        <h1>{t.login.title}</h1>
        <p class="quiet">{t.login.detail}</p>
        <label>
          <span>{t.login.password}</span>
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
          {t.login.submit}
        </button>
      </form>
    </main>
  );
}
