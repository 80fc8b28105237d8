import { describe, expect, it } from '@jest/globals';

import { holeAction, readMarkdown } from '../../../../src/core/notion/api/markdown.js';
import { hexOf, idOf, titles, urlOf } from './ids.js';

const references = (markdown: string) => readMarkdown(markdown, titles).references;
const link = (n: number, evidence: string) => ({ target: { type: 'any', id: idOf(n) }, kind: 'link', evidence });
const mention = (n: number, evidence: string, type = 'page') => ({
  target: { type, id: idOf(n) },
  kind: 'mention',
  evidence,
});

describe('given a mention, then what it names is mentioned', () => {
  it.each([
    [
      'page',
      `See <mention-page url="${urlOf(2)}">The \\[plan\\]</mention-page>. Not this.`,
      mention(2, 'See The [plan].'),
    ],
    ['self-closing, by its title', `See <mention-page url="${urlOf(2)}"/>.`, mention(2, 'See Page 2.')],
    ['self-closing, unknown', `See <mention-page url="${urlOf(40)}" />.`, mention(40, 'See .')],
    ['empty', `See <mention-page url="${urlOf(2)}"></mention-page>.`, mention(2, 'See Page 2.')],
    ['block', `<mention-page url="${urlOf(2, 77)}">T</mention-page>`, mention(2, 'T')],
    ['database', `<mention-database url="${urlOf(2)}">T</mention-database>`, mention(2, 'T', 'database')],
    [
      'data source',
      `<mention-data-source url="collection://${idOf(2)}">T</mention-data-source>`,
      mention(2, 'T', 'data_source'),
    ],
    ['wrapped address', `<mention-page url="{{${urlOf(2)}}}">T</mention-page>`, mention(2, 'T')],
    ['entities', `<mention-page url="https://www.notion.so/x?v=1&amp;p=${hexOf(2)}">T</mention-page>`, mention(2, 'T')],
    ['in bold', `**<mention-page url="${urlOf(2)}">T</mention-page>** now`, mention(2, 'T now')],
    ['with an address of its own', `[<mention-page url="${urlOf(2)}">T</mention-page>](${urlOf(2)})`, mention(2, 'T')],
    ['another kind', `<mention-link url="${urlOf(2)}">T</mention-link>`, link(2, 'T')],
    ['never closed', `See <mention-page url="${urlOf(2)}">T`, mention(2, 'See T')],
  ])('%s', (_, markdown, expected) => {
    expect(references(markdown)).toEqual([expected]);
  });

  it.each([
    `<mention-user url="user://${idOf(2)}">Ann</mention-user>`,
    `<mention-user url="${urlOf(2)}">Ann</mention-user>`,
    '<mention-date start="2026-01-01"/>',
    `<mention-page url="https://example.com/${hexOf(2)}">T</mention-page>`,
    `\\<mention-page url="${urlOf(2)}">T\\</mention-page>`,
    `<mention-page>T</mention-page>`,
  ])('but not by %s', (markdown) => {
    expect(references(markdown)).toEqual([]);
  });
});

describe('given an inline link, then it is a link', () => {
  it.each([
    ['plain', `Read [this](${urlOf(2)}) first. Then that.`, 'Read this first.'],
    ['relative', `[this](/${hexOf(2)})`, 'this'],
    ['with brackets in its text', `[a \\[b\\] c](${urlOf(2)})`, 'a [b] c'],
    ['with balanced brackets in its text', `[a [b] c](${urlOf(2)})`, 'a [b] c'],
    ['with formatting', `**[a *b* ~~c~~ <span color="red">d</span>](${urlOf(2)})**`, 'a b c d'],
    ['with some code', `[call \`f()\`](${urlOf(2)})`, 'call f()'],
    ['with parentheses in its address', `[a](https://www.notion.so/Foo_(bar)-${hexOf(2)}) b`, 'a b'],
    ['with an open one', `[a](https://www.notion.so/Foo_(bar-${hexOf(2)}) b`, 'a b'],
    ['with an escaped one', `[a](https://www.notion.so/Foo_\\(bar-${hexOf(2)}) b`, 'a b'],
    ['with a title', `[a](${urlOf(2)} "Title") b`, 'a b'],
    ['in angle brackets', `[a](<${urlOf(2)}>) b`, 'a b'],
    ['cut by its formatting', `[a ](${urlOf(2)})**[b](${urlOf(2)})**`, 'a b'],
    ['in a caption', `![see [a](${urlOf(2)})](https://example.com/i.png)`, 'see a'],
    ['after an exclamation mark', `Look![a](${urlOf(2)})`, 'Look!a'],
    ['in a to-do', `- [ ] do [a](${urlOf(2)}) {color="red"}`, 'do a'],
    ['in a heading', `## About [a](${urlOf(2)}) {toggle="true" color="blue_bg"}`, 'About a'],
    ['in a quote', `> First<br>then [a](${urlOf(2)})<br>last`, 'then a'],
    ['in a cell', `<tr><td>Left</td><td>[a](${urlOf(2)}) b</td></tr>`, 'a b'],
    ['in a pipe table', `| Left | [a](${urlOf(2)}) b |`, 'a b'],
    ['in a toggle', `<details>\n<summary>[a](${urlOf(2)}) b</summary>\n\tx\n</details>`, 'a b'],
    ['in a callout in columns', `<columns>\n\t<column>\n\t\t<callout icon="💡">\n\t\t\t[a](${urlOf(2)})\n`, 'a'],
    ['in a caption of a video', `<video src="https://example.com/v?a=1&amp;b=2">[a](${urlOf(2)})</video>`, 'a'],
    ['as an autolink', `See <${urlOf(2)}>.`, `See ${urlOf(2)}.`],
    ['as an anchor', `See <a href="${urlOf(2)}">a</a>.`, 'See a.'],
    ['as a source', `It is so.[^${urlOf(2)}] Next.`, 'It is so.'],
    [
      'after prices and mathematics',
      `\\$5 and $x_[1]$ and $\`[y](z)\`$: [a](${urlOf(2)})`,
      '$5 and x_[1] and [y](z): a',
    ],
  ])('%s', (_, markdown, evidence) => {
    expect(references(markdown)).toEqual([link(2, evidence)]);
  });

  it('twice, where two stand apart', () => {
    expect(references(`[a](${urlOf(2)}) [b](${urlOf(2)}), [c](${urlOf(3)})`)).toHaveLength(3);
  });

  it.each([
    `[a](https://example.com/${hexOf(2)})`,
    `[a](#${hexOf(2)})`,
    `\\[a\\](${urlOf(2)})`,
    `[a] (${urlOf(2)})`,
    `![a](${urlOf(2)})`,
    `see ${urlOf(2)}`,
    `[\`code\`](${urlOf(2)})`,
    `$[a](${urlOf(2)})$`,
    `$\`a$[a](${urlOf(2)})\`$`,
    `$$[a](${urlOf(2)})$$`,
    `$$\n[a](${urlOf(2)})\n$$`,
  ])('but not in %s', (markdown) => {
    expect(references(markdown)).toEqual([]);
  });
});

describe('given code, then it is literal', () => {
  const inside = `[a](${urlOf(2)}) <mention-page url="${urlOf(2)}"/>`;

  it.each([
    `\`${inside}\``,
    `\`\`a \` ${inside}\`\``,
    `\`\`\`js\n${inside}\n\`\`\``,
    `\t\`\`\`\n\t${inside}\n\t\`\`\``,
    `- \`\`\`\n${inside}\n\`\`\``,
    `\`\`\`\`md\n\`\`\`\n${inside}\n\`\`\`\n\`\`\`\``,
    `\`\`\`\n${inside}\n\`\`\` not the end\n${inside}`,
    `\`\`\`\n<synced_block_reference url="${urlOf(1, 9)}">\n`,
    `\`\`\`\n<page url="${urlOf(2)}">T</page>\n<unknown url="${urlOf(2, 3)}"/>`,
  ])('%j', (markdown) => {
    expect(readMarkdown(markdown)).toEqual(readMarkdown(''));
  });

  it('and what follows it is not', () => {
    expect(references(`\`\`\`\`\n\`\`\`\n\`\`\`\`\n[a](${urlOf(2)})`)).toEqual([link(2, 'a')]);
    expect(references(`\`\`\`one\`\`\` [a](${urlOf(2)})`)).toEqual([link(2, 'one a')]);
    expect(references(`a \`b [a](${urlOf(2)})`)).toEqual([link(2, 'a `b a')]);
    expect(references(`\\\`[a](${urlOf(2)})\\\``)).toEqual([link(2, '`a`')]);
    expect(references(`$$\n[a](${urlOf(2)})`)).toEqual([link(2, 'a')]);
  });
});

describe('given pages and databases inside, then they are children, not links', () => {
  it('with their titles', () => {
    const markdown = [
      `<page url="${urlOf(2)}" color="red">The \\*plan\\* & [x](${urlOf(3)})</page>`,
      `\t<database url="${urlOf(4)}" inline data-source-url="collection://${idOf(50)}" icon="📌"></database>`,
      `<page url="${urlOf(40)}"/> [a](${urlOf(5)})`,
    ].join('\n');
    expect(readMarkdown(markdown, titles)).toMatchObject({
      children: [
        { type: 'page', id: idOf(2), title: 'The *plan* & x' },
        { type: 'database', id: idOf(4), title: 'Page 4' },
        { type: 'page', id: idOf(40), title: '' },
      ],
      references: [link(5, 'a')],
    });
  });

  it.each([
    `<database url="${urlOf(2)}" inline="false" deleted>T</database>`,
    `<database inline="true" data-source-url="collection://${idOf(50)}">T</database>`,
    `<page>T</page>`,
  ])('but not %s', (markdown) => {
    expect(readMarkdown(markdown).children).toEqual([]);
  });
});

describe('given synced blocks', () => {
  it('then an original is known by its block, and its content is the page’s', () => {
    const markdown = `<synced_block url="${urlOf(1, 70)}">\n\t[a](${urlOf(2)})\n</synced_block>`;
    expect(readMarkdown(markdown)).toMatchObject({ synced_originals: [idOf(70)], references: [link(2, 'a')] });
  });

  it('then a copy points at the original block, and its content is not counted again', () => {
    const markdown = [
      `<synced_block_reference url="${urlOf(1, 70)}">`,
      `\tShared **text**. [a](${urlOf(2)})`,
      `\t<page url="${urlOf(3)}">T</page>`,
      `\t<unknown url="${urlOf(1, 71)}" alt="bookmark"/>`,
      `\t<synced_block_reference url="${urlOf(1, 72)}">`,
      `\t\t[a](${urlOf(2)})`,
      '\t</synced_block_reference>',
      `\t<synced_block url="${urlOf(1, 73)}">`,
      '\t</synced_block>',
      `\t[a](${urlOf(2)})`,
      '</synced_block_reference>',
      `[b](${urlOf(4)})`,
    ].join('\n');
    expect(readMarkdown(markdown)).toEqual({
      references: [
        { target: { type: 'block', id: idOf(70) }, kind: 'synced', evidence: 'Shared text. a' },
        link(4, 'b'),
      ],
      children: [],
      holes: [],
      synced_originals: [],
      copied_holes: [idOf(71)],
    });
  });

  it('then a copy without an end goes as far as its indentation', () => {
    const markdown = `<synced_block_reference url="${urlOf(1, 70)}">\n\t[a](${urlOf(2)})\n\n[b](${urlOf(4)})`;
    expect(references(markdown)).toMatchObject([{ kind: 'synced' }, link(4, 'b')]);
    expect(references(`<synced_block_reference url="${urlOf(1, 70)}"/>[b](${urlOf(4)})`)).toMatchObject([
      { kind: 'synced' },
      link(4, 'b'),
    ]);
  });
});

describe('given a hole, then it is known by its block and by what was there', () => {
  it.each([
    [`<unknown url="${urlOf(1, 70)}"/>`, { block_id: idOf(70), alt: null }, 'fetch_subtree'],
    [`<unknown url="${urlOf(1, 70)}" alt=""/>`, { block_id: idOf(70), alt: null }, 'fetch_subtree'],
    [`<unknown url="${urlOf(1, 70)}" alt="bookmark"/>`, { block_id: idOf(70), alt: 'bookmark' }, 'fetch_block'],
    [`\t<unknown alt="alias" url="${urlOf(1, 70)}">`, { block_id: idOf(70), alt: 'alias' }, 'fetch_block'],
    [`<unknown url="${urlOf(70)}" alt="embed"/>`, { block_id: idOf(70), alt: 'embed' }, 'fetch_block'],
    [`<unknown alt="link_preview"/>`, { block_id: null, alt: 'link_preview' }, 'fetch_block'],
    [`<unknown alt="external_object_instance"/>`, { block_id: null, alt: 'external_object_instance' }, 'fetch_block'],
    [`<unknown url="${urlOf(1, 70)}" alt="breadcrumb"/>`, { block_id: idOf(70), alt: 'breadcrumb' }, 'permanent'],
    ['<unknown/>', { block_id: null, alt: null }, 'fetch_subtree'],
  ])('%s', (markdown, hole, action) => {
    const { holes } = readMarkdown(markdown);
    expect(holes).toEqual([hole]);
    expect(holes.map(holeAction)).toEqual([action]);
  });

  it('and a bookmark that shows its address is url', () => {
    expect(references(`<bookmark url="${urlOf(2)}"/>`)).toEqual([
      { target: { type: 'any', id: idOf(2) }, kind: 'url', evidence: urlOf(2) },
    ]);
  });
});

it('given Windows line ends, then they are none of the text', () => {
  expect(references(`a [b](${urlOf(2)})\r\n\`\`\`\r\n[x](${urlOf(3)})\r\n\`\`\`\r\n[c](${urlOf(4)})`)).toEqual([
    link(2, 'a b'),
    link(4, 'c'),
  ]);
});
