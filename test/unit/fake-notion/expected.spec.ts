import { describe, expect, it } from '@jest/globals';
import { addressOf, ADDRESS_FORMS, foreignAddress } from '../../fake-notion/addresses.js';
import { countWorkspace } from '../../fake-notion/counts.js';
import { expectedGraph } from '../../fake-notion/expected.js';
import type { BlockDraft, Inline } from '../../fake-notion/model.js';
import { paragraph, plain } from '../../fake-notion/model.js';
import { EditableWorkspace } from '../../fake-notion/workspace-editor.js';

const A = '0000000a-0000-4000-8000-000000000000';
const B = '0000000b-0000-4000-8000-000000000000';
const NOON = Date.UTC(2026, 5, 1, 12, 0, 30);

/** Two pages at the top, the first with these blocks. */
function twoPages(...blocks: BlockDraft[]): EditableWorkspace {
  const workspace = new EditableWorkspace({ clock: () => NOON });
  workspace.addPage({ id: B, title: 'B' });
  workspace.addPage({ id: A, title: 'A', blocks });
  return workspace;
}

const mention = (id: string): Inline => ({ kind: 'page_mention', target: { id } });
const link = (source: string, target: string, kinds: string[], value: number, directed = true): object => ({
  source,
  target,
  kinds,
  value,
  directed,
});

describe('the expected list', () => {
  it('counts every occurrence of a pair in one link, kinds in the order of interface.md', () => {
    const workspace = twoPages(
      { type: 'bookmark', address: addressOf({ id: B }), caption: [mention(B)] },
      { type: 'link_to_page', to: 'page', target_id: B },
      paragraph({ kind: 'link', text: 'b', address: addressOf({ id: B }) }, plain(' and '), mention(B)),
    );
    expect(expectedGraph(workspace).links).toEqual([link(A, B, ['mention', 'link', 'link_to_page', 'url'], 5)]);
  });

  it.each(ADDRESS_FORMS)('takes an inline link spelled %s for a link', (form) => {
    const workspace = twoPages(paragraph({ kind: 'link', text: 'b', address: addressOf({ id: B }, form) }));
    expect(expectedGraph(workspace).links).toEqual([link(A, B, ['link'], 1)]);
  });

  it('has no link for other hosts, code, text and comments that are not read', () => {
    const { url } = addressOf({ id: B });
    const workspace = twoPages(
      paragraph({ kind: 'link', text: 'b', address: foreignAddress(B, 0) }, plain(url)),
      { type: 'code', code: `[b](${url})`, language: 'bash', caption: [] },
      paragraph({ kind: 'text', text: url, style: { code: true } }),
    );
    workspace.addComment(A, [mention(B)]);
    expect(expectedGraph(workspace).links).toEqual([]);
    expect(expectedGraph(workspace, { comments: true }).links).toEqual([link(A, B, ['comment'], 1)]);
  });

  it('drops links to itself and to what cannot be seen, and counts them', () => {
    const workspace = twoPages(paragraph(mention(A), mention(B)));
    workspace.unshare(B);
    expect(expectedGraph(workspace)).toMatchObject({ links: [], self_links: 1, lost_links: 1 });
  });

  it('takes a link to a comment for no link at all', () => {
    const workspace = twoPages({ type: 'link_to_page', to: 'comment', target_id: B });
    expect(expectedGraph(workspace)).toMatchObject({ links: [], lost_links: 0 });
  });

  it('draws `child` from the page that holds it, through the blocks between', () => {
    const workspace = twoPages({
      type: 'toggle',
      id: 'fold',
      text: [],
      children: [{ type: 'quote', id: 'in', text: [] }],
    });
    const child = workspace.addPage({ parent: { type: 'block', id: 'in' } });
    expect(expectedGraph(workspace).links).toEqual([link(A, child.id, ['child'], 1)]);
    expect(expectedGraph(workspace).nodes.find(({ id }) => id === child.id)).toMatchObject({ parent_id: A });
  });

  it('has one node for a database whatever its data sources, and its rows for children', () => {
    const workspace = twoPages();
    const database = workspace.addDatabase({
      title: 'D',
      description: [mention(B)],
      parent: { type: 'page', id: A },
      data_sources: [{ id: 'one' }, { id: 'two' }],
    });
    const row = workspace.addPage({ parent: { type: 'data_source', id: 'two' } });
    workspace.edit(B, [paragraph({ kind: 'data_source_mention', data_source_id: 'one' })]);
    const { nodes, links } = expectedGraph(workspace);
    expect(nodes.filter(({ kind }) => kind === 'database')).toHaveLength(1);
    expect(links).toHaveLength(4);
    expect(links).toEqual(
      expect.arrayContaining([
        link(A, database.id, ['child'], 1),
        link(database.id, row.id, ['child'], 1),
        link(database.id, B, ['mention'], 1),
        link(B, database.id, ['mention'], 1),
      ]),
    );
  });

  it('draws `synced` from the page of a copy to that of its original, whose content counts once', () => {
    const workspace = twoPages({ type: 'synced_block', synced_from: 'original' });
    const other = workspace.addPage({ id: '0000000c-0000-4000-8000-000000000000' });
    workspace.edit(B, [
      { type: 'synced_block', id: 'original', synced_from: null, children: [paragraph(mention(other.id))] },
    ]);
    expect(expectedGraph(workspace).links).toEqual([link(A, B, ['synced'], 1), link(B, other.id, ['mention'], 1)]);
  });

  it('makes one undirected link, from the smaller id, of a dual relation, and directed ones of a single one', () => {
    const workspace = new EditableWorkspace();
    workspace.addDatabase({
      data_sources: [
        {
          id: 'left',
          schema: [{ id: 'dual', name: 'Dual', type: 'relation', data_source_id: 'right', synced_property_id: 'back' }],
        },
        {
          id: 'right',
          schema: [{ id: 'back', name: 'Back', type: 'relation', data_source_id: 'left', synced_property_id: 'dual' }],
        },
      ],
    });
    workspace.addPage({ id: B, parent: { type: 'data_source', id: 'left' } });
    workspace.addPage({ id: A, parent: { type: 'data_source', id: 'right' } });
    workspace.addLink(B, A, 'relation');
    const relations = (): object[] => expectedGraph(workspace).links.filter(({ kinds }) => kinds.includes('relation'));
    expect(relations()).toEqual([link(A, B, ['relation'], 1, false)]);
    expect(workspace.page(A).properties.get('back')).toEqual({ type: 'relation', ids: [B] });
    workspace.edit(A, [paragraph(mention(B))]);
    expect(relations()).toEqual([link(A, B, ['mention', 'relation'], 2, false)]);
  });
});

describe('edits', () => {
  it.each(['mention', 'link', 'link_to_page', 'synced', 'url'] as const)('add a %s', (kind) => {
    const workspace = twoPages();
    workspace.addLink(A, B, kind);
    expect(expectedGraph(workspace).links).toEqual([link(A, B, [kind], 1)]);
  });

  it('move the time of the page to the minute, and of no other', () => {
    const workspace = new EditableWorkspace({ clock: () => NOON });
    const page = workspace.addPage({ created_time: 0 });
    const other = workspace.addPage({ created_time: 0 });
    workspace.rename(page.id, 'New');
    expect(page.last_edited_time).toBe(NOON - 30_000);
    expect(other.last_edited_time).toBe(0);
    expect(workspace.changes.at(-1)).toMatchObject({
      type: 'page.content_updated',
      entity: { id: page.id, type: 'page' },
    });
  });

  it('take a page out by the trash, with what is under it, and bring both back', () => {
    const workspace = twoPages(paragraph(mention(B)));
    const child = workspace.addPage({ parent: { type: 'page', id: B } });
    workspace.trash(B);
    expect(expectedGraph(workspace).nodes.map(({ id }) => id)).toEqual([A]);
    workspace.restore(B);
    expect(expectedGraph(workspace).links).toEqual([link(A, B, ['mention'], 1), link(B, child.id, ['child'], 1)]);
  });

  it('move a page to another parent, and refuse to move it under itself', () => {
    const workspace = twoPages();
    const child = workspace.addPage({ parent: { type: 'page', id: A } });
    workspace.move(child.id, { type: 'page', id: B });
    expect(expectedGraph(workspace).links).toEqual([link(B, child.id, ['child'], 1)]);
    expect(workspace.page(A).blocks).toEqual([]);
    expect(() => workspace.move(B, { type: 'page', id: child.id })).toThrow('under itself');
  });

  it('delete for good, unshare and share whole subtrees', () => {
    const workspace = twoPages(paragraph(mention(B)));
    const child = workspace.addPage({ parent: { type: 'page', id: B } });
    workspace.unshare(B);
    expect(expectedGraph(workspace).nodes).toHaveLength(1);
    workspace.share(B);
    expect(expectedGraph(workspace).nodes).toHaveLength(3);
    workspace.delete(B);
    expect(expectedGraph(workspace)).toMatchObject({ nodes: [{ id: A }], lost_links: 1 });
    expect(workspace.node(child.id)).toBeUndefined();
  });

  it('keep child pages when a page is rewritten', () => {
    const workspace = twoPages(paragraph(mention(B)));
    const child = workspace.addPage({ parent: { type: 'page', id: A } });
    workspace.rewrite(A, [paragraph(plain('New text'))]);
    expect(expectedGraph(workspace).links).toEqual([link(A, child.id, ['child'], 1)]);
  });
});

describe('the counts of a workspace', () => {
  it('say how many holes its markdown leaves and how many requests the rest of a relation takes', () => {
    const workspace = new EditableWorkspace();
    workspace.addDatabase({
      data_sources: [
        {
          id: 'rows',
          schema: [{ id: 'rel', name: 'R', type: 'relation', data_source_id: 'rows', synced_property_id: null }],
        },
      ],
    });
    const rows = Array.from({ length: 130 }, () => workspace.addPage({ parent: { type: 'data_source', id: 'rows' } }));
    const [first, second, third] = rows;
    first!.properties.set('rel', { type: 'relation', ids: rows.slice(0, 25).map(({ id }) => id) });
    second!.properties.set('rel', { type: 'relation', ids: rows.slice(0, 26).map(({ id }) => id) });
    third!.properties.set('rel', { type: 'relation', ids: rows.map(({ id }) => id) });
    workspace.edit(first!.id, [
      { type: 'link_to_page', to: 'page', target_id: second!.id },
      { type: 'toggle', text: [], children: [{ type: 'embed', address: addressOf({ id: A }), caption: [] }] },
      { type: 'breadcrumb' },
    ]);
    expect(countWorkspace(workspace)).toMatchObject({
      pages: 130,
      rows: 130,
      databases: 1,
      data_sources: 1,
      holes: 2,
      holes_by_kind: { alias: 1, embed: 1, bookmark: 0 },
      extra_relation_pages: 3,
      unlisted_pages: 0,
    });
  });
});
