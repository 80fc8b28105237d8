import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { plainText, richTextReferences, targetOfUrl } from '../../../../src/core/notion/api/rich-text.js';
import { hexOf, idOf, titles, urlOf } from './ids.js';

const text = (content: string, url: string | null = null, annotations = {}) => ({
  type: 'text',
  text: { content, link: url === null ? null : { url } },
  plain_text: content,
  href: url,
  annotations,
});
const mention = (value: object, plain_text = 'It', href: string | null = null) => ({
  type: 'mention',
  mention: value,
  plain_text,
  href,
});

describe('given a mention, then what it names is mentioned', () => {
  it.each([
    ['a page', { type: 'page', page: { id: idOf(1) } }, 'page', 1],
    ['a page by its undashed id', { type: 'page', page: { id: hexOf(1) } }, 'page', 1],
    ['a database, or a data source under that name', { type: 'database', database: { id: idOf(2) } }, 'database', 2],
    ['a data source', { type: 'data_source', data_source: { id: idOf(3) } }, 'data_source', 3],
  ] as const)('%s', (_, value, type, n) => {
    expect(richTextReferences([text('See '), mention(value), text('. Not this.')])).toEqual([
      { target: { type, id: idOf(n) }, kind: 'mention', evidence: 'See It.' },
    ]);
  });

  it('once, though its href repeats it', () => {
    const item = mention({ type: 'page', page: { id: idOf(1) } }, 'It', urlOf(1));
    expect(richTextReferences([item])).toHaveLength(1);
  });

  it('the page, where the href ends in a block', () => {
    const item = mention({ type: 'page', page: { id: idOf(1) } }, 'It', urlOf(1, 99));
    expect(richTextReferences([item])).toMatchObject([{ target: { type: 'page', id: idOf(1) }, kind: 'mention' }]);
    expect(richTextReferences([mention({ type: 'page' }, 'It', urlOf(1, 99))])).toMatchObject([
      { target: { type: 'any', id: idOf(1) }, kind: 'mention' },
    ]);
  });

  it('with the title of its target, where the text does not show one', () => {
    const item = mention({ type: 'page', page: { id: idOf(1) } }, '');
    expect(richTextReferences([text('See '), item, text('.')], titles)[0]?.evidence).toBe('See Page 1.');
  });
});

describe('given a preview or a mention of an address, then it is a link where that is a page', () => {
  it.each([
    ['link_preview', { type: 'link_preview', link_preview: { url: urlOf(1) } }],
    ['link_mention', { type: 'link_mention', link_mention: { href: urlOf(1), title: 'T' } }],
    ['a kind of mention that is new', { type: 'hologram', hologram: { url: urlOf(1) } }],
  ])('%s', (_, value) => {
    expect(richTextReferences([mention(value)])).toMatchObject([
      { target: { type: 'any', id: idOf(1) }, kind: 'link' },
    ]);
  });

  it.each([
    ['another host', { type: 'link_mention', link_mention: { href: `https://example.com/${hexOf(1)}` } }, null],
    ['a user', { type: 'user', user: { id: idOf(1) } }, urlOf(1)],
    ['a date', { type: 'date', date: { start: '2026-01-01' } }, null],
    ['an emoji', { type: 'custom_emoji', custom_emoji: { url: urlOf(1) } }, null],
  ])('not %s', (_, value, href) => {
    expect(richTextReferences([mention(value, 'It', href)])).toEqual([]);
  });
});

describe('given an inline link, then it is a link where its address is a page', () => {
  it.each([
    ['absolute', urlOf(1)],
    ['relative', `/${hexOf(1)}`],
    ['with a slug', `https://www.notion.so/team/A-title-${hexOf(1)}?pvs=4`],
    ['to a block', urlOf(1, 5)],
    ['a peek', `https://www.notion.so/${hexOf(7)}?v=${hexOf(8)}&p=${hexOf(1)}`],
  ])('%s', (_, url) => {
    expect(richTextReferences([text('Read '), text('this', url), text(' first. Then that.')])).toEqual([
      { target: { type: 'any', id: idOf(1) }, kind: 'link', evidence: 'Read this first.' },
    ]);
  });

  it('by its href alone', () => {
    const item = { type: 'equation', equation: { expression: 'x' }, plain_text: 'x', href: urlOf(1) };
    expect(richTextReferences([item])).toHaveLength(1);
  });

  it('once, however its formatting cuts it', () => {
    const cut = [text('a ', urlOf(1)), text('bold', urlOf(1), { bold: true }), text(' word', urlOf(1))];
    expect(richTextReferences(cut)).toHaveLength(1);
    expect(richTextReferences([cut[0], text(' and '), cut[1]])).toHaveLength(2);
    expect(richTextReferences([text('a', urlOf(1)), text('b', urlOf(2))])).toHaveLength(2);
  });

  it('but not in code', () => {
    expect(richTextReferences([text('f()', urlOf(1), { code: true })])).toEqual([]);
    const item = { ...mention({ type: 'page', page: { id: idOf(1) } }), annotations: { code: true } };
    expect(richTextReferences([item])).toEqual([]);
    expect(richTextReferences([text('call ', urlOf(1)), text('f()', urlOf(1), { code: true })])).toHaveLength(1);
  });

  it('and an address that is only written is none', () => {
    expect(richTextReferences([text(urlOf(1))])).toEqual([]);
  });
});

describe('given an address, then its target', () => {
  it('is a data source for collection://', () => {
    expect(targetOfUrl(`collection://${idOf(3)}`)).toEqual({ type: 'data_source', id: idOf(3) });
  });

  it.each([null, '', '#', `collection://x`, `#${hexOf(1)}`, `user://${idOf(1)}`, `https://example.com/${hexOf(1)}`])(
    'is none for %s',
    (url) => {
      expect(targetOfUrl(url)).toBeNull();
    },
  );
});

it('given arbitrary JSON, then nothing throws', () => {
  const item = fc.record(
    {
      type: fc.constantFrom('text', 'mention', 'equation', '__proto__'),
      text: fc.jsonValue(),
      mention: fc.oneof(
        fc.jsonValue(),
        fc.record({ type: fc.constantFrom('page', 'user', '__proto__'), page: fc.jsonValue() }),
      ),
      plain_text: fc.jsonValue(),
      href: fc.oneof(fc.jsonValue(), fc.constant(urlOf(1))),
      annotations: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.array(fc.oneof(item, fc.jsonValue()))), (json) => {
      for (const { target, evidence } of richTextReferences(json, titles)) {
        expect(target.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        expect(evidence.length).toBeLessThanOrEqual(240);
      }
      expect(typeof plainText(json)).toBe('string');
    }),
  );
});
