import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { readBlock } from '../../../../src/core/notion/api/blocks.js';
import { readMarkdown } from '../../../../src/core/notion/api/markdown.js';
import { idOf, urlOf } from './ids.js';

/** A rich text before it is spelled in either of Notion's ways. */
type Piece =
  | { kind: 'text'; text: string; bold: boolean; code: boolean; url: string | null }
  | { kind: 'mention'; n: number; title: string }
  | { kind: 'equation'; text: string };

const words = fc
  .stringMatching(/^[a-zA-Z .!?,()[\]*~`$<>{}|^\\#&"'\n-]{1,12}$/)
  .map((text) => `x${text}`)
  .filter((text) => text.trim() !== '');
const code_words = fc.stringMatching(/^[a-zA-Z[\]()<>$*\\]{1,8}$/);
const url = fc.constantFrom(urlOf(2), urlOf(3), urlOf(4, 99), 'https://example.com/', null);

const piece: fc.Arbitrary<Piece> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: words, bold: fc.boolean(), code: fc.constant(false), url }),
  fc.record({
    kind: fc.constant('text' as const),
    text: code_words,
    bold: fc.boolean(),
    code: fc.constant(true),
    url,
  }),
  fc.record({ kind: fc.constant('mention' as const), n: fc.integer({ min: 2, max: 5 }), title: words }),
  fc.record({ kind: fc.constant('equation' as const), text: fc.stringMatching(/^[a-z\\{}[\]()_^]{1,8}$/) }),
);

const isCode = (part: Piece | undefined) => part?.kind === 'text' && part.code;

const escaped = (text: string) => text.replace(/[\\*~`$[\]<>{}|^]/g, '\\$&').replaceAll('\n', '<br>');

function toMarkdown(part: Piece): string {
  if (part.kind === 'mention') return `<mention-page url="${urlOf(part.n)}">${escaped(part.title)}</mention-page>`;
  if (part.kind === 'equation') return `$\`${part.text}\`$`;
  const text = part.code ? `\`${part.text}\`` : escaped(part.text);
  const styled = part.bold ? `**${text}**` : text;
  return part.url === null ? styled : `[${styled}](${part.url})`;
}

function toJson(part: Piece): object {
  if (part.kind === 'mention') {
    const mention = { type: 'page', page: { id: idOf(part.n) } };
    return { type: 'mention', mention, plain_text: part.title, href: urlOf(part.n) };
  }
  if (part.kind === 'equation') {
    return { type: 'equation', equation: { expression: part.text }, plain_text: part.text, href: null };
  }
  return {
    type: 'text',
    text: { content: part.text, link: part.url === null ? null : { url: part.url } },
    plain_text: part.text,
    href: part.url,
    annotations: { bold: part.bold, code: part.code },
  };
}

it('given a rich text, then markdown and blocks say the same of it', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      // A paragraph that starts like a list item would be one.
      const parts: Piece[] = [{ kind: 'text', text: 'It', bold: false, code: false, url: null }];
      // Code beside code is one piece in Notion: its backticks would run together.
      for (const part of pieces) if (!(isCode(part) && isCode(parts.at(-1)))) parts.push(part);
      const block = { object: 'block', id: idOf(1), type: 'paragraph', paragraph: { rich_text: parts.map(toJson) } };
      expect(readMarkdown(parts.map(toMarkdown).join('')).references).toEqual(readBlock(block)?.references);
    }),
    { numRuns: 2000 },
  );
});
