import fc from 'fast-check';
import type { GraphPage } from '../../../../src/core/graph/snapshot.js';
import { LINK_KINDS } from '../../../../src/core/notion/page.js';

/** Few ids, so that links, parents and duplicates meet; some of them point nowhere. */
const id = fc.integer({ min: 0, max: 12 }).map((n) => `n${n.toString().padStart(2, '0')}`);
const text = fc.string({ unit: 'binary', maxLength: 20 });
const kind = fc.constantFrom(...LINK_KINDS.filter((name) => name !== 'child'));
const link = fc.record(
  {
    target: id,
    kind,
    count: fc.integer({ min: 1, max: 5 }),
    evidence: fc.array(text, { maxLength: 4 }),
    dual: fc.boolean(),
  },
  { requiredKeys: ['target', 'kind', 'count', 'evidence'] },
);
const time = fc.option(fc.constantFrom('2024-01-02', '2024-01-02T03:04:05.678Z', '2024-01-02T03:04', 'yesterday'));

const page: fc.Arbitrary<GraphPage> = fc.record({
  id: fc.uuid(),
  notion_id: id,
  kind: fc.constantFrom('page' as const, 'database' as const),
  title: text,
  icon: fc.option(fc.constantFrom('📄', '🦊')),
  url: fc.option(fc.webUrl()),
  parent_id: fc.option(id),
  database_id: fc.option(id),
  created_time: time,
  last_edited_time: time,
  links: fc.array(link, { maxLength: 8 }),
});

export const arbitraryPages = fc.array(page, { maxLength: 14 });
