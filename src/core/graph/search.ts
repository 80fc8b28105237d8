import { importanceRank } from './importance.js';
import type { Graph, Snapshot } from './snapshot.js';

export interface Match {
  index: number;
  /** 5 the whole title, 4 its start, 3 a word's start, 2 anywhere, 1 all words in any order. */
  score: number;
}

// Latin, Greek, Cyrillic marks, Hebrew points and Arabic vowel signs are left out by people who search. The marks of
// Indic scripts and the kana's voicing mark make another letter, so they stay.
const OPTIONAL_MARKS = /\u0640|[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]/g;
// Letters with a stroke and ligatures have no decomposition in Unicode.
const STROKES: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ł: 'l', þ: 'th', ς: 'σ',
}; // prettier-ignore
const STROKE = /[ßæœøđðħıłþς]/g;
const ASCII = /^[\0-\x7f]*$/;

/** How titles and queries are compared: without case, without optional marks, compatibility forms unified. */
export function foldTitle(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(OPTIONAL_MARKS, '')
    .replace(STROKE, (letter) => STROKES[letter]!);
}

const folded_titles = new WeakMap<Snapshot, string[]>();

function foldedTitles(snapshot: Snapshot): string[] {
  let folded = folded_titles.get(snapshot);
  if (!folded) {
    folded = Array.from({ length: snapshot.node_count }, (_, node) => foldTitle(snapshot.titles.at(node)));
    folded_titles.set(snapshot, folded);
  }
  return folded;
}

/** Titles that match, best first, ties by importance. The first search of a snapshot folds its titles. */
export function searchTitles(graph: Graph, query: string, limit: number): Match[] {
  const wanted = foldTitle(query).trim().replace(/\s+/gu, ' ');
  if (wanted === '' || !(limit > 0)) return [];
  const words = wanted.split(' ');
  const rank = importanceRank(graph);
  const matches: Match[] = [];
  for (const [index, title] of foldedTitles(graph.snapshot).entries()) {
    const score = scoreTitle(title, wanted, words);
    if (score > 0) matches.push({ index, score });
  }
  return matches.sort((a, b) => b.score - a.score || rank[a.index]! - rank[b.index]!).slice(0, limit);
}

function scoreTitle(title: string, wanted: string, words: readonly string[]): number {
  let at = title.indexOf(wanted);
  if (at < 0) return words.length > 1 && words.every((word) => title.includes(word)) ? 1 : 0;
  if (at === 0) return title.length === wanted.length || title.trim() === wanted ? 5 : 4;
  if (title.trim() === wanted) return 5;
  for (; at > 0; at = title.indexOf(wanted, at + 1)) if (startsWord(title, at)) return 3;
  return 2;
}

const WORD_END = /[\p{L}\p{N}\p{M}]$/u;

function startsWord(title: string, at: number): boolean {
  // Two units, in case the character before is a pair of surrogates.
  return !WORD_END.test(title.slice(Math.max(0, at - 2), at));
}
