import { t } from '../strings.js';
import { Icon } from '../ui/icons.js';
import { dropToast, toasts } from './store.js';

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite" data-testid="toasts">
      {toasts.value.map(({ id, words, action }) => (
        <p key={id} class="toast">
          <span class="grow">{words}</span>
          {action !== undefined && (
            <button
              type="button"
              class="text-button"
              onClick={() => {
                dropToast(id);
                action.run();
              }}
            >
              {action.words}
            </button>
          )}
          <button type="button" class="square" aria-label={t.close} onClick={() => dropToast(id)}>
            <Icon name="close" size={14} />
          </button>
        </p>
      ))}
    </div>
  );
}
