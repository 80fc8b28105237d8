import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { parseCsv } from '../../../../../src/core/notion/export/csv.js';
import { parseExportTime } from '../../../../../src/core/notion/export/dates.js';
import { sentenceAround } from '../../../../../src/core/notion/export/evidence.js';
import { readHtmlPage } from '../../../../../src/core/notion/export/html-page.js';
import { plainTitle, readMarkdownPage } from '../../../../../src/core/notion/export/markdown-page.js';
import { parseRelation } from '../../../../../src/core/notion/export/relations.js';
import { TableRows } from '../../../../../src/core/notion/export/table-rows.js';
import { EVIDENCE_LENGTH } from '../../../../../src/core/notion/page.js';

const HEX = '0123456789abcdef0123456789abcdef';

describe('given a relation', () => {
  it.each([
    [`A (A%20${HEX}.md)`, [`A: A%20${HEX}.md`]],
    [`A (../x/A.md), B (B.md)`, ['A: ../x/A.md', 'B: B.md']],
    [
      `Plan, 2026 (draft) (Plan%2C%202026%20(draft).md), B (B.md)`,
      ['Plan, 2026 (draft): Plan%2C%202026%20(draft).md', 'B: B.md'],
    ],
    [`Title.md (other.md) (Title%20md.md)`, ['Title.md (other.md): Title%20md.md']],
    [`(A%20${HEX}.md)`, [`: A%20${HEX}.md`]],
    [`A b (My folder/A b ${HEX}.md)`, [`A b: My folder/A b ${HEX}.md`]],
    [`A (A.md), B (https://www.notion.so/${HEX})`, ['A: A.md', `B: https://www.notion.so/${HEX}`]],
  ])('%s, then these are its items', (value, items) => {
    expect(parseRelation(value)?.map(({ title, reference }) => `${title}: ${reference}`)).toEqual(items);
  });

  it.each(['', 'text', 'see A (A.md) there', 'A (b)', `see (https://www.notion.so/${HEX})`, 'A (A.png)'])(
    'a text like %j is none',
    (value) => expect(parseRelation(value)).toBeNull(),
  );
});

describe('given a time as an export writes it', () => {
  it.each([
    ['December 4, 2024 8:45 AM', '2024-12-04T08:45:00.000Z'],
    ['@December 4, 2024 12:05 PM', '2024-12-04T12:05:00.000Z'],
    ['December 4, 2024 12:05 AM', '2024-12-04T00:05:00.000Z'],
    ['Dec 4, 2024', '2024-12-04T00:00:00.000Z'],
    ['2024/12/04 8:45 PM', '2024-12-04T20:45:00.000Z'],
    ['2024-12-04T08:45:00.000Z', '2024-12-04T08:45:00.000Z'],
    ['04/12/2024', null],
    ['February 31, 2024', null],
    ['December 4, 2024 → December 5, 2024', null],
    ['soon', null],
  ])('%s is %s', (text, time) => expect(parseExportTime(text)).toBe(time));
});

describe('given a page in Markdown', () => {
  const row = { columns: ['Name', 'Status', 'Notes'], is_row: true };

  it('then its heading is its title, escapes and entities resolved, tags kept as text', () => {
    expect(readMarkdownPage('\ufeff# A \\*b\\* &amp; <i>\r\n\r\ntext', row).title).toBe('A *b* & <i>');
    expect(readMarkdownPage('# \n', row).title).toBe('');
    expect(readMarkdownPage('text\n# Later', row).title).toBeNull();
    expect(plainTitle('C# [x](y.md) [ ]')).toBe('C# x [ ]');
  });

  it('then a row shows its properties, values over several lines included', () => {
    const { properties } = readMarkdownPage('# T\n\nStatus: Open\nNotes: one\nmore: two\n\nName: body', row);
    expect(properties.map(({ name, value }) => [name, value])).toEqual([
      ['Status', 'Open'],
      ['Notes', 'one\nmore: two'],
    ]);
  });

  it('then a paragraph that is not all properties is text', () => {
    expect(readMarkdownPage('# T\n\nNote: this\nand that', { columns: null, is_row: false }).properties).toEqual([]);
  });
});

describe('given a page in HTML', () => {
  const page = readHtmlPage(
    `<html><head><title>x</title></head><body><article id="${HEX}" class="page sans"><header><div class="page-header-icon"><span class="icon">📘</span></div><h1 class="page-title">A &lt;b&gt; <mark>c</mark></h1><table class="properties"><tbody><tr class="property-row property-row-relation"><th><span class="icon"></span>Related</th><td><a href="B.html">B</a>, <a href="C.html">C</a></td></tr><tr class="property-row property-row-url"><th>Link</th><td><a href="https://www.notion.so/${HEX}" class="url-value">n</a></td></tr></tbody></table></header><div class="page-body"><p>See <a href="D.html">D</a>. Then <code><a href="E.html">E</a></code>.</p></div></article></body></html>`,
  );

  it('then title, icon and properties are as shown', () => {
    expect([page.title, page.icon, page.id]).toEqual(['A <b> c', '📘', HEX]);
    expect(
      page.properties.map(({ name, links }) => [name, links?.map((link) => `${link.kind} ${link.reference}`)]),
    ).toEqual([
      ['Related', ['relation B.html', 'relation C.html']],
      ['Link', [`url https://www.notion.so/${HEX}`]],
    ]);
  });

  it('then its links are those outside code, with their sentences', () => {
    const found: string[] = [];
    page.findLinks(0, ({ reference, kind, text, start, end }) =>
      found.push(`${kind} ${reference}: ${sentenceAround(text, start, end)}`),
    );
    expect(found).toEqual(['link D.html: See D.']);
  });

  it('then nothing throws, whatever it holds', () => {
    const tags = fc.constantFrom(
      '<a href="x">',
      '</a>',
      '<p>',
      '</p>',
      '<code>',
      '<table class="properties">',
      '<tr class="property-row">',
      '<td>',
      '</table>',
      '<h1 class="page-title">',
      '</h1>',
      'text',
      '<!--',
      '<script>',
      '<',
    );
    fc.assert(fc.property(fc.array(fc.oneof(tags, fc.string())), (parts) => void readHtmlPage(parts.join(''))));
  });
});

describe('given a database in CSV', () => {
  it('then quotes, line breaks and ragged rows are read', () => {
    expect(parseCsv('\ufeffName,Note\n"a, ""b""","1\n2"\nc\n')).toEqual({
      columns: ['Name', 'Note'],
      rows: [['a, "b"', '1\n2'], ['c']],
    });
  });

  it('then the row of a page is told from its twins by the properties that the page shows', () => {
    const rows = new TableRows({
      columns: ['Name', 'Status', 'Related'],
      rows: [
        ['A', 'Open', 'X (X.md)'],
        ['A', 'Done', 'Y (Y.md)'],
        ['', '', ''],
        ['Lost', '', ''],
      ],
    });
    const shown = (value: string) => [{ name: 'Status', value, type: null, links: null }];
    expect(rows.match('A', shown('Done'), true)).toMatchObject({ row: { cells: ['A', 'Done', 'Y (Y.md)'] } });
    expect(rows.match('A', [], true)).toBe('ambiguous');
    expect(rows.match('B', [], false)).toBe('none');
    expect(rows.withoutPages()).toEqual([{ title: 'Lost', count: 1 }]);
  });
});

describe('evidence', () => {
  it('is the sentence around the link', () => {
    const text = 'First one. Then see the page for more! Last one.';
    const at = text.indexOf('the page');
    expect(sentenceAround(text, at, at + 8)).toBe('Then see the page for more!');
  });

  it('is never longer than allowed, holds the link where it fits, and splits no character', () => {
    const emoji = fc.string({ unit: fc.constantFrom('😀', 'a', ' ', '. ', '\n', '。'), maxLength: 600 });
    fc.assert(
      fc.property(
        emoji,
        fc.string({ unit: fc.constantFrom('x', '😀'), minLength: 1, maxLength: 300 }),
        emoji,
        (before, link, after) => {
          const evidence = sentenceAround(before + link + after, before.length, before.length + link.length);
          expect(evidence.length).toBeLessThanOrEqual(EVIDENCE_LENGTH);
          expect(Buffer.from(evidence).toString()).toBe(evidence);
          if (link.length < EVIDENCE_LENGTH - 2) expect(evidence).toContain(link);
        },
      ),
    );
  });
});
