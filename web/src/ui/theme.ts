import { computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Theme } from '../graph/palette.js';

export type ThemeChoice = 'light' | 'dark' | 'auto';

export const isThemeChoice = (value: unknown): value is ThemeChoice =>
  value === 'light' || value === 'dark' || value === 'auto';

export interface ThemeControl {
  choice: Signal<ThemeChoice>;
  theme: ReadonlySignal<Theme>;
}

/** Follows the choice and, for `auto`, the system; keeps <html data-theme> in step. Stores nothing. */
export function createTheme(initial: ThemeChoice): ThemeControl {
  const choice = signal<ThemeChoice>(initial);
  const query = matchMedia('(prefers-color-scheme: dark)');
  const systemDark = signal(query.matches);
  query.addEventListener('change', (event) => {
    systemDark.value = event.matches;
  });
  const theme = computed<Theme>(() => {
    if (choice.value !== 'auto') return choice.value;
    return systemDark.value ? 'dark' : 'light';
  });
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value;
  });
  return { choice, theme };
}

/** `?theme=` of the page's own address. */
export function themeFromAddress(): ThemeChoice | null {
  const value = new URLSearchParams(location.search).get('theme');
  return isThemeChoice(value) ? value : null;
}
