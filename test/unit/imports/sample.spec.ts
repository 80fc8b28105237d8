import { describe, expect, it } from '@jest/globals';
import {
  EVIDENCE_LENGTH,
  EVIDENCE_MAX,
  LINK_KINDS,
  type LinkKind,
  type PageLink,
  type SourcePage,
} from '../../../src/core/notion/page.js';
import { type AuthoredEntry, type Block, isDatabase } from '../../../src/modules/imports/sample/authoring.js';
import { readText } from '../../../src/modules/imports/sample/notation.js';
import { readSample } from '../../../src/modules/imports/sample/read-sample.js';
import { sampleId } from '../../../src/modules/imports/sample/sample-id.js';
import { WORKSPACE } from '../../../src/modules/imports/sample/workspace.js';

const { pages, ledger, workspace_name } = readSample();
const pageById = new Map(pages.map((page) => [page.notion_id, page]));
const entryByKey = new Map(WORKSPACE.map((entry) => [entry.key, entry]));
const links = pages.flatMap((page) => page.links.map((link) => ({ ...link, source: page.notion_id })));

/** Keys that name nothing on purpose: pages that Ines did not share. */
const NOT_SHARED = ['accounts', 'wages'];

function page(key: string): SourcePage {
  const found = pageById.get(sampleId(key));
  if (found === undefined) throw new Error(`The sample has no page ${key}`);
  return found;
}

function link(from: string, kind: PageLink['kind'], to: string): PageLink | undefined {
  return page(from).links.find((candidate) => candidate.kind === kind && candidate.target === sampleId(to));
}

function textOf(block: Block): string {
  if (typeof block === 'string') return block;
  return 'comment' in block ? block.comment : '';
}

function keysIn(block: Block): string[] {
  if (typeof block !== 'string') {
    if ('link_to_page' in block) return [block.link_to_page];
    if ('bookmark' in block) return [block.bookmark];
  }
  return readText(textOf(block), () => undefined).references.map(({ key }) => key);
}

function keysOf(entry: AuthoredEntry): string[] {
  const properties = isDatabase(entry)
    ? Object.values(entry.schema).map(({ to }) => to)
    : [...Object.values(entry.relations ?? {}).flat(), ...Object.values(entry.urls ?? {})];
  return [...(entry.within === null ? [] : [entry.within]), ...properties, ...entry.body.flatMap(keysIn)];
}

describe('the notation', () => {
  const titleOf = (key: string) => ({ ines: 'Ines', 'm-rye': 'Eleven sacks' })[key];

  it('reads mentions as titles and links as their words', () => {
    expect(readText('Ask @ines, then see [the farm](la-palma) and @m-rye.', titleOf)).toEqual({
      plain: 'Ask Ines, then see the farm and Eleven sacks.',
      references: [
        { key: 'ines', kind: 'mention' },
        { key: 'la-palma', kind: 'link' },
        { key: 'm-rye', kind: 'mention' },
      ],
    });
  });

  it('shows a mention of an unknown page as Notion does', () => {
    expect(readText('See @nobody.', titleOf).plain).toBe('See Untitled.');
  });
});

describe('the sample as it is written', () => {
  it('has unique keys', () => {
    expect(entryByKey.size).toBe(WORKSPACE.length);
  });

  it('refers only to keys that exist, but for the pages that were not shared', () => {
    const unknown = WORKSPACE.flatMap(keysOf).filter((key) => !entryByKey.has(key));
    expect(unknown.sort()).toEqual(NOT_SHARED);
  });

  it('copies only synced blocks that exist, and these hold no references', () => {
    const blocks = WORKSPACE.flatMap(({ body }) => body).filter((block) => typeof block !== 'string');
    const originals = blocks.filter((block) => 'synced' in block);
    const copies = blocks.filter((block) => 'copy_of' in block).map((block) => block.copy_of);
    expect([...new Set(copies)].sort()).toEqual(originals.map(({ synced }) => synced).sort());
    for (const { text } of originals) expect(readText(text, () => undefined).references).toEqual([]);
  });

  it('fills only relations that the database has, with rows of the database they lead to', () => {
    for (const entry of WORKSPACE) {
      if (isDatabase(entry)) continue;
      const database = entryByKey.get(entry.within ?? '');
      for (const [name, keys] of Object.entries(entry.relations ?? {})) {
        const to = database && isDatabase(database) ? database.schema[name]?.to : undefined;
        expect({ name, databases: keys.map((key) => entryByKey.get(key)?.within) }).toEqual({
          name,
          databases: keys.map(() => to),
        });
      }
    }
  });

  it('has no stray markers in its texts and titles', () => {
    const texts = [...links.flatMap(({ evidence }) => evidence), ...pages.map(({ title }) => title)];
    expect(texts.filter((text) => /[@[\]]|\]\(|Untitled/.test(text))).toEqual([]);
  });
});

describe('the sample as a source yields it', () => {
  it('is a workspace of 64 nodes, 7 of them databases', () => {
    expect(workspace_name).toBe('Otter Lane Bakery');
    expect(pages).toHaveLength(64);
    expect(pageById.size).toBe(64);
    expect(pages.filter(({ kind }) => kind === 'database')).toHaveLength(7);
  });

  it('has these links and no others', () => {
    const totals: Partial<Record<LinkKind, number>> = { child: pages.filter(({ parent_id }) => parent_id).length };
    for (const { kind } of links) totals[kind] = (totals[kind] ?? 0) + 1;
    expect(totals).toEqual({
      mention: 119,
      link: 46,
      link_to_page: 10,
      relation: 107,
      child: 61,
      synced: 5,
      url: 10,
      comment: 8,
    });
    expect(Object.keys(totals).sort()).toEqual([...LINK_KINDS].sort());
    expect(links.filter(({ dual }) => dual)).toHaveLength(86);
  });

  it('makes 278 links between ordered pairs, a dual relation being one from the smaller id', () => {
    const pairs = new Set(pages.flatMap((p) => (p.parent_id === null ? [] : [`${p.parent_id} ${p.notion_id}`])));
    for (const { source, target, dual } of links) {
      pairs.add(dual && target < source ? `${target} ${source}` : `${source} ${target}`);
    }
    expect(pairs.size).toBe(278);
  });

  it('is the same at every call, in fresh copies', () => {
    expect(readSample()).toEqual({ workspace_name, pages, ledger });
    expect(readSample().pages[0]).not.toBe(pages[0]);
  });

  it('has stable UUIDv5 ids and nothing to open in Notion', () => {
    expect(page('agatha').notion_id).toBe('4b80e8c0-7617-5986-be3c-2f6d523220dd');
    for (const { notion_id, url } of pages) {
      expect(notion_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(url).toBeNull();
    }
  });

  it('holds every page in a parent that exists, without a circle, listed before it', () => {
    const seen = new Set<string>();
    for (const { notion_id, parent_id } of pages) {
      if (parent_id !== null) expect(pageById.has(parent_id)).toBe(true);
      let [above, steps] = [parent_id, 0];
      while (above !== null && steps <= pages.length) {
        above = pageById.get(above)?.parent_id ?? null;
        steps += 1;
      }
      expect(steps).toBeLessThan(5);
      if (parent_id !== null) expect(seen.has(parent_id)).toBe(true);
      seen.add(notion_id);
    }
  });

  it('knows the rows of a database as such', () => {
    for (const { parent_id, database_id } of pages) {
      const inDatabase = parent_id !== null && pageById.get(parent_id)?.kind === 'database';
      expect(database_id).toBe(inDatabase ? parent_id : null);
    }
    expect(page('wren').database_id).toBe(page('team').notion_id);
  });

  it('links only to pages of the workspace, never to itself, once a target and kind', () => {
    for (const { notion_id, links: own } of pages) {
      const entries = own.map(({ target, kind }) => `${target} ${kind}`);
      expect(new Set(entries).size).toBe(entries.length);
      for (const { target } of own) {
        expect(pageById.has(target)).toBe(true);
        expect(target).not.toBe(notion_id);
      }
    }
  });

  it('gives each link evidence that is short enough to show whole', () => {
    for (const { evidence, count } of links) {
      expect(evidence.length).toBeGreaterThanOrEqual(1);
      expect(evidence.length).toBeLessThanOrEqual(Math.min(EVIDENCE_MAX, count));
      for (const text of evidence) {
        expect(text.trim()).toBe(text);
        expect(text.length).toBeGreaterThan(5);
        expect(text.length).toBeLessThan(EVIDENCE_LENGTH);
      }
    }
  });

  it('names the target in the evidence of mentions, relations and link_to_page', () => {
    const named = links.filter(({ kind }) => ['mention', 'relation', 'link_to_page', 'comment'].includes(kind));
    const silent = named.filter(({ target, evidence }) =>
      evidence.some((text) => !text.includes(pageById.get(target)?.title ?? '?')),
    );
    expect(silent).toEqual([]);
  });

  it('marks a relation dual exactly where the other side holds it too', () => {
    for (const { source, target, kind, dual } of links) {
      if (kind !== 'relation') {
        expect(dual).toBeUndefined();
        continue;
      }
      const back = pageById.get(target)?.links.find((other) => other.kind === 'relation' && other.target === source);
      expect(back?.dual).toBe(dual);
    }
  });

  it.each<[string, PageLink['kind'], string, Omit<PageLink, 'target' | 'kind'>]>([
    [
      'closing',
      'mention',
      'kofi',
      { count: 1, evidence: ['Unsold bread goes to the school kitchen by six; Kofi takes it.'] },
    ],
    [
      'suppliers',
      'mention',
      'ingredients',
      { count: 1, evidence: ['What each of them sends is in Ingredients. Pay them before you pay anybody else.'] },
    ],
    [
      'market',
      'link',
      'van',
      {
        count: 1,
        evidence: ['Kofi loads from Packing list on Friday night and has Bertha warm by half past six.'],
      },
    ],
    ['home', 'link_to_page', 'allergens', { count: 1, evidence: ['Allergens'] }],
    ['wheat', 'relation', 'kettlewick', { count: 1, evidence: ['Supplier: Kettlewick Mill'], dual: true }],
    ['kettlewick', 'relation', 'wheat', { count: 1, evidence: ['Supplies: Stoneground wheat'], dual: true }],
    ['m-rye', 'relation', 'ines', { count: 1, evidence: ['Present: Ines'] }],
    [
      'counter',
      'synced',
      'allergens',
      { count: 1, evidence: ['If a customer asks what is in it, do not remember: look it up.'] },
    ],
    ['packing', 'url', 'market', { count: 1, evidence: ['Where we stand, with the map'] }],
    ['crusts', 'url', 'crackers', { count: 1, evidence: ['Try it with: Thank-you Crackers'] }],
    [
      'oven',
      'comment',
      'm-oven',
      { count: 1, evidence: ['The broom caught fire a little. It is all in The oven, again.'] },
    ],
  ])('%s has a %s to %s', (from, kind, to, expected) => {
    expect(link(from, kind, to)).toEqual({ target: sampleId(to), kind, ...expected });
  });

  it('counts a page that is mentioned twice, with both sentences', () => {
    expect(links.some(({ count, evidence }) => count === 2 && evidence.length === 2)).toBe(true);
  });

  it('has exactly two pages that nothing links to or from', () => {
    const linked = new Set(links.flatMap(({ source, target }) => [source, target]));
    for (const { notion_id, parent_id } of pages) {
      if (parent_id !== null) linked.add(notion_id).add(parent_id);
    }
    const orphans = pages.filter(({ notion_id }) => !linked.has(notion_id)).map(({ title }) => title);
    expect(orphans).toEqual(['Names for the bakery cat', 'Umbrellas left behind']);
  });

  it('grows from January 2025 to autumn 2026, parents first, and nobody links to the future', () => {
    const times = pages.flatMap(({ created_time, last_edited_time }) => [created_time ?? '', last_edited_time ?? '']);
    expect(times.every((time) => new Date(time).toISOString() === time)).toBe(true);
    expect(times.sort().at(0)).toBe('2025-01-06T05:10:00.000Z');
    expect(times.at(-1)).toBe('2026-10-19T09:50:00.000Z');
    const created = (id: string) => pageById.get(id)?.created_time ?? '';
    for (const { created_time, last_edited_time, parent_id, links: own } of pages) {
      expect((created_time ?? '') <= (last_edited_time ?? '')).toBe(true);
      if (parent_id !== null) expect(created(parent_id) <= (created_time ?? '')).toBe(true);
      for (const { target } of own) expect(created(target) <= (last_edited_time ?? '')).toBe(true);
    }
  });

  it('says what it left out', () => {
    expect(ledger).toEqual([
      {
        subject: 'link',
        reason: 'self_link',
        count: 1,
        examples: [
          {
            node_id: sampleId('feeding'),
            text: 'Still flat after two feeds? Read this page again, slowly, from the top.',
          },
        ],
      },
      {
        subject: 'link',
        reason: 'target_not_shared',
        count: 2,
        examples: [
          { node_id: sampleId('m-flour'), text: 'The figures are in the accounts, which only Ines can open.' },
          { node_id: sampleId('m-oven'), text: 'The lost morning is paid as usual, see wages.' },
        ],
      },
    ]);
  });
});
