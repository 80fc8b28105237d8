import { effect } from '@preact/signals';
import { createTheme, isThemeChoice, themeFromAddress, type ThemeControl } from '../ui/theme.js';

const KEY = 'graph-view-theme';

/** The app remembers the choice where the browser lets it; `?theme=` goes before what is remembered. */
export function storedTheme(): ThemeControl {
  const control = createTheme(themeFromAddress() ?? read() ?? 'auto');
  let first = true;
  effect(() => {
    const choice = control.choice.value;
    if (first) first = false;
    else write(choice);
  });
  return control;
}

function read() {
  try {
    const value = localStorage.getItem(KEY);
    return isThemeChoice(value) ? value : null;
  } catch {
    return null;
  }
}

function write(choice: string): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // Storage is off: the choice holds until the page is closed.
  }
}
