import type { LinkKind } from '../../../core/notion/page.js';

export interface Reference {
  key: string;
  kind: Extract<LinkKind, 'mention' | 'link'>;
}

export interface ReadText {
  /** As a reader sees it: titles for mentions, words for links. */
  plain: string;
  references: Reference[];
}

const REFERENCE = /@([a-z][a-z0-9]*(?:-[a-z0-9]+)*)|\[([^\]]+)\]\(([^)]+)\)/g;

/** Reads `@key` and `[words](key)` (authoring.ts). A mention of an unknown key reads as Notion shows one: Untitled. */
export function readText(text: string, titleOf: (key: string) => string | undefined): ReadText {
  const references: Reference[] = [];
  const plain = text.replace(REFERENCE, (_, mentioned: string | undefined, words: string, linked: string) => {
    if (mentioned === undefined) {
      references.push({ key: linked, kind: 'link' });
      return words;
    }
    references.push({ key: mentioned, kind: 'mention' });
    return titleOf(mentioned) ?? 'Untitled';
  });
  return { plain, references };
}
