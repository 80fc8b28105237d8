import { afterEach, describe, expect, it } from '@jest/globals';
import { addressOf } from '../../fake-notion/addresses.js';
import { paragraph, plain } from '../../fake-notion/model.js';
import { EditableWorkspace } from '../../fake-notion/workspace-editor.js';
import { ask, askAll, startFake, stopAll } from './asking.js';
import { addRows, CREATED, DATABASE, OTHER, PAGE, smallWorkspace, SOURCE } from './small-workspace.js';

afterEach(stopAll);

describe('lists', () => {
  it('come in parts of 100 at most, by cursors that belong to them and run out', async () => {
    const workspace = smallWorkspace(...Array.from({ length: 150 }, (_, i) => paragraph(plain(String(i)))));
    const fake = await startFake({ workspace });
    const path = `/v1/blocks/${PAGE}/children`;
    const first = await ask(fake, path);
    expect(first.body).toMatchObject({ object: 'list', type: 'block', has_more: true });
    expect(first.body.results).toHaveLength(100);
    // 150 paragraphs and the database.
    expect(await askAll(fake, `${path}?page_size=50`)).toHaveLength(151);
    expect((await ask(fake, `${path}?page_size=101`)).body.message).toBe(
      'query failed validation: query.page_size should be ≤ `100`, instead was `101`.',
    );
    const cursor = first.body.next_cursor;
    expect((await ask(fake, `/v1/blocks/${OTHER}/children?start_cursor=${cursor}`)).status).toBe(400);
    fake.cursors.expireAll();
    const late = await ask(fake, `${path}?start_cursor=${cursor}`);
    expect(late.status).toBe(400);
    expect(late.body).toMatchObject({
      code: 'validation_error',
      message: `The start_cursor provided is invalid: ${cursor}`,
    });
  });

  it('of rows end at the limit and say so; windows of time get past it', async () => {
    const workspace = smallWorkspace();
    const rows = addRows(workspace, 30);
    const fake = await startFake({ workspace, query_limit: 20 });
    const path = `/v1/data_sources/${SOURCE}/query`;
    const first = await ask(fake, path, { page_size: 15 });
    expect(first.body).toMatchObject({ has_more: true, request_status: { type: 'complete' } });
    const second = await ask(fake, path, { page_size: 15, start_cursor: first.body.next_cursor });
    expect(second.body.results).toHaveLength(5);
    expect(second.body).toMatchObject({
      has_more: false,
      next_cursor: null,
      request_status: { type: 'incomplete', incomplete_reason: 'query_result_limit_reached' },
    });
    const filter = { timestamp: 'created_time', created_time: { on_or_after: '2026-01-01T10:20:00.000Z' } };
    const rest = await ask(fake, path, { filter });
    expect(rest.body.results.map(({ id }: { id: string }) => id)).toEqual(rows.slice(20));
    expect(rest.body.request_status).toEqual({ type: 'complete' });
  });

  it.each([
    [{ on_or_after: '2026-01-01T10:02:00Z' }, [2, 3]],
    [{ after: '2026-01-01T10:02:00Z' }, [3]],
    [{ on_or_before: '2026-01-01T10:01:00Z' }, [0, 1]],
    [{ before: '2026-01-01T10:01:00Z' }, [0]],
    [{ on_or_after: '2026-01-01' }, [0, 1, 2, 3]],
    [{ after: '2026-01-01' }, []],
  ])('of rows are filtered by time: %j', async (created_time, expected) => {
    const workspace = smallWorkspace();
    const rows = addRows(workspace, 4);
    const fake = await startFake({ workspace });
    const filter = { and: [{ timestamp: 'created_time', created_time }] };
    const found = await askAll(fake, `/v1/data_sources/${SOURCE}/query`, { filter });
    expect(found.map(({ id }) => rows.indexOf(id))).toEqual(expected);
  });

  it('of rows are sorted, have only the properties asked for, and leave out trash and what is not shared', async () => {
    const workspace = smallWorkspace();
    const rows = addRows(workspace, 4);
    workspace.trash(rows[0]!);
    workspace.unshare(rows[1]!);
    const fake = await startFake({ workspace });
    const sorts = [{ timestamp: 'created_time', direction: 'descending' }];
    const found = await askAll(
      fake,
      `/v1/data_sources/${SOURCE}/query?filter_properties=title&filter_properties=a%2540%253Ab`,
      { sorts },
    );
    expect(found.map(({ id }) => rows.indexOf(id))).toEqual([3, 2]);
    expect(Object.keys(found[0].properties)).toEqual(['Name', 'Related']);
    const unknown = { filter: { property: 'Done', checkbox: { equals: true } } };
    expect((await ask(fake, `/v1/data_sources/${SOURCE}/query`, unknown)).status).toBe(400);
  });

  it('of search hold pages and data sources, newest first, but not everything', async () => {
    const workspace = smallWorkspace();
    const [row] = addRows(workspace, 1);
    const child = workspace.addPage({ parent: { type: 'page', id: PAGE }, unlisted: true, title: 'Child' });
    workspace.rename(OTHER, 'Renamed');
    const fake = await startFake({ workspace });
    const found = async (body: Record<string, unknown>): Promise<string[]> =>
      (await askAll(fake, '/v1/search', body)).map(({ id }) => id as string);
    const sort = { timestamp: 'last_edited_time', direction: 'descending' };
    expect((await found({ sort }))[0]).toBe(OTHER);
    expect(new Set(await found({}))).toEqual(new Set([OTHER, PAGE, SOURCE, row]));
    expect(await found({ filter: { property: 'object', value: 'data_source' } })).toEqual([SOURCE]);
    expect(await found({ query: 'rename' })).toEqual([OTHER]);
    expect((await ask(fake, '/v1/search', { filter: { property: 'object', value: 'database' } })).status).toBe(400);
    // With its parent out of sight it was shared directly, and is certain.
    workspace.unshare(PAGE);
    workspace.share(child.id);
    expect(await found({})).toContain(child.id);
  });

  it('of search lag behind: new pages come late, and right after login only what was shared directly', async () => {
    let now = CREATED + 3_600_000;
    const workspace = new EditableWorkspace({ clock: () => now });
    const top = workspace.addPage({ created_time: CREATED });
    const child = workspace.addPage({ created_time: CREATED, parent: { type: 'page', id: top.id } });
    const fake = await startFake({ workspace, search: { lag_ms: 60_000 } });
    const { access_token } = fake.issuePair();
    const added = workspace.create({});
    const found = async (): Promise<Set<string>> => {
      const { body } = await ask(fake, '/v1/search', {}, { authorization: `Bearer ${access_token}` });
      return new Set(body.results.map(({ id }: { id: string }) => id));
    };
    expect(await found()).toEqual(new Set([top.id]));
    now += 60_000;
    expect(await found()).toEqual(new Set([top.id, child.id, added.id]));
  });
});

describe('blocks', () => {
  it('come one level a call, each as its type has it', async () => {
    const workspace = smallWorkspace(
      { type: 'toggle', text: [plain('fold')], children: [paragraph({ kind: 'page_mention', target: { id: OTHER } })] },
      { type: 'bookmark', address: addressOf({ id: OTHER }), caption: [] },
      { type: 'link_to_page', to: 'page', target_id: OTHER },
      {
        type: 'table',
        width: 1,
        column_header: false,
        row_header: false,
        children: [{ type: 'table_row', cells: [[plain('x')]] }],
      },
      { type: 'meeting_notes', title: [], children: [paragraph(), paragraph(), paragraph()] },
      paragraph({ kind: 'link', text: 'there', address: addressOf({ id: OTHER }, 'relative') }),
    );
    const fake = await startFake({ workspace });
    const { body } = await ask(fake, `/v1/blocks/${PAGE}/children`);
    const [toggle, bookmark, alias, table, meeting, linked, database] = body.results;
    expect(toggle).toMatchObject({
      object: 'block',
      type: 'toggle',
      has_children: true,
      parent: { type: 'page_id', page_id: PAGE },
    });
    expect(bookmark).toMatchObject({ type: 'bookmark', bookmark: { url: addressOf({ id: OTHER }).url, caption: [] } });
    expect(alias).toMatchObject({ type: 'link_to_page', link_to_page: { type: 'page_id', page_id: OTHER } });
    expect(table).toMatchObject({ type: 'table', table: { table_width: 1 } });
    expect(meeting.type).toBe('meeting_notes');
    expect(linked.paragraph.rich_text[0]).toMatchObject({
      type: 'text',
      text: { content: 'there', link: { url: `/${OTHER.replaceAll('-', '')}` } },
      plain_text: 'there',
      href: `/${OTHER.replaceAll('-', '')}`,
    });
    expect(database).toMatchObject({ id: DATABASE, type: 'child_database', child_database: { title: 'Tasks' } });
    const inside = await ask(fake, `/v1/blocks/${toggle.id}/children`);
    expect(inside.body.results[0]).toMatchObject({
      parent: { type: 'block_id', block_id: toggle.id },
      paragraph: {
        rich_text: [{ type: 'mention', mention: { type: 'page', page: { id: OTHER } }, plain_text: 'Other' }],
      },
    });
    const before = await ask(fake, `/v1/blocks/${meeting.id}`, undefined, { 'notion-version': '2025-09-03' });
    expect(before.body.type).toBe('transcription');
  });

  it('of a synced copy are its original’s, and cannot be had where that is not shared', async () => {
    const workspace = smallWorkspace({ type: 'synced_block', synced_from: workspaceOriginal });
    workspace.edit(OTHER, [
      { type: 'synced_block', id: workspaceOriginal, synced_from: null, children: [paragraph(plain('once'))] },
    ]);
    const fake = await startFake({ workspace });
    const [copy] = (await ask(fake, `/v1/blocks/${PAGE}/children`)).body.results;
    expect(copy.synced_block).toEqual({ synced_from: { type: 'block_id', block_id: workspaceOriginal } });
    const children = await ask(fake, `/v1/blocks/${copy.id}/children`);
    expect(children.body.results).toMatchObject([{ paragraph: { rich_text: [{ plain_text: 'once' }] } }]);
    workspace.unshare(OTHER);
    expect((await ask(fake, `/v1/blocks/${copy.id}/children`)).status).toBe(404);
  });

  it('that were not shared are partial or left out, and child pages may deny their children', async () => {
    const workspace = smallWorkspace();
    const child = workspace.addPage({ parent: { type: 'page', id: PAGE }, blocks: [paragraph(plain('x'))] });
    const hidden = Array.from(
      { length: 20 },
      () => workspace.addPage({ parent: { type: 'page', id: PAGE }, shared: false }).id,
    );
    const fake = await startFake({ workspace, has_children_lies: true });
    const { body } = await ask(fake, `/v1/blocks/${PAGE}/children`);
    const partial = body.results.filter(({ id }: { id: string }) => hidden.includes(id));
    expect(partial.length).toBeGreaterThan(0);
    expect(partial.length).toBeLessThan(20);
    expect(partial[0]).toEqual({ object: 'block', id: expect.any(String) });
    expect((await ask(fake, `/v1/blocks/${child.id}`)).body).toMatchObject({ type: 'child_page', has_children: false });
    expect((await ask(fake, `/v1/blocks/${child.id}/children`)).body.results).toHaveLength(1);
  });
});

const workspaceOriginal = '55555555-5555-4555-8555-555555555555';

describe('markdown and comments', () => {
  it('of a page come in one answer, of a block’s subtree by the block’s id', async () => {
    const workspace = smallWorkspace({ type: 'toggle', text: [plain('fold')], children: [paragraph(plain('in'))] });
    const fake = await startFake({ workspace, markdown_block_limit: 1 });
    const { body } = await ask(fake, `/v1/pages/${PAGE}/markdown`);
    const [toggle, database] = workspace.page(PAGE).blocks;
    expect(body).toMatchObject({
      object: 'page_markdown',
      id: PAGE,
      truncated: true,
      unknown_block_ids: [toggle!.children[0]!.id, database!.id],
    });
    const inner = await ask(fake, `/v1/pages/${toggle!.children[0]!.id}/markdown`);
    expect(inner.body).toMatchObject({ markdown: 'in', truncated: false, unknown_block_ids: [] });
  });

  it('of comments need the capability', async () => {
    const workspace = smallWorkspace();
    workspace.addComment(PAGE, [{ kind: 'page_mention', target: { id: OTHER } }]);
    const allowed = await startFake({ workspace });
    expect((await ask(allowed, `/v1/comments?block_id=${PAGE}`)).body).toMatchObject({
      object: 'list',
      type: 'comment',
      results: [{ object: 'comment', parent: { type: 'page_id', page_id: PAGE }, rich_text: [{ type: 'mention' }] }],
    });
    const refused = await startFake({ workspace, capabilities: { read_comments: false } });
    expect((await ask(refused, `/v1/comments?block_id=${PAGE}`)).body).toMatchObject({
      status: 403,
      code: 'restricted_resource',
    });
  });
});
