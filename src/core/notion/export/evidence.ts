import { EVIDENCE_LENGTH } from '../page.js';

const SENTENCE_END = new Set(['.', '!', '?', '…']);
const FULL_WIDTH_END = new Set(['。', '！', '？']);

/**
 * The sentence that holds `text[start, end)`, on one line and at most EVIDENCE_LENGTH UTF-16 units long.
 * Where it has to be cut, the link stays in its middle and no surrogate pair is split.
 */
export function sentenceAround(text: string, start: number, end: number): string {
  const left = sentenceStart(text, start);
  const right = sentenceEnd(text, end);
  const before = collapse(text.slice(left, start)).trimStart();
  const link = collapse(text.slice(start, end));
  const after = collapse(text.slice(end, right)).trimEnd();
  return cutAround(before, link, after).trim();
}

/** One line of plain text, cut at its end. */
export function oneLine(text: string): string {
  const line = collapse(text).trim();
  return line.length <= EVIDENCE_LENGTH ? line : `${line.slice(0, wholeEnd(line, EVIDENCE_LENGTH - 1))}…`;
}

function cutAround(before: string, link: string, after: string): string {
  if (before.length + link.length + after.length <= EVIDENCE_LENGTH) return before + link + after;
  const room = EVIDENCE_LENGTH - 2 - link.length;
  if (room <= 0) return `${link.slice(0, wholeEnd(link, EVIDENCE_LENGTH - 1))}…`;
  const lead = Math.min(before.length, Math.max(Math.floor(room / 2), room - after.length));
  const tail = Math.min(after.length, room - lead);
  const head_cut = before.length - lead;
  const head = head_cut > 0 ? `…${before.slice(wholeStart(before, head_cut))}` : before;
  return head + link + (tail < after.length ? `${after.slice(0, wholeEnd(after, tail))}…` : after);
}

function sentenceStart(text: string, from: number): number {
  // Further away than this nothing can make it into the evidence.
  const limit = Math.max(0, from - 2 * EVIDENCE_LENGTH);
  for (let i = from - 1; i >= limit; i -= 1) {
    const char = text.charAt(i);
    if (char === '\n' || FULL_WIDTH_END.has(char)) return i + 1;
    if (char === ' ' && SENTENCE_END.has(text.charAt(i - 1))) return i + 1;
  }
  return wholeStart(text, limit);
}

function sentenceEnd(text: string, from: number): number {
  const limit = Math.min(text.length, from + 2 * EVIDENCE_LENGTH);
  for (let i = from; i < limit; i += 1) {
    const char = text.charAt(i);
    if (char === '\n') return i;
    if (FULL_WIDTH_END.has(char)) return i + 1;
    if (SENTENCE_END.has(char) && /^\s?$/.test(text.charAt(i + 1))) return i + 1;
  }
  return wholeEnd(text, limit);
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function wholeStart(text: string, at: number): number {
  return at > 0 && isLow(text.charCodeAt(at)) && isHigh(text.charCodeAt(at - 1)) ? at + 1 : at;
}

function wholeEnd(text: string, at: number): number {
  return at > 0 && at < text.length && isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at)) ? at - 1 : at;
}

function isHigh(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
