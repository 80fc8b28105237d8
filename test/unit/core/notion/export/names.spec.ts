import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { buildCatalogue, inReadingOrder } from '../../../../../src/core/notion/export/catalogue.js';
import { isSystemEntry, parseEntryName, stablePath } from '../../../../../src/core/notion/export/names.js';
import { resolveReference } from '../../../../../src/core/notion/export/references.js';

const A = 'a'.repeat(32);
const B = 'b'.repeat(32);
const C = 'c'.repeat(32);
const id = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

describe('given an entry, then its name says', () => {
  it.each([
    [`X/My page ${A}.md`, 'My page', id(A), 'markdown', false],
    [`My table ${A}_all.csv`, 'My table', id(A), 'csv', true],
    [`My table ${A}.csv`, 'My table', id(A), 'csv', false],
    [`My page ${A.toUpperCase()}.html`, 'My page', id(A), 'html', false],
    [`${A}.md`, '', id(A), 'markdown', false],
    ['No id.md', 'No id', null, 'markdown', false],
    [`Longer x${A}.md`, `Longer x${A}`, null, 'markdown', false],
    [`picture ${A}.png`, `picture ${A}.png`, null, 'other', false],
  ])('%s', (path, title, notion_id, format, all_rows) => {
    expect(parseEntryName(path)).toMatchObject({ title, id: notion_id, format, all_rows });
  });

  it('nothing about what macOS adds', () => {
    expect([`__MACOSX/x/._My page ${A}.md`, 'x/.DS_Store', 'x/._a.md'].every(isSystemEntry)).toBe(true);
    expect(isSystemEntry(`x/_ page ${A}.md`)).toBe(false);
  });

  it('the same path whatever export it is in', () => {
    expect(stablePath('Export-d2b14fbf-86de-4508-a1b2-6515ff8d7aab/a/b.md')).toBe('a/b.md');
    expect(stablePath('Exports/a.md')).toBe('Exports/a.md');
  });
});

function parents(paths: string[]): Record<string, string | null> {
  const { nodes } = buildCatalogue(paths, new Map());
  return Object.fromEntries(nodes.map((node) => [node.file_title, node.parent?.file_title ?? null]));
}

describe('given the entries of an export, then a page hangs on', () => {
  it('the page whose folder it is in, with an id in the folder or without', () => {
    expect(parents([`W/P ${A}.md`, `W/P ${A}/Q ${B}.md`, `W/P ${A}/Q/R ${C}.md`])).toEqual({ P: null, Q: 'P', R: 'Q' });
  });

  it('the page that the folder has the id of, whatever it is called', () => {
    expect(parents([`New name ${A}.md`, `Old name ${A}/Q ${B}.md`])).toEqual({ 'New name': null, Q: 'New name' });
  });

  it('the page whose long title was cut elsewhere in the folder', () => {
    const title = 'A title that is so long that Notion cuts it somewhere else';
    expect(parents([`${title} ${A}.md`, `${title.slice(0, 50)}/Q ${B}.md`])).toEqual({ [title]: null, Q: title });
  });

  it('nothing, through folders that no page owns', () => {
    expect(parents([`Export-1/Private & Shared/P ${A}.md`, `Teamspace/P/Q ${B}.md`])).toEqual({ P: null, Q: null });
  });

  it('its database, which is one node however many files it has', () => {
    const { nodes } = buildCatalogue([`D ${A}.csv`, `D ${A}_all.csv`, `D ${A}.md`, `D/R ${B}.md`], new Map());
    expect(
      nodes.map(({ kind, table_entry, page_entry, parent }) => [kind, table_entry, page_entry, parent?.kind]),
    ).toEqual([
      ['database', 1, 2, undefined],
      ['page', null, 0 + 3, 'database'],
    ]);
  });

  it('no page that hangs on it in turn', () => {
    const { nodes } = buildCatalogue([`X ${A}/B ${B}.md`, `Y ${B}/A ${A}.md`, `Z ${C}/C ${C}.md`], new Map());
    const order = [
      ...inReadingOrder(buildCatalogue([`X ${A}/B ${B}.md`, `Y ${B}/A ${A}.md`, `Z ${C}/C ${C}.md`], new Map())),
    ];
    expect(nodes).toHaveLength(3);
    expect(order).toHaveLength(3);
  });
});

describe('given a reference in a file, then it points at', () => {
  const paths = [
    `W/P ${A}.md`,
    `W/P/Q & é (x ${B}.md`,
    'W/P/no id.md',
    'W/P/T.csv',
    'W/P/T_all.csv',
    'W/P/notes.pdf',
    'W/top.md',
    'W/P/data.csv',
  ];
  const catalogue = buildCatalogue(paths, new Map());
  const target = (reference: string, dir: string): unknown => {
    const resolved = resolveReference(reference, dir, catalogue);
    if (resolved === null) return null;
    return 'node' in resolved ? resolved.node.file_title : resolved;
  };
  it.each([
    ['an id, whatever the path', `Old%20title%20${A}.md`, 'P'],
    ['a raw ampersand', `Q%20&%20%C3%A9%20(x%20${B}.md`, 'Q & é (x'],
    ['a broken escape', `Q%20%ZZ%20${B}.md`, 'Q & é (x'],
    ['a fragment', `x%20${A}.md#part`, 'P'],
    ['an address', `https://www.notion.so/x-${A}?pvs=4`, 'P'],
    ['a bare id', `/${A}`, 'P'],
    ['a path without an id', 'no%20id.md', 'no id'],
    ['a path from the page', './no%20id.md', 'no id'],
    ['a path upwards', '../top.md', 'top'],
    ['a path from the root', '/W/top.md', 'top'],
    ['a path with backslashes', '..\\top.md', 'top'],
    ['a path from a folder above', 'P/no%20id.md', 'no id'],
    ['NFD for NFC', `W/${'P/no id.md'.normalize('NFD')}`, 'no id'],
    ['a table by its view', 'T.csv', 'T'],
    ['an attachment', 'notes.pdf', null],
    ['an attached table', 'data.csv', null],
    ['an anchor', '#x', null],
    ['another host', `https://example.com/${A}.md`, null],
    ['a page that is not there', `x%20${C}.md`, { missing: id(C) }],
    ['a page of another export', `https://www.notion.so/${C}`, { missing: id(C) }],
  ])('%s', (_what, reference, expected) => {
    expect(target(reference, 'W/P')).toEqual(expected);
  });

  it('and never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void target(text, 'W/P')));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseEntryName(text)));
  });
});
