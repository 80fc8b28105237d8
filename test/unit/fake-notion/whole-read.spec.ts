import { afterEach, describe, expect, it } from '@jest/globals';
import { APIErrorCode, Client, collectPaginatedAPI, isFullPage, isNotionClientError, LogLevel } from '@notionhq/client';
import { expectedGraph } from '../../fake-notion/expected.js';
import { generateWorkspace } from '../../fake-notion/generate.js';
import { countWorkspace } from '../../fake-notion/counts.js';
import type { FakeNotion } from '../../fake-notion/server.js';
import { EditableWorkspace } from '../../fake-notion/workspace-editor.js';
import { startFake, stopAll } from './asking.js';

afterEach(stopAll);

const clientOf = (fake: FakeNotion, notionVersion = '2026-03-11'): Client =>
  new Client({ auth: fake.token, baseUrl: fake.url, notionVersion, retry: false, logLevel: LogLevel.ERROR });

const CHILD = /<(page|database) url="https:\/\/app\.notion\.com\/p\/([0-9a-f]{32})"/g;

describe('the official client', () => {
  it('finds every expected node by search, queries and child tags, and no other', async () => {
    const workspace = generateWorkspace({ pages: 300, seed: 7 });
    const fake = await startFake({ workspace });
    const client = clientOf(fake);
    const pages = new Set<string>();
    const databases = new Set<string>();
    const sources = new Set<string>();
    for (const found of await collectPaginatedAPI(client.search, {})) {
      if (found.object === 'page') pages.add(found.id);
      else if ('parent' in found && found.parent.type === 'database_id') databases.add(found.parent.database_id);
    }
    const listed = pages.size;
    for (const database_id of databases) {
      const database = await client.databases.retrieve({ database_id });
      for (const { id } of 'data_sources' in database ? database.data_sources : []) {
        if (sources.has(id)) continue;
        sources.add(id);
        for (const row of await collectPaginatedAPI(client.dataSources.query, { data_source_id: id })) {
          if (isFullPage(row)) pages.add(row.id);
        }
      }
    }
    const queue = [...pages];
    for (const page_id of queue) {
      const { markdown } = await client.pages.retrieveMarkdown({ page_id });
      for (const [, kind, hex] of markdown.matchAll(CHILD)) {
        const id = hex!.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
        if (kind === 'database' && !databases.has(id)) {
          databases.add(id);
          const database = await client.databases.retrieve({ database_id: id });
          for (const source of 'data_sources' in database ? database.data_sources : []) {
            for (const row of await collectPaginatedAPI(client.dataSources.query, { data_source_id: source.id })) {
              if (!pages.has(row.id)) queue.push(row.id);
              pages.add(row.id);
            }
          }
        } else if (kind === 'page' && !pages.has(id)) {
          pages.add(id);
          queue.push(id);
        }
      }
    }
    const { nodes } = expectedGraph(workspace);
    expect([...pages, ...databases].sort()).toEqual(nodes.map(({ id }) => id));
    const counts = countWorkspace(workspace);
    expect(pages.size).toBe(counts.pages);
    expect(pages.size - listed).toBe(counts.unlisted_pages);
  });

  it('takes the answers for blocks, properties, users and errors', async () => {
    const workspace = generateWorkspace({ pages: 100, seed: 3 });
    const fake = await startFake({ workspace });
    const client = clientOf(fake, '2025-09-03');
    const root = [...workspace.pages.values()].find(({ id }) => workspace.plainTitle(id) === 'Showcase')!;
    const children = await collectPaginatedAPI(client.blocks.children.list, { block_id: root.id });
    expect(children.length).toBeGreaterThan(15);
    const row = [...workspace.pages.values()].find(({ id }) => workspace.plainTitle(id) === 'A novel')!;
    const page = await client.pages.retrieve({ page_id: row.id });
    if (!isFullPage(page)) throw new Error('A partial page.');
    // Ids go into paths as they came: already encoded.
    const property_id = page.properties['Written by']!.id;
    const item = await client.pages.properties.retrieve({ page_id: row.id, property_id });
    expect(item).toMatchObject({ object: 'list', results: [{ type: 'relation' }] });
    expect((await client.users.me({})).type).toBe('bot');
    const missing = await client.pages.retrieve({ page_id: workspace.random.uuid() }).catch((error: unknown) => error);
    expect(isNotionClientError(missing) && missing.code).toBe(APIErrorCode.ObjectNotFound);
  });

  it('logs in, refreshes and revokes', async () => {
    const fake = await startFake({
      workspace: new EditableWorkspace(),
      oauth: { client_id: 'id', client_secret: 'secret' },
    });
    const client = clientOf(fake);
    const credentials = { client_id: 'id', client_secret: 'secret' };
    const pair = await client.oauth.token({ ...credentials, grant_type: 'authorization_code', code: fake.issueCode() });
    const next = await client.oauth.token({
      ...credentials,
      grant_type: 'refresh_token',
      refresh_token: pair.refresh_token!,
    });
    expect((await client.oauth.introspect({ ...credentials, token: next.access_token })).active).toBe(true);
    await client.oauth.revoke({ ...credentials, token: next.access_token });
    expect((await client.oauth.introspect({ ...credentials, token: next.access_token })).active).toBe(false);
  });
});
