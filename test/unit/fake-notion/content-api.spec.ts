import { afterEach, describe, expect, it } from '@jest/globals';
import { plain } from '../../fake-notion/model.js';
import { ask, askAll, startFake, stopAll } from './asking.js';
import { addRows, DATABASE, OTHER, PAGE, smallWorkspace, SOURCE } from './small-workspace.js';

afterEach(stopAll);

describe('the door', () => {
  it('refuses a token it does not know, in Notion’s words', async () => {
    const fake = await startFake({ workspace: smallWorkspace() });
    const answer = await ask(fake, `/v1/pages/${PAGE}`, undefined, { authorization: 'Bearer wrong' });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      object: 'error',
      status: 401,
      code: 'unauthorized',
      message: 'API token is invalid.',
      request_id: expect.any(String),
    });
  });

  it.each([
    ['', 'missing_version'],
    ['2022-06-28', 'validation_error'],
  ])('refuses the version "%s" with %s', async (version, code) => {
    const fake = await startFake({ workspace: smallWorkspace() });
    const answer = await ask(fake, '/v1/users/me', undefined, { 'notion-version': version });
    expect([answer.status, answer.body.code]).toEqual([400, code]);
  });

  it('answers broken JSON, unknown paths and malformed ids as Notion does', async () => {
    const fake = await startFake({ workspace: smallWorkspace() });
    expect((await ask(fake, '/v1/search', '{"query":')).body).toMatchObject({ status: 400, code: 'invalid_json' });
    expect((await ask(fake, '/v1/nothing')).body).toMatchObject({ status: 400, code: 'invalid_request_url' });
    expect((await ask(fake, '/v1/pages/nothing')).body).toMatchObject({ status: 400, code: 'validation_error' });
  });

  it('says object_not_found for what was not shared as for what is not there', async () => {
    const workspace = smallWorkspace();
    workspace.unshare(OTHER);
    const fake = await startFake({ workspace });
    for (const id of [OTHER, OTHER.replace('2', '9')]) {
      const answer = await ask(fake, `/v1/pages/${id}`);
      expect(answer.status).toBe(404);
      expect(answer.body.code).toBe('object_not_found');
      expect(answer.body.message).toContain(`Could not find page with ID: ${id}.`);
    }
    for (const path of ['markdown', 'properties/title']) {
      expect((await ask(fake, `/v1/pages/${OTHER}/${path}`)).status).toBe(404);
    }
    for (const path of [`blocks/${OTHER}`, `blocks/${OTHER}/children`, `comments?block_id=${OTHER}`]) {
      expect((await ask(fake, `/v1/${path}`)).status).toBe(404);
    }
  });

  it('logs every request with its route, token and answer', async () => {
    const fake = await startFake({ workspace: smallWorkspace(), token: 'ntn_a_token_of_ours' });
    await ask(fake, `/v1/pages/${PAGE}/markdown`);
    await ask(fake, `/v1/pages/${PAGE.replace('1', '9')}/markdown`);
    expect(fake.requests).toMatchObject([
      { method: 'GET', route: 'GET /v1/pages/:page_id/markdown', token: '_of_ours', status: 200 },
      { status: 404, notion_version: '2026-03-11' },
    ]);
    expect(fake.counts()).toEqual({ 'GET /v1/pages/:page_id/markdown': 2 });
    expect(fake.countOf('GET /v1/pages/:page_id/markdown', 404)).toBe(1);
  });
});

describe('objects', () => {
  it('have times rounded down to the minute, and `in_trash` instead of `archived` from 2026-03-11 on', async () => {
    const workspace = smallWorkspace();
    workspace.trash(OTHER);
    const fake = await startFake({ workspace });
    const { body } = await ask(fake, `/v1/pages/${OTHER.replaceAll('-', '')}`);
    expect(body).toMatchObject({
      object: 'page',
      id: OTHER,
      created_time: '2026-01-01T10:00:00.000Z',
      last_edited_time: '2026-02-01T00:00:00.000Z',
      in_trash: true,
      parent: { type: 'workspace', workspace: true },
      url: `https://app.notion.com/p/${OTHER.replaceAll('-', '')}`,
      properties: { title: { id: 'title', type: 'title', title: [{ plain_text: 'Other', href: null }] } },
    });
    expect(body).not.toHaveProperty('archived');
    const before = await ask(fake, `/v1/pages/${OTHER}`, undefined, { 'notion-version': '2025-09-03' });
    expect(before.body).toMatchObject({ archived: true, in_trash: true });
  });

  it('are a database with its data sources, and a data source with its schema and description', async () => {
    const fake = await startFake({ workspace: smallWorkspace() });
    expect((await ask(fake, `/v1/databases/${DATABASE}`)).body).toMatchObject({
      object: 'database',
      title: [{ plain_text: 'Tasks' }],
      description: [{ plain_text: 'All of them' }],
      parent: { type: 'page_id', page_id: PAGE },
      is_inline: false,
      data_sources: [{ id: SOURCE, name: 'Tasks' }],
    });
    const { body } = await ask(fake, `/v1/data_sources/${SOURCE}`);
    expect(body).toMatchObject({
      object: 'data_source',
      description: [{ plain_text: 'All of them' }],
      parent: { type: 'database_id', database_id: DATABASE },
      database_parent: { type: 'page_id', page_id: PAGE },
    });
    expect(body.properties.Related).toEqual({
      id: 'a%40%3Ab',
      name: 'Related',
      description: null,
      type: 'relation',
      relation: { data_source_id: SOURCE, database_id: DATABASE, type: 'single_property', single_property: {} },
    });
    expect((await ask(fake, `/v1/databases/${SOURCE}`)).status).toBe(404);
  });

  it('cut relations at 25 with a sign, and mentions in text without one', async () => {
    const workspace = smallWorkspace();
    const rows = addRows(workspace, 30);
    const row = workspace.page(rows[0]!);
    row.properties.set('a@:b', { type: 'relation', ids: rows });
    row.properties.set('text', {
      type: 'rich_text',
      text: rows.flatMap((id) => [plain('see '), { kind: 'page_mention' as const, target: { id } }]),
    });
    workspace.trash(rows[29]!);
    const fake = await startFake({ workspace });
    const { body } = await ask(fake, `/v1/pages/${rows[0]}`);
    expect(body.parent).toEqual({ type: 'data_source_id', data_source_id: SOURCE, database_id: DATABASE });
    expect(body.properties.Related.relation).toHaveLength(25);
    expect(body.properties.Related.has_more).toBe(true);
    const mentions = body.properties.Text.rich_text.filter(({ type }: { type: string }) => type === 'mention');
    expect(mentions).toHaveLength(25);

    // The one in the trash is dropped.
    const all = await askAll(fake, `/v1/pages/${rows[0]}/properties/a%40%3Ab?page_size=10`);
    expect(all.map(({ relation }) => relation.id)).toEqual(rows.slice(0, 29));
    expect(all[0]).toEqual({ object: 'property_item', type: 'relation', id: 'a%40%3Ab', relation: { id: rows[0] } });
    expect(fake.countOf('GET /v1/pages/:page_id/properties/:property_id')).toBe(3);
    expect((await askAll(fake, `/v1/pages/${rows[0]}/properties/text`)).length).toBe(60);
  });

  it('know a property by its id encoded once, not twice', async () => {
    const workspace = smallWorkspace();
    const [row] = addRows(workspace, 1);
    const fake = await startFake({ workspace });
    const { body } = await ask(fake, `/v1/pages/${row}/properties/a%40%3Ab`);
    expect(body).toMatchObject({
      object: 'list',
      type: 'property_item',
      property_item: { id: 'a%40%3Ab', next_url: null },
    });
    expect((await ask(fake, `/v1/pages/${row}/properties/a%2540%253Ab`)).status).toBe(404);
    expect((await ask(fake, `/v1/pages/${row}/properties/done`)).body).toMatchObject({
      object: 'property_item',
      type: 'checkbox',
      checkbox: false,
    });
  });
});
