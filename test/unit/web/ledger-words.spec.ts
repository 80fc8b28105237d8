import { describe, expect, it } from '@jest/globals';
import { ledgerTotal } from '../../../web/src/app/import-state.js';
import { ledgerSections } from '../../../web/src/panel/ledger-words.js';
import { dayOf, kindWord, readable } from '../../../web/src/panel/words.js';

const entry = (subject: string, reason: string, count: number) => ({ subject, reason, count, examples: [] });

describe('the ledger in a reader’s words', () => {
  it('groups by subject, pages first, the most frequent reason first', () => {
    const sections = ledgerSections([
      entry('link', 'self_link', 2),
      entry('link', 'target_not_in_export', 9),
      entry('page', 'page_too_large', 1),
    ]);
    expect(sections.map(({ title }) => title)).toEqual(['Pages', 'Links']);
    expect(sections[1]?.lines.map(({ reason }) => reason)).toEqual(['target_not_in_export', 'self_link']);
  });

  it.each([
    'self_link',
    'target_not_in_export',
    'page_too_large',
    'page_unreadable',
    'row_without_page',
    'ambiguous_row',
    'parent_ambiguous',
    'ambiguous_parent',
    'duplicate_file',
    'target_not_shared',
    'child_not_shared',
    'synced_original_not_shared',
    'block_not_shared',
    'block_hidden',
    'block_type_unknown',
    'page_too_deep',
    'comments_not_readable',
    'notion_object_not_found',
    'notion_restricted',
    'notion_refused',
    'notion_answer_too_large',
    'notion_failed',
  ])('has words of its own for %s', (reason) => {
    const line = ledgerSections([entry('page', reason, 1)])[0]?.lines[0];
    expect(line?.title).not.toBe(readable(reason));
    expect(line?.explanation).not.toBe('');
  });

  it('names the type of block that Notion does not show, one that is new, too', () => {
    const [section] = ledgerSections([entry('block', 'ai_block_not_readable', 1)]);
    expect(section?.lines[0]?.title).toContain('ai block');
    expect(section?.lines[0]?.explanation).not.toBe('');
  });

  it('prints a reason and a subject that are new to it as readable as it can', () => {
    const [section] = ledgerSections([entry('data_source', 'schema_too_deep', 1)]);
    expect(section?.title).toBe('Data source');
    expect(section?.lines[0]).toMatchObject({ title: 'Schema too deep', explanation: '' });
  });

  it('leaves out what did not happen', () => {
    expect(ledgerSections([entry('page', 'page_too_large', 0)])).toEqual([]);
    expect(ledgerTotal([entry('page', 'a', 0), entry('link', 'b', 3)])).toBe(3);
  });
});

it('names kinds and days', () => {
  expect(kindWord('link_to_page')).toBe('Link to page');
  expect(kindWord('brand_new')).toBe('Brand new');
  expect(dayOf(null)).toBe('');
  expect(dayOf('not a day')).toBe('');
  expect(dayOf('2026-03-05T12:00:00.000Z')).toBe('Mar 5, 2026');
});
