import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { readMarkdown } from '../../../../src/core/notion/api/markdown.js';
import { hexOf, titles, urlOf } from './ids.js';

/** What means something in Notion-flavoured markdown, thrown together. */
const scrap = fc.oneof(
  fc.constantFrom(
    ...'[ ] ( ) ![ ]( * ** ~~ ~ ` `` ``` $ $$ $` `$ < > </ /> " = \\ { } | ^ [^ # - \n \t <br> & &amp; &#x41; {{ }}'.split(
      ' ',
    ),
    '\n',
    '\t',
    ' ',
    '<a href="',
    '</a>',
    '<td>',
    '<page url="',
    '</page>',
    '<unknown url="',
    '<mention-page url="',
    '</mention-page>',
    '<synced_block_reference url="',
    '</synced_block_reference>',
    '{color="red"}',
    urlOf(2),
    urlOf(2, 3),
    `/${hexOf(4)}`,
    `[a](${urlOf(2)})`,
    `<mention-page url="${urlOf(2)}"/>`,
    'Ünï😀',
  ),
  fc.string(),
);
const markdown = fc.array(scrap, { maxLength: 60 }).map((scraps) => scraps.join(''));

describe('given arbitrary markdown', () => {
  it('then nothing throws, and what is found is well formed', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        const read = readMarkdown(text, titles);
        for (const { target, evidence } of read.references) {
          expect(target.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
          expect(evidence.length).toBeLessThanOrEqual(240);
          expect(evidence).not.toMatch(/[\n\t]/);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('then nothing in a fence is read', () => {
    fc.assert(
      fc.property(markdown, fc.integer({ min: 0, max: 3 }), (text, depth) => {
        const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
        const fence = '`'.repeat(Math.max(2, ...runs) + 1);
        const tabs = '\t'.repeat(depth);
        const fenced = [`${tabs}${fence}md`, ...text.split('\n').map((line) => tabs + line), tabs + fence].join('\n');
        expect(readMarkdown(fenced, titles)).toEqual(readMarkdown(''));
        // Nor does a fence change what stands around it.
        const around = (middle: string) => `[a](${urlOf(2)})\n${middle}\n[b](${urlOf(3)})`;
        expect(readMarkdown(around(fenced))).toEqual(readMarkdown(around('')));
      }),
    );
  });

  it('then nothing in inline code is read', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        const line = text.replaceAll('\n', ' ');
        const runs = [...line.matchAll(/`+/g)].map(([run]) => run.length);
        const ticks = '`'.repeat(Math.max(0, ...runs) + 1);
        expect(readMarkdown(`see ${ticks} ${line} ${ticks}`, titles)).toEqual(readMarkdown(''));
      }),
    );
  });
});

const LENGTH = 250_000;
const repeated = (text: string) => text.repeat(Math.ceil(LENGTH / text.length));

/** Milliseconds. Under 50 on an idle machine (200 for a megabyte); anything quadratic would take many seconds. */
const PATIENCE = 1_500;

function timeOf(text: string): number {
  const start = performance.now();
  readMarkdown(text, titles);
  return performance.now() - start;
}

const HOSTILE = [
  'plain text. ',
  '[',
  ']',
  '[]',
  '![',
  '[a](',
  '[^',
  '[^a]',
  '](',
  '(',
  '`',
  '`a``b```c````',
  '$',
  '$a ',
  '$`',
  '\\$',
  '$\\$ ',
  '\\',
  '<',
  '<a',
  '<a ',
  '<a href="',
  '<a href=\'<a href="',
  "<a b='\" c='",
  '<a b="<a c=\'" d="',
  `<a${' '.repeat(8000)}`,
  `<a ${'b="<c" '.repeat(1000)}`,
  '<https://',
  `<https://${'a'.repeat(5000)} `,
  '<mention-page url="',
  `<mention-page url="${urlOf(2)}">`,
  `<mention-page url="${urlOf(2)}"/>`,
  `<a href="${urlOf(2)}">`,
  `[a](${urlOf(2)})`,
  `[a](/${hexOf(2)}) `,
  `[a](/${hexOf(2)})`,
  `[`.repeat(50) + `a](/${hexOf(2)})`,
  '[a](https://www.notion.so/' + '(',
  '<td>',
  '|',
  '{color="a"} ',
  '{',
  '&amp;',
  '- ',
  '1. ',
  '> ',
  '*',
  '~',
  '\t',
  '😀',
  '<synced_block_reference url="x">',
  `<page url="${urlOf(2)}">`,
];

describe('given a long hostile line, then it takes no more time than its length', () => {
  it.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 40), text]))('%s', (_, text) => {
    for (const line of [repeated(text), `- [${repeated(text)}](${urlOf(2)})`])
      expect(timeOf(line)).toBeLessThan(PATIENCE);
  });

  it.each(['\n', '`\n', '```\n', '$$\n', '\t<td>\n', `[a](${urlOf(2)})\n`, '<synced_block_reference url="x">\n'])(
    'and lines of %j',
    (text) => {
      expect(timeOf(repeated(text))).toBeLessThan(PATIENCE);
    },
  );
});
