import { useEffect, useState } from 'preact/hooks';
import { t } from '../strings.js';
import { Icon } from '../ui/icons.js';
import { takeFiles } from './importing.js';

/** The whole page takes a file: wherever it is dropped, it is never opened by the browser instead. */
export function DropZone() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const onOver = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(false);
      void takeFiles([...(event.dataTransfer?.files ?? [])]);
    };
    document.addEventListener('dragover', onOver);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('drop', onDrop);
    return () => {
      document.removeEventListener('dragover', onOver);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('drop', onDrop);
    };
  }, []);
  if (!over) return null;
  return (
    <div class="drop-overlay" data-testid="drop-overlay">
      <div>
        <span class="drop-icon">
          <Icon name="upload" size={26} />
        </span>
        <strong>{t.importing.dropNow}</strong>
      </div>
    </div>
  );
}
