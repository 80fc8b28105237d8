/** What a user, an operator or Notion's owner may do to a connection while it is read. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { countWorkspace } from '../fake-notion/counts.js';
import { generateWorkspace } from '../fake-notion/generate.js';
import { EditableWorkspace } from '../fake-notion/workspace-editor.js';
import { followImport } from './follow-import.js';
import { send, sendJson } from './http-client.js';
import {
  appOf,
  connect,
  connected,
  dataOf,
  done,
  expected,
  fakeNotion,
  finished,
  graphOf,
  markdownAsked,
  type ImportRow,
  markdownReads,
  newest,
  show,
  stopAll,
  sync,
  until,
  type World,
} from './notion-world.js';

afterEach(stopAll);

const post = (world: World, order: object = {}) =>
  sendJson<ImportRow & { import_id?: string; code: string }>(world.app.url, '/api/v1/imports', {
    method: 'POST',
    json: { connection_id: world.connection_id, ...order },
  });

async function connectionOf({
  app,
  connection_id,
}: World): Promise<{ state: string; running_import_id: string | null } | undefined> {
  const { connections } = await sendJson<{
    connections: { id: string; state: string; running_import_id: string | null }[];
  }>(app.url, '/api/v1/connections');
  return connections.find(({ id }) => id === connection_id);
}

const cancel = (world: World, id: string) => send(world.app.url, `/api/v1/imports/${id}`, { method: 'DELETE' });

describe('while an import runs', () => {
  it('a second one is refused, with the id of the first', async () => {
    const workspace = generateWorkspace({ pages: 60, seed: 1 });
    const world = await connected({ workspace, latency_ms: 10 });
    for (const mode of ['full', 'incremental']) {
      const second = await post(world, { mode });
      expect(second).toMatchObject({ status_code: 409, code: 'import_running', import_id: world.first.id });
    }
    const both = await Promise.all([done(world.app, world.first.id), post(world)]);
    expect(both[1].status_code).toBe(409);
    const racing = await Promise.all([post(world), post(world), post(world)]);
    expect(racing.map(({ status_code }) => status_code).sort()).toEqual([202, 409, 409]);
    await done(world.app, (await newest(world.app)).id);
    expect(await graphOf(world)).toEqual(expected(workspace));
  }, 60_000);

  it('the graph is shown once everything is listed, long before everything is read', async () => {
    const workspace = generateWorkspace({ pages: 120, seed: 2 });
    const fake = await fakeNotion({ workspace });
    const fault = fake.fail({ route: 'GET /v1/pages/:page_id/markdown', delay_ms: 200 });
    const world = await connect(fake, await appOf(fake));
    await until(world.app, world.first.id, ({ phase }) => phase === 'reading');
    const data = await dataOf(world);
    expect((await show(world.app, world.first.id)).state).toBe('running');
    expect(data.version).toBeGreaterThanOrEqual(1);
    const counts = countWorkspace(workspace);
    expect(data.nodes.length).toBeGreaterThanOrEqual(counts.pages - counts.only_as_child_pages);
    expect(new Set(data.links.flatMap(({ kinds }) => kinds))).toContain('relation');
    fault.cancel();
    await done(world.app, world.first.id);
    expect(await graphOf(world)).toEqual(expected(workspace));
  }, 60_000);
});

describe('a token that is revoked in the middle', () => {
  it('fails the import, asks to reconnect, and keeps the graph and all that was read', async () => {
    const workspace = generateWorkspace({ pages: 100, seed: 3 });
    const world = await connected({ workspace, latency_ms: 20 });
    await markdownAsked(world.fake, 40);
    world.fake.revokeToken();
    const row = await finished(world.app, world.first.id);
    expect(row).toMatchObject({ state: 'failed', code: 'connection_revoked' });
    expect(row.message).toMatch(/Reconnect/i);
    expect(await connectionOf(world)).toMatchObject({ state: 'revoked', running_import_id: null });
    expect((await dataOf(world)).nodes.length).toBeGreaterThan(50);
    expect(await post(world)).toMatchObject({ status_code: 409, code: 'connection_revoked' });
    expect(row.pages_read).toBeGreaterThan(10);
  }, 60_000);
});

describe('a connection that is deleted in the middle', () => {
  it.each(['listing', 'reading'] as const)(
    '(%s) leaves nothing behind',
    async (when) => {
      const workspace = generateWorkspace({ pages: 100, seed: 4 });
      const world = await connected({ workspace, latency_ms: 15 });
      if (when === 'reading') await markdownAsked(world.fake, 30);
      else await until(world.app, world.first.id, ({ phase }) => phase === 'listing');
      const gone = await send(world.app.url, `/api/v1/connections/${world.connection_id}`, { method: 'DELETE' });
      expect(gone.status).toBe(204);
      expect(await connectionOf(world)).toBeUndefined();
      expect(await sendJson(world.app.url, '/api/v1/graphs')).toMatchObject({ graphs: [] });
      await quiet(world);
      expect((await send(world.app.url, '/health/ready')).status).toBe(200);
      await world.app.kill('SIGTERM');
      const kept = [];
      for (const file of await readdir(join(world.app.data_dir, 'store'))) {
        const rows = await rowsIn(world, file);
        kept.push(
          ...rows.filter((row) => row['connection_id'] === world.connection_id && !isAccount(file)).map(() => file),
        );
      }
      expect(kept).toEqual([]);
    },
    60_000,
  );
});

describe('an import that is cancelled', () => {
  it.each(['queued', 'listing', 'reading', 'sweeping', 'linking'])(
    '(%s) stops, and the next one ends well',
    async (phase) => {
      const workspace = generateWorkspace({ pages: 100, seed: 5 });
      const world = await connected({ workspace, latency_ms: 20 });
      if (phase === 'reading') await markdownAsked(world.fake, 20);
      else await followImport(world.app.url, world.first.id, ({ data }) => data.phase === phase || phase === 'queued');
      expect((await cancel(world, world.first.id)).status).toBe(204);
      const row = await finished(world.app, world.first.id);
      expect(['cancelled', 'done']).toContain(row.state);
      if (phase === 'reading') expect(row.state).toBe('cancelled');
      expect(await connectionOf(world)).toMatchObject({ state: 'active', running_import_id: null });
      await quiet(world);
      await sync(world);
      expect(await graphOf(world)).toEqual(expected(workspace));
    },
    60_000,
  );

  it('(waiting) is over', async () => {
    const workspace = generateWorkspace({ pages: 60, seed: 6 });
    const world = await connected({ workspace, latency_ms: 20 });
    await markdownAsked(world.fake, 5);
    world.fake.goDown('unavailable');
    await until(world.app, world.first.id, ({ state }) => state === 'waiting');
    expect((await cancel(world, world.first.id)).status).toBe(204);
    expect(await show(world.app, world.first.id)).toMatchObject({ state: 'cancelled' });
    expect(await connectionOf(world)).toMatchObject({ running_import_id: null });
  }, 60_000);
});

describe('a schedule', () => {
  it('starts a sync when its time has come, and the next one a period later', async () => {
    const workspace = generateWorkspace({ pages: 40, seed: 7 });
    const fake = await fakeNotion({ workspace });
    const app = await appOf(fake);
    const world = await connect(fake, app);
    await done(app, world.first.id);
    const changed = await sendJson(app.url, `/api/v1/connections/${world.connection_id}`, {
      method: 'PATCH',
      json: { refresh_minutes: 5 },
    });
    expect(changed).toMatchObject({ status_code: 200, refresh_minutes: 5 });
    const refused = await sendJson(app.url, `/api/v1/connections/${world.connection_id}`, {
      method: 'PATCH',
      json: { refresh_minutes: 4 },
    });
    expect(refused.status_code).toBe(400);
    await app.kill('SIGTERM');

    // An hour later, as the store sees it.
    const file = join(app.data_dir, 'store', 'sync_states.db');
    const text = await readFile(file, 'utf8');
    const [state] = (await rowsIn(world, 'sync_states.db')).filter((row) => row['_id'] === world.connection_id);
    await writeFile(file, `${text}${JSON.stringify({ ...state, next_sync_at: '2020-01-01T00:00:00.000Z' })}\n`);
    workspace.rename(
      [...workspace.pages.values()].find((page) => workspace.isListed(page))?.id ?? '',
      'Renamed meanwhile',
    );
    const later = await appOf(fake, { data_dir: app.data_dir });
    let row = await newest(later);
    while (row.id === world.first.id) row = await newest(later);
    await done(later, row.id);
    expect(await graphOf({ app: later, graph_id: world.graph_id })).toEqual(expected(workspace));
    await later.kill('SIGTERM');
    const [next] = (await rowsIn(world, 'sync_states.db')).filter((found) => found['_id'] === world.connection_id);
    const minutes = (Date.parse(String(next?.['next_sync_at'])) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(3);
    expect(minutes).toBeLessThan(6);
  }, 60_000);
});

describe('a data source with more rows than a query gives', () => {
  it('is read whole, by windows of their creation', async () => {
    const now = Date.now() - 86_400_000;
    const workspace = new EditableWorkspace({ seed: 8, clock: () => now });
    const home = workspace.addPage({ title: 'Home' });
    workspace.addDatabase({ title: 'Log', parent: { type: 'page', id: home.id } });
    const [source] = [...workspace.data_sources.values()];
    for (let row = 0; row < 640; row++) {
      // Some minutes have many rows, and search lists only some of them.
      const created_time = now - 60_000 * Math.floor(row / 7);
      workspace.addPage({
        title: `Entry ${row}`,
        parent: { type: 'data_source', id: source?.id ?? '' },
        created_time,
        unlisted: row % 2 === 0,
      });
    }
    const world = await connected({ workspace, query_limit: 150 });
    const row = await done(world.app, world.first.id);
    expect(await graphOf(world)).toEqual(expected(workspace));
    expect(row.requests.by_reason['rows']).toBeLessThanOrEqual(12);
    await sync(world, { mode: 'full' });
    expect(await graphOf(world)).toEqual(expected(workspace));
  }, 60_000);
});

describe('comments', () => {
  it('are links once the connection reads them, and none once it does not', async () => {
    const workspace = generateWorkspace({ pages: 100, seed: 9, comments: true });
    const world = await connected({ workspace });
    await done(world.app, world.first.id);
    expect(await graphOf(world)).toEqual(expected(workspace));
    expect(expected(workspace, { comments: true })).not.toEqual(expected(workspace));

    await setComments(world, true);
    const row = await sync(world);
    expect(await graphOf(world)).toEqual(expected(workspace, { comments: true }));
    expect(row.requests.by_reason['comments']).toBe(countWorkspace(workspace).pages);
    expect((await sync(world)).requests.by_reason['comments']).toBeUndefined();

    await setComments(world, false);
    world.fake.forgetRequests();
    await sync(world);
    expect(await graphOf(world)).toEqual(expected(workspace));
    expect(markdownReads(world.fake)).toEqual([]);
  }, 60_000);

  it('that the integration may not read are in the ledger, and cost nothing else', async () => {
    const workspace = generateWorkspace({ pages: 40, seed: 10, comments: true });
    const world = await connected({ workspace, capabilities: { read_comments: false } });
    await done(world.app, world.first.id);
    await setComments(world, true);
    const row = await sync(world);
    expect(row.pages_failed).toBe(0);
    expect(row.ledger.map(({ reason }) => reason)).toContain('comments_not_readable');
    expect(await graphOf(world)).toEqual(expected(workspace));
  }, 60_000);
});

async function setComments({ app, connection_id }: World, comments: boolean): Promise<void> {
  const changed = await sendJson(app.url, `/api/v1/connections/${connection_id}`, {
    method: 'PATCH',
    json: { comments },
  });
  expect(changed).toMatchObject({ status_code: 200, comments });
}

/** Resolves once Notion is asked nothing any more: what was under way has ended. */
async function quiet({ fake }: World): Promise<void> {
  const QUIET_MS = 500;
  const lastAt = (): number => fake.requests.at(-1)?.at ?? 0;
  while (Date.now() - lastAt() < QUIET_MS) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** What stays as the account of what went wrong, with nothing of the workspace in it. */
const isAccount = (file: string): boolean => file === 'imports.db' || file === 'audit.db';

async function rowsIn({ app }: World, file: string): Promise<Record<string, unknown>[]> {
  const rows = new Map<string, Record<string, unknown>>();
  const text = await readFile(join(app.data_dir, 'store', file), 'utf8').catch(() => '');
  for (const line of text.split('\n').filter((each) => each.startsWith('{'))) {
    const row = JSON.parse(line) as Record<string, unknown> & { _id?: string; $$deleted?: boolean };
    if (row._id === undefined) continue;
    if (row.$$deleted === true) rows.delete(row._id);
    else rows.set(row._id, row);
  }
  return [...rows.values()];
}
