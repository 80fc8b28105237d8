import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { FoundLink } from '../../../../../src/core/notion/export/block-text.js';
import { findLinksByParser, findMarkdownLinks } from '../../../../../src/core/notion/export/markdown-links.js';
import { parseNotionUrl } from '../../../../../src/core/notion/urls.js';

const HEX = '0123456789abcdef0123456789abcdef';

function linksIn(markdown: string): FoundLink[] {
  const found: FoundLink[] = [];
  findMarkdownLinks(markdown, (link) => found.push({ ...link }));
  return found;
}

function references(markdown: string): string[] {
  return linksIn(markdown).map((link) => link.reference);
}

describe('given Markdown as Notion writes it, then these are its links', () => {
  it.each([
    ['a paragraph', `See [the page](a%20${HEX}.md).`],
    ['a heading', `## [the page](a%20${HEX}.md)`],
    ['emphasis around and inside', `**[the *page*](a%20${HEX}.md)**`],
    ['a quote', `> See [the page](a%20${HEX}.md)`],
    ['a to-do', `- [ ]  See [the page](a%20${HEX}.md)`],
    ['a block below a list item', `- [ ]  Tap\n    \n    [the page](a%20${HEX}.md)\n    \n- [ ]  Next`],
    ['a block two levels below', `- a\n    - b\n        \n        [the page](a%20${HEX}.md)\n        `],
    ['a numbered list', `1. a\n    \n    [the page](a%20${HEX}.md)`],
    ['a toggle', `- Toggle\n    \n    text\n    \n    [the page](a%20${HEX}.md)\n    `],
    ['a table', `| a | b |\n| --- | --- |\n| x | [the page](a%20${HEX}.md) |`],
    ['a callout', `<aside>\n💡 See [the page](a%20${HEX}.md)\n\n</aside>`],
    ['a callout in a list', `- a\n    \n    <aside>\n    💡 See [the page](a%20${HEX}.md)\n    \n    </aside>\n    `],
    ['raw HTML', `<div>\n<a href="a%20${HEX}.md">the page</a>\n</div>`],
    ['inline HTML', `See <a href="a%20${HEX}.md">the page</a>.`],
    ['an image that is a link', `[![cover](cover.png)](a%20${HEX}.md)`],
    ['a reference', `See [the page][1].\n\n[1]: a%20${HEX}.md`],
    ['two prices around it', `From $5 see [the page](a%20${HEX}.md) to $6`],
    ['code around it', `Run \`a\` see [the \`page\`](a%20${HEX}.md) and \`b\``],
    ['after a closed fence', `\`\`\`\ncode\n\`\`\`\n\nSee [the page](a%20${HEX}.md)`],
    ['after a fence in a list', `- a\n    \n    \`\`\`\n    code\n    \`\`\`\n    \n\n[the page](a%20${HEX}.md)`],
    ['after a comment', `<!-- a\n\nb -->\n\n[the page](a%20${HEX}.md)`],
  ])('%s', (_place, markdown) => {
    expect(references(markdown)).toEqual([`a%20${HEX}.md`]);
  });

  it.each([
    ['unbalanced', `a%20(b%20${HEX}.md`, `a%20%28b%20${HEX}.md`],
    ['closed too often', `a)%20b%20${HEX}.md`, `a%29%20b%20${HEX}.md`],
    ['balanced', `a%20(b)%20${HEX}.md`, `a%20(b)%20${HEX}.md`],
  ])('brackets in a path: %s', (_how, path, reference) => {
    expect(references(`See [the page](${path}) there (or not).`)).toEqual([reference]);
  });

  it.each([
    [`https://www.notion.so/x-${HEX}`, `https://www.notion.so/x-${HEX}`],
    [`(https://www.notion.so/${HEX}).`, `https://www.notion.so/${HEX}`],
    [`<https://www.notion.so/${HEX}>`, `https://www.notion.so/${HEX}`],
    [`notion.so/${HEX}`, `https://notion.so/${HEX}`],
  ])('a bare address %s', (text, url) => {
    expect(references(`See ${text} there`)).toEqual([url]);
  });
});

describe('given what only looks like a link, then there is none', () => {
  const link = `[the page](a%20${HEX}.md)`;
  const url = `https://www.notion.so/${HEX}`;
  it.each([
    ['a fence', `\`\`\`js\n${link}\n\n${url}\n\`\`\``],
    ['a longer fence with a fence in it', `\`\`\`\`\n\`\`\`\n${link}\n\`\`\`\n\n${url}\n\`\`\`\``],
    ['a tilde fence', `~~~\n${link}\n\n\`\`\`\n${link}\n~~~`],
    ['a fence that nothing closes', `\`\`\`\n${link}\n\n${link}`],
    ['a fence in a list', `- a\n    \n    \`\`\`\n    ${link}\n    \n    ${url}\n    \`\`\``],
    ['a fence in a list, two spaces deep', `- a\n\n  \`\`\`\n  ${link}\n  \`\`\``],
    ['a fence in a quote', `> \`\`\`\n> ${link}\n> \`\`\``],
    ['indented code', `Text.\n\n    ${link}\n\n    ${url}`],
    ['indented code in a list', `- a\n\n          ${link}`],
    ['inline code', `a \`${link}\` b`],
    ['inline code of two marks', `a \`\`${url} \` \`\` b`],
    ['inline code over two lines', `a \`${link}\n${link}\` b`],
    ['HTML code', `a <code>${link}</code> b`],
    ['a pre', `<pre>\n${link}\n\n<a href="a.md">x</a>\n</pre>`],
    ['code in a callout', `<aside>\n💡 \`${link}\` <code>${link}</code>\n\n</aside>`],
    ['a comment', `<!-- ${link}\n\n${url} -->`],
    ['an equation', `where $${link}$ holds`],
    ['an equation block', `$$\n${link}\n$$`],
    ['an image', `![the page](a%20${HEX}.png)`],
    ['an escape', `\\[the page\\](a%20${HEX}.md)`],
    ['another host', `https://example.com/?u=${url} https://notion.so.example.com/${HEX} evil-notion.so/${HEX}`],
  ])('%s', (_place, markdown) => {
    const notion = references(markdown).filter((reference) => !/example\.com/.test(reference));
    expect(notion).toEqual([]);
  });
});

/** What references point at: where exactly a bare address ends in broken Markdown does not matter. */
function targets(found: readonly string[]): string[] {
  return found.flatMap((reference) => parseNotionUrl(reference) ?? (/\.md$/.test(reference) ? reference : [])).sort();
}

/** Pieces of Markdown that matter to the rules, put together at random: most of the space is broken Markdown. */
const scraps = fc
  .array(
    fc.constantFrom(
      `[p](a%20${HEX}.md)`,
      '[p](x.png)',
      '![i](i.png)',
      ` https://www.notion.so/${HEX} `,
      '`',
      '``',
      '```',
      '~~~',
      '\n',
      '\n',
      '\n\n',
      '\n    ',
      '\n        ',
      '- ',
      '1. ',
      '> ',
      '# ',
      '$',
      'a',
      ' ',
      ' b ',
      '|',
      '| --- | --- |',
      '**',
      '\\',
      '[',
      ']',
      '(',
      ')',
      '<',
      '<a href="b.md">',
      '</a>',
      '<aside>',
      '</aside>',
      '<code>',
      '</code>',
      '<!--',
      '-->',
      '&amp;',
      '---',
      '\t',
      '[1]: c.md',
      '[p][1]',
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''));

describe('whatever the text', () => {
  it('nothing throws', () => {
    fc.assert(
      fc.property(fc.oneof(scraps, fc.string({ unit: 'binary', maxLength: 200 })), (text) => void linksIn(text)),
    );
  });

  it('the shortcuts find what the full parser finds', () => {
    fc.assert(
      fc.property(scraps, (text) => {
        const parsed: string[] = [];
        findLinksByParser(text, (link) => parsed.push(link.reference));
        expect(targets(references(text))).toEqual(targets(parsed));
      }),
      { numRuns: 3000 },
    );
  });

  it('nothing in a fence is a link', () => {
    fc.assert(
      fc.property(scraps, fc.constantFrom('~~~~~~~~', '````````'), (text, fence) => {
        expect(references(`Before.\n\n${fence}\n${text}\n${fence}\n\nAfter.`)).toEqual([]);
      }),
    );
  });
});
