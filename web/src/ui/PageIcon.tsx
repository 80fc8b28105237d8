import { emojiOf } from '../graph/model.js';
import { Icon } from './icons.js';

/** An emoji, a picture of our own origin, or the kind's sign. Foreign addresses are never fetched. */
export function PageIcon({ icon, kind = 'page' }: { icon: string | null; kind?: string }) {
  const emoji = emojiOf(icon);
  if (emoji !== null) {
    return (
      <span class="page-icon" aria-hidden="true">
        {emoji}
      </span>
    );
  }
  const own = icon !== null && icon.startsWith('/') && !icon.startsWith('//');
  return (
    <span class="page-icon" aria-hidden="true">
      {own ? (
        <img src={icon} alt="" width={18} height={18} />
      ) : (
        <Icon name={kind === 'database' ? 'database' : 'page'} />
      )}
    </span>
  );
}
