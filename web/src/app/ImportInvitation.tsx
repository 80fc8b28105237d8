import { signal } from '@preact/signals';
import { api } from '../api/client.js';
import { t } from '../strings.js';
import { Dialog } from '../ui/Dialog.js';
import { Icon } from '../ui/icons.js';
import { FileButton } from './FileButton.js';
import { dialog, offersOAuth } from './store.js';

/** Put away for as long as the page is open. */
const sampleDismissed = signal(false);

/** Both ways in: drop an export (and how to get one), or connect Notion. */
export function ImportSteps({ framed = true }: { framed?: boolean }) {
  return (
    <section class={framed ? 'import-steps card' : 'import-steps'} data-testid="import-steps">
      <div class="drop-target">
        <span class="drop-icon">
          <Icon name="upload" size={22} />
        </span>
        <strong>{t.importing.drop}</strong>
        <span class="quiet">{t.importing.or}</span>
        <FileButton />
      </div>
      <ConnectWay />
      <h2 class="steps-title">{t.importing.howTitle}</h2>
      <ol class="steps">
        {t.importing.how.map(([title, words]) => (
          <li key={title}>
            <strong>{title}</strong>
            <span>{words}</span>
          </li>
        ))}
      </ol>
      <p class="quiet small">{t.importing.private}</p>
    </section>
  );
}

function ConnectWay() {
  return (
    <div class="connect-way">
      <Icon name="plug" size={18} />
      <div>
        <h2>{t.importing.connectTitle}</h2>
        <p class="quiet">{t.importing.connectDetail}</p>
        <div class="ways">
          {offersOAuth.value && (
            <a class="button primary" href={api.notionLoginUrl} data-testid="connect-notion">
              {t.importing.connect}
            </a>
          )}
          <button type="button" class="button" data-testid="connect-token" onClick={() => (dialog.value = 'connect')}>
            {t.importing.connectToken}
          </button>
        </div>
      </div>
    </div>
  );
}

export function ImportDialog() {
  return (
    <Dialog title={t.importing.title} testId="import-dialog" onClose={() => (dialog.value = 'none')}>
      <ImportSteps framed={false} />
    </Dialog>
  );
}

/** The newcomer's next step, beside the sample. */
export function SampleInvitation() {
  if (sampleDismissed.value) return null;
  return (
    <aside class="invitation" data-testid="invitation">
      <span class="icon-wrap">
        <Icon name="upload" size={18} />
      </span>
      <p>
        <span class="quiet">{t.importing.sample} </span>
        <strong class="wide-only">{t.importing.drop}</strong>
      </p>
      <button type="button" class="button" onClick={() => (dialog.value = 'import')}>
        {t.importing.see}
      </button>
      <button
        type="button"
        class="button ghost square small"
        aria-label={t.close}
        onClick={() => (sampleDismissed.value = true)}
      >
        <Icon name="close" size={14} />
      </button>
    </aside>
  );
}
