import { useRef } from 'preact/hooks';
import { t } from '../strings.js';
import { Icon } from '../ui/icons.js';
import { takeFiles } from './importing.js';

/** A button that opens the browser's file dialog; the input itself stays out of sight but in the form tree. */
export function FileButton() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="button primary" onClick={() => input.current?.click()}>
        <Icon name="upload" />
        {t.importing.choose}
      </button>
      <input
        ref={input}
        type="file"
        accept=".zip,application/zip"
        class="visually-hidden"
        tabIndex={-1}
        aria-label={t.importing.choose}
        data-testid="file-input"
        onChange={(event) => {
          void takeFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}
