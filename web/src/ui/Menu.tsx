import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export interface MenuProps {
  label: string;
  button: ComponentChildren;
  buttonClass?: string;
  align?: 'left' | 'right';
  testId?: string;
  /** Gets what closes the menu. */
  children: (close: () => void) => ComponentChildren;
}

/** A disclosure: a button and what it opens. Escape and a click outside close it; arrows walk through its items. */
export function Menu({ label, button, buttonClass = 'button ghost', align = 'left', testId, children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return undefined;
    const onPointer = (event: PointerEvent): void => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', onPointer, true);
    return () => document.removeEventListener('pointerdown', onPointer, true);
  }, [open]);

  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && open) {
      event.stopPropagation();
      close();
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    if (!open) setOpen(true);
    const items = [...(root.current?.querySelectorAll<HTMLElement>('.menu-list a, .menu-list button') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const step = event.key === 'ArrowDown' ? 1 : -1;
    items[(at + step + items.length) % items.length]?.focus();
  };
  const onFocusOut = (event: FocusEvent): void => {
    if (event.relatedTarget !== null && !root.current?.contains(event.relatedTarget as Node)) setOpen(false);
  };

  return (
    <div class="menu" ref={root} onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
      <button
        type="button"
        ref={opener}
        class={buttonClass}
        aria-expanded={open}
        aria-label={label}
        title={label}
        data-testid={testId}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && <div class={`menu-list ${align}`}>{children(close)}</div>}
    </div>
  );
}
