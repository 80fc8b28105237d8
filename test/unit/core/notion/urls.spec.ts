import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { bareNotionAddresses, parseNotionUrl } from '../../../../src/core/notion/urls.js';

const HEX = '0123456789abcdef0123456789abcdef';
const ID = '01234567-89ab-cdef-0123-456789abcdef';
const OTHER = 'ffffffffffffffffffffffffffffffff';

describe('given an address of a Notion page, then this is its id', () => {
  it.each([
    `https://www.notion.so/${HEX}`,
    `http://www.notion.so/${HEX}`,
    `https://notion.so/${HEX}`,
    `https://WWW.Notion.SO/${HEX.toUpperCase()}`,
    `https://www.notion.so/${ID}`,
    `https://www.notion.so/A-title-${HEX}`,
    `https://www.notion.so/team/A-title-${HEX}?pvs=4`,
    `https://www.notion.so/%C3%BCber-uns-${HEX}`,
    `https://www.notion.so/über-uns-${HEX}`,
    `https://www.notion.so/${HEX}?v=${OTHER}`,
    `https://www.notion.so/${HEX}#${OTHER}`,
    `https://www.notion.so/${OTHER}?v=${OTHER}&p=${HEX}&pm=s`,
    `https://app.notion.com/p/${HEX}`,
    `https://app.notion.com/p/A-title-${HEX}`,
    `https://team.notion.site/A-title-${HEX}`,
    `https://team.notion.site/${HEX}?pvs=4`,
    `//www.notion.so/${HEX}`,
    `notion://www.notion.so/${HEX}`,
    `/${HEX}`,
    `/${ID}`,
    `/A-title-${HEX}?pvs=4`,
    `/${OTHER}?v=${OTHER}&p=${HEX}`,
    ` https://www.notion.so/${HEX}). `,
  ])('%s', (address) => {
    expect(parseNotionUrl(address)).toBe(ID);
  });
});

describe('given anything else, then it is no page', () => {
  it.each([
    `https://example.com/${HEX}`,
    `https://www.notion.so.example.com/${HEX}`,
    `https://evil-notion.so/${HEX}`,
    `https://www.notion.so@example.com/${HEX}`,
    `https://example.com\\@www.notion.so/${HEX}`,
    `https://example.com/?u=https://www.notion.so/${HEX}`,
    `https://notion.site/${HEX}`,
    `https://www.notion.com/help/${HEX}`,
    `https://app.notion.com/${HEX}`,
    `https://www.notion.so/`,
    `https://www.notion.so/help/guides`,
    `https://www.notion.so/?v=${HEX}`,
    `https://www.notion.so/#${HEX}`,
    `https://www.notion.so/image/${HEX}`,
    `https://www.notion.so/a${HEX}`,
    `https://www.notion.so/${HEX}0`,
    `ftp://www.notion.so/${HEX}`,
    `mailto:${HEX}@notion.so`,
    `javascript:location='https://www.notion.so/${HEX}'`,
    `Title%20${HEX}.md`,
    `/${HEX}.png`,
    HEX,
    '#top',
    '',
    'https://',
  ])('%s', (address) => {
    expect(parseNotionUrl(address)).toBeNull();
  });
});

describe('given running text', () => {
  it('then its Notion addresses are found where they stand, with or without a scheme', () => {
    const text = `See (https://www.notion.so/A-${HEX}), app.notion.com/p/${HEX}. Not https://example.com/?u=notion.so/${HEX}`;
    expect(bareNotionAddresses(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      `https://www.notion.so/A-${HEX}`,
      `app.notion.com/p/${HEX}`,
    ]);
  });
});

describe('whatever the text', () => {
  it('nothing throws', () => {
    const url = fc.tuple(
      fc.constantFrom('https://www.notion.so/', '/', 'notion:', '//'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          url.map((parts) => parts.join('')),
        ),
        (text) => {
          parseNotionUrl(text);
          bareNotionAddresses(text);
        },
      ),
    );
  });

  it('an id survives every accepted spelling', () => {
    const hex = fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(hex, fc.webSegment(), (digits, slug) => {
        expect(parseNotionUrl(`https://www.notion.so/${slug}-${digits}`)?.replaceAll('-', '')).toBe(digits);
      }),
    );
  });
});
