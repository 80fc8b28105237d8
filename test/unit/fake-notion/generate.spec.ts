import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LINK_KINDS } from '../../../src/core/notion/page.js';
import { countWorkspace } from '../../fake-notion/counts.js';
import { expectedGraph } from '../../fake-notion/expected.js';
import { generateWorkspace } from '../../fake-notion/generate.js';
import { renderMarkdown } from '../../fake-notion/markdown.js';

describe('a generated workspace', () => {
  it('is the same for the same seed and another for another', () => {
    const text = (seed: number): string => {
      const workspace = generateWorkspace({ pages: 120, seed, comments: true });
      return JSON.stringify([[...workspace.pages.values()], [...workspace.blocks.values()], expectedGraph(workspace)]);
    };
    expect(text(7)).toBe(text(7));
    expect(text(7)).not.toBe(text(8));
  });

  it('has exactly as many pages as asked for', () => {
    for (const pages of [10, 65, 66, 300]) expect(generateWorkspace({ pages, seed: 3 }).pages.size).toBe(pages);
  });

  it('holds every kind of link, every trap and every type of block and property', () => {
    const workspace = generateWorkspace({ pages: 1500, seed: 7, comments: true });
    const { links, self_links, lost_links } = expectedGraph(workspace, { comments: true });
    expect(new Set(links.flatMap(({ kinds }) => kinds))).toEqual(new Set(LINK_KINDS));
    expect(links.some(({ directed }) => !directed)).toBe(true);
    expect(self_links).toBeGreaterThan(0);
    expect(lost_links).toBeGreaterThan(0);
    const counts = countWorkspace(workspace);
    for (const count of [counts.extra_relation_pages, counts.unlisted_pages, counts.only_as_child_pages]) {
      expect(count).toBeGreaterThan(0);
    }
    for (const kind of ['alias', 'bookmark', 'embed', 'link_preview', 'hidden'] as const) {
      expect(counts.holes_by_kind[kind]).toBeGreaterThan(0);
    }
    const long = [...workspace.pages.values()].flatMap((page) => [...page.properties.values()]);
    expect(long.some((value) => value.type === 'relation' && value.ids.length > 100)).toBe(true);
    expect(new Set([...workspace.blocks.values()].map(({ type }) => type)).size).toBe(36);
    const types = [...workspace.data_sources.values()].flatMap(({ schema }) => schema.map(({ type }) => type));
    expect(new Set(types).size).toBe(24);
    expect([...workspace.databases.values()].some(({ data_source_ids }) => data_source_ids.length > 1)).toBe(true);
    expect([...workspace.databases.values()].some(({ inline }) => inline)).toBe(true);
    const titles = [...workspace.pages.keys()].map((id) => workspace.plainTitle(id));
    expect(new Set(titles).size).toBeLessThan(titles.length);
  });

  it('lists its links once, in order, between nodes of its own', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 150 }), fc.integer(), (pages, seed) => {
        const { nodes, links } = expectedGraph(generateWorkspace({ pages, seed }));
        const ids = new Set(nodes.map(({ id }) => id));
        const pairs = links.map(({ source, target }) => `${source} ${target}`);
        expect(pairs).toEqual([...new Set(pairs)].sort());
        for (const { source, target, kinds, value, directed } of links) {
          expect(ids.has(source) && ids.has(target) && source !== target).toBe(true);
          expect(kinds).toEqual(LINK_KINDS.filter((kind) => kinds.includes(kind)));
          expect(value).toBeGreaterThanOrEqual(kinds.length);
          if (!directed) expect(source < target && kinds.includes('relation')).toBe(true);
        }
        // All but the tops have one parent.
        const children = links.filter(({ kinds }) => kinds.includes('child')).map(({ target }) => target);
        expect(children.sort()).toEqual(nodes.filter(({ parent_id }) => parent_id !== null).map(({ id }) => id));
      }),
      { numRuns: 25 },
    );
  });

  it('counts exactly the holes that its markdown has', () => {
    const workspace = generateWorkspace({ pages: 200, seed: 11 });
    const ids = [...workspace.pages.values()].filter((page) => workspace.isNode(page)).map(({ id }) => id);
    const markdown = ids.map((id) => renderMarkdown(workspace, id));
    const own = markdown.map((answer) => withoutCopies(answer.markdown)).join('\n');
    const seen = (alt: string): number => own.split(` alt="${alt}"/>`).length - 1;
    const { holes_by_kind } = countWorkspace(workspace);
    expect(seen('alias')).toBe(holes_by_kind.alias);
    expect(seen('bookmark')).toBe(holes_by_kind.bookmark);
    expect(seen('embed')).toBe(holes_by_kind.embed);
    expect(seen('link_preview') + seen('external_object_instance')).toBe(holes_by_kind.link_preview);
  });

  it('is made in little time at 10,000 pages', () => {
    const start = performance.now();
    generateWorkspace({ pages: 10_000, seed: 1 });
    // Well under a second on a desk; the rest is for a busy machine.
    expect(performance.now() - start).toBeLessThan(8_000);
  });
});

/** What a copy shows belongs to the original's page, where it is counted. */
function withoutCopies(markdown: string): string {
  let depth = 0;
  const kept: string[] = [];
  for (const line of markdown.split('\n')) {
    if (line.trim().startsWith('<synced_block_reference')) depth++;
    if (depth === 0) kept.push(line);
    if (line.trim() === '</synced_block_reference>') depth--;
  }
  return kept.join('\n');
}
