import { expect, it } from '@jest/globals';

import { collectLinks } from '../../../../src/core/notion/api/links.js';
import type { Reference, Target } from '../../../../src/core/notion/api/rich-text.js';
import { idOf } from './ids.js';

const reference = (type: Target['type'], n: number, kind: Reference['kind'], evidence: string): Reference => ({
  target: { type, id: idOf(n) },
  kind,
  evidence,
});

/** Data source 50 is database 5's, block 70 is page 7's; 9 was not shared. */
function resolve({ id }: Target): string | null {
  if (id === idOf(50)) return idOf(5);
  if (id === idOf(70)) return idOf(7);
  return id === idOf(9) ? null : id;
}

it('given references, then one link per target and kind, with what was met on the way', () => {
  const lost = reference('any', 9, 'link', 'Lost.');
  const collected = collectLinks(
    [
      reference('page', 2, 'mention', 'One.'),
      reference('any', 2, 'link', 'Two.'),
      reference('page', 2, 'mention', 'One.'),
      reference('page', 2, 'mention', ''),
      reference('page', 2, 'mention', 'Three.'),
      reference('page', 2, 'mention', 'Four.'),
      reference('page', 2, 'mention', 'Five.'),
      reference('data_source', 50, 'mention', 'A source.'),
      reference('database', 5, 'mention', 'A database.'),
      reference('block', 70, 'synced', ''),
      { ...reference('page', 3, 'relation', 'R: Page 3'), dual: true },
      reference('page', 3, 'relation', 'S: Page 3'),
      reference('any', 1, 'link', 'Me.'),
      lost,
    ],
    resolve,
    idOf(1),
  );
  expect(collected).toEqual({
    links: [
      { target: idOf(2), kind: 'mention', count: 6, evidence: ['One.', 'Three.', 'Four.'] },
      { target: idOf(2), kind: 'link', count: 1, evidence: ['Two.'] },
      { target: idOf(5), kind: 'mention', count: 2, evidence: ['A source.', 'A database.'] },
      { target: idOf(7), kind: 'synced', count: 1, evidence: [] },
      { target: idOf(3), kind: 'relation', count: 2, evidence: ['R: Page 3', 'S: Page 3'], dual: true },
    ],
    self_links: 1,
    unresolved: [lost],
  });
});
