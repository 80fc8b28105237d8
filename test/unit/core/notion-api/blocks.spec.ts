import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isKnownBlockType, readBlock } from '../../../../src/core/notion/api/blocks.js';
import { hexOf, idOf, titles, urlOf } from './ids.js';

const rich = (content: string, url: string) => [
  { type: 'text', text: { content, link: { url } }, plain_text: content, href: url },
];
const block = (type: string, content: unknown, more = {}) => ({
  object: 'block',
  id: hexOf(70),
  type,
  [type]: content,
  has_children: false,
  parent: { type: 'page_id', page_id: idOf(1) },
  ...more,
});
const referencesOf = (type: string, content: unknown) => readBlock(block(type, content), titles)?.references;
const link = (n: number, evidence: string) => ({ target: { type: 'any', id: idOf(n) }, kind: 'link', evidence });

describe('given a block with text, then its text points', () => {
  it.each(
    'paragraph heading_1 heading_2 heading_3 heading_4 bulleted_list_item numbered_list_item quote to_do toggle template callout'.split(
      ' ',
    ),
  )('%s', (type) => {
    expect(referencesOf(type, { rich_text: rich('Here.', urlOf(2)) })).toEqual([link(2, 'Here.')]);
  });

  it.each(['image', 'video', 'audio', 'pdf', 'file', 'bookmark', 'embed', 'code'])('%s, in its caption', (type) => {
    expect(referencesOf(type, { caption: rich('Here.', urlOf(2)) })).toEqual([link(2, 'Here.')]);
  });

  it('table_row, in each of its cells', () => {
    expect(referencesOf('table_row', { cells: [rich('One', urlOf(2)), [], rich('Two', urlOf(3))] })).toEqual([
      link(2, 'One'),
      link(3, 'Two'),
    ]);
  });

  it.each(['meeting_notes', 'transcription'])('%s, in its title', (type) => {
    expect(referencesOf(type, { title: rich('Weekly', urlOf(2)) })).toEqual([link(2, 'Weekly')]);
  });

  it('but not code', () => {
    expect(referencesOf('code', { rich_text: rich('Here.', urlOf(2)), caption: [] })).toEqual([]);
  });
});

describe('given a block that points by itself', () => {
  it('then link_to_page is read by its kind, and a comment is no node', () => {
    expect(referencesOf('link_to_page', { type: 'page_id', page_id: idOf(2) })).toEqual([
      { target: { type: 'page', id: idOf(2) }, kind: 'link_to_page', evidence: 'Page 2' },
    ]);
    expect(referencesOf('link_to_page', { type: 'database_id', database_id: idOf(30) })).toEqual([
      { target: { type: 'database', id: idOf(30) }, kind: 'link_to_page', evidence: '' },
    ]);
    expect(referencesOf('link_to_page', { type: 'comment_id', comment_id: idOf(2) })).toEqual([]);
  });

  it.each(['bookmark', 'embed', 'link_preview'])('then the address of a %s is url where it is a page', (type) => {
    expect(referencesOf(type, { url: urlOf(2) })).toEqual([
      { target: { type: 'any', id: idOf(2) }, kind: 'url', evidence: urlOf(2) },
    ]);
    expect(referencesOf(type, { url: `https://example.com/${hexOf(2)}` })).toEqual([]);
  });

  it('then a caption explains it', () => {
    const caption = [{ type: 'text', plain_text: 'The plan', text: { content: 'The plan' } }];
    expect(referencesOf('bookmark', { url: urlOf(2), caption })?.[0]?.evidence).toBe('The plan');
  });

  it('then a synced copy points at the original block, and an original is known for one', () => {
    const copy = readBlock(block('synced_block', { synced_from: { type: 'block_id', block_id: hexOf(71) } }));
    expect(copy).toMatchObject({
      synced_original: false,
      references: [{ target: { type: 'block', id: idOf(71) }, kind: 'synced' }],
    });
    expect(readBlock(block('synced_block', { synced_from: null }))).toMatchObject({
      synced_original: true,
      references: [],
    });
  });
});

describe('given a block', () => {
  it.each([
    ['child_page', 'page'],
    ['child_database', 'database'],
  ])('then a %s is a child, not a link', (type, kind) => {
    expect(readBlock(block(type, { title: 'Inside' }))).toMatchObject({
      child: { type: kind, id: idOf(70), title: 'Inside' },
      references: [],
    });
  });

  it('then its fields are read', () => {
    expect(readBlock(block('paragraph', {}, { has_children: true, archived: true }))).toEqual({
      id: idOf(70),
      type: 'paragraph',
      has_children: true,
      references: [],
      child: null,
      synced_original: false,
      in_trash: true,
      parent: { type: 'page', id: idOf(1) },
    });
  });

  it('then an unknown type says nothing but its name', () => {
    const read = readBlock(block('hologram', { rich_text: rich('Here.', urlOf(2)) }));
    expect(read).toMatchObject({ type: 'hologram', references: [] });
    expect([isKnownBlockType('hologram'), isKnownBlockType('unsupported'), isKnownBlockType('tab')]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('then a partial one is null', () => {
    expect(readBlock({ object: 'block', id: idOf(70) })).toBeNull();
  });

  it('then nothing throws, whatever it is', () => {
    const types = fc.constantFrom(
      'paragraph',
      'table_row',
      'synced_block',
      'link_to_page',
      'bookmark',
      'x',
      '__proto__',
    );
    const any_block = fc.tuple(types, fc.jsonValue()).map(([type, content]) => block(type, content));
    fc.assert(
      fc.property(fc.oneof(any_block, fc.jsonValue()), (json) => {
        readBlock(json, titles);
      }),
    );
  });
});
