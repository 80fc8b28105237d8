import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { SearchResult } from '../api/types.js';
import { problemOf } from '../api/problem.js';
import { t } from '../strings.js';
import { Icon } from '../ui/icons.js';
import { PageIcon } from '../ui/PageIcon.js';
import type { ViewerStore } from './store.js';

const WAIT_MS = 140;

type Found = { query: string; results: SearchResult[]; message: string | null };

/** A combobox over the server's search: `/` focuses, arrows walk, Enter flies. */
export function SearchBox({ store }: { store: ViewerStore }) {
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<Found | null>(null);
  const [active, setActive] = useState(0);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const reader = store.source.value?.reader;

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (target.closest('input, textarea, select, dialog, [contenteditable]') !== null) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  useEffect(() => {
    const wanted = query.trim();
    if (wanted === '' || reader === undefined) {
      setFound(null);
      return undefined;
    }
    const request = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const results = await reader.search(wanted, request.signal);
        const message = results.length === 0 ? t.search.none(wanted) : null;
        if (!request.signal.aborted) setFound({ query: wanted, results, message });
      } catch (error) {
        if (!request.signal.aborted) setFound({ query: wanted, results: [], message: problemOf(error).title });
      }
      setActive(0);
    };
    const timer = setTimeout(() => void ask(), WAIT_MS);
    return () => {
      clearTimeout(timer);
      request.abort();
    };
  }, [query, reader]);

  const pick = (result: SearchResult | undefined): void => {
    if (result === undefined) return;
    setOpen(false);
    setQuery('');
    input.current?.blur();
    void store.select(result.node_id);
  };
  const results = found?.results ?? [];
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setActive((active + 1) % Math.max(1, results.length));
    else if (event.key === 'ArrowUp') setActive((active - 1 + results.length) % Math.max(1, results.length));
    else if (event.key === 'Enter') pick(results[active]);
    else if (event.key === 'Escape') {
      if (query === '') input.current?.blur();
      setQuery('');
      setOpen(false);
    } else return;
    event.preventDefault();
  };
  const shown = open && found !== null && query.trim() !== '';

  useEffect(() => {
    if (shown) document.getElementById(`${list}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, shown, list]);

  return (
    <div class="search" role="search">
      <span class="search-icon">
        <Icon name="search" />
      </span>
      <input
        ref={input}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        enterkeyhint="search"
        aria-label={t.search.label}
        aria-expanded={shown}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={shown && results.length > 0 ? `${list}-${active}` : undefined}
        placeholder={t.search.placeholder}
        value={query}
        data-testid="search"
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <kbd aria-hidden="true">/</kbd>
      <div class="visually-hidden" role="status">
        {shown ? (found.message ?? t.search.found(results.length)) : ''}
      </div>
      <ul id={list} class="search-results" role="listbox" aria-label={t.search.label} hidden={!shown}>
        {shown &&
          results.map((result, index) => (
            <li
              key={result.node_id}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === active}
              data-testid="search-result"
              onPointerDown={(event) => event.preventDefault()}
              onPointerMove={() => setActive(index)}
              onClick={() => pick(result)}
            >
              <PageIcon icon={result.icon} kind={result.kind} />
              <span class="grow clip">{result.title || t.untitled}</span>
              <span class="count">{t.links(result.degree)}</span>
            </li>
          ))}
        {shown && found.message !== null && <li class="search-none">{found.message}</li>}
      </ul>
    </div>
  );
}
