/** A workspace that is read again: what it costs when nothing changed, and that every change arrives. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { countWorkspace } from '../fake-notion/counts.js';
import { generateWorkspace } from '../fake-notion/generate.js';
import type { NodeObject, Page } from '../fake-notion/model.js';
import type { EditableWorkspace } from '../fake-notion/workspace-editor.js';
import { sendJson } from './http-client.js';
import {
  connected,
  dataOf,
  done,
  expected,
  graphOf,
  markdownReads,
  stopAll,
  sync,
  type World,
} from './notion-world.js';

afterEach(stopAll);

/** Edits happen a while ago, one after the other, so that what is read is settled. */
let now = 0;

function workspaceOf(pages: number, seed: number): EditableWorkspace {
  now = Date.now() - 10 * 86_400_000;
  return generateWorkspace({ pages, seed, clock: () => (now += 5 * 60_000) });
}

async function readOnce(workspace: EditableWorkspace) {
  const world = await connected({ workspace });
  const first = await done(world.app, world.first.id);
  expect(await graphOf(world)).toEqual(expected(workspace));
  return { ...world, first };
}

const visible = (workspace: EditableWorkspace): Page[] =>
  [...workspace.pages.values()].filter((page) => workspace.isNode(page));

/** Pages with nothing below them, that search lists. */
function leaves(workspace: EditableWorkspace): Page[] {
  const holders = new Set(
    [...workspace.pages.values(), ...workspace.databases.values()].map(
      (node: NodeObject) => workspace.parentOf(node)?.id,
    ),
  );
  return visible(workspace).filter((page) => !holders.has(page.id) && workspace.isListed(page));
}

describe('a first sync', () => {
  it.each([
    [120, 1],
    [150, 2],
    [600, 3],
  ])(
    'of %i pages (seed %i) keeps to its budget, reason by reason',
    async (pages, seed) => {
      const workspace = workspaceOf(pages, seed);
      const { first, fake } = await readOnce(workspace);
      const counts = countWorkspace(workspace);
      const { by_reason, total } = first.requests;
      expect(total).toBe(fake.requests.filter(({ route }) => route !== 'GET /v1/users/me').length);
      expect(total).toBe(Object.values(by_reason).reduce((sum, count) => sum + count, 0));
      const upTo = (reason: string, most: number) =>
        expect([reason, by_reason[reason] ?? 0, most]).toEqual([reason, Math.min(by_reason[reason] ?? 0, most), most]);
      upTo('search', Math.ceil(counts.pages / 100) + Math.ceil(counts.data_sources / 100));
      upTo('rows', counts.data_sources + Math.floor(counts.rows / 100));
      upTo('content', counts.pages);
      upTo('holes', counts.holes);
      upTo('blocks', 2);
      upTo('relations', counts.extra_property_pages);
      // What only its parent's content tells of, shared or not.
      upTo('unlisted', counts.only_as_child_pages + counts.unlisted_data_sources + counts.holes_by_kind.hidden);
      upTo('sweep', 0);
      upTo('comments', 0);
      expect(total).toBeLessThanOrEqual(
        Math.ceil(1.05 * counts.pages) + counts.data_sources + counts.holes + counts.extra_property_pages,
      );
      expect(new Set(markdownReads(fake)).size).toBe(markdownReads(fake).length);
    },
    60_000,
  );
});

describe('a sync with no change', () => {
  it.each([
    [120, 1],
    [600, 3],
  ])(
    'of %i pages (seed %i) costs a request for every hundred pages and one a data source',
    async (pages, seed) => {
      const workspace = workspaceOf(pages, seed);
      const world = await readOnce(workspace);
      const counts = countWorkspace(workspace);
      const { version } = await dataOf(world);
      for (const _ of [1, 2]) {
        world.fake.forgetRequests();
        const again = await sync(world);
        const { sweep = 0 } = again.requests.by_reason;
        expect(markdownReads(world.fake)).toEqual([]);
        expect(sweep).toBeLessThanOrEqual(20);
        expect(again.requests.total - sweep).toBeLessThanOrEqual(counts.pages / 100 + counts.data_sources + 5);
        expect(world.fake.requests).toHaveLength(again.requests.total);
        expect((await dataOf(world)).version).toBe(version);
      }
    },
    60_000,
  );
});

describe('a change', () => {
  let workspace: EditableWorkspace;
  let world: World;

  async function changed(what: () => string[]): Promise<void> {
    const read = what();
    world.fake.forgetRequests();
    await sync(world);
    expect(await graphOf(world)).toEqual(expected(workspace));
    expect(markdownReads(world.fake).filter((id) => workspace.pages.has(id) && !read.includes(id))).toEqual([]);
  }
  const parents = (...ids: string[]): string[] =>
    ids.flatMap((id) => {
      const node = workspace.node(id);
      const parent = node && workspace.parentOf(node);
      return parent ? [id, parent.id] : [id];
    });

  it('of every kind arrives with the next sync, which reads nothing else', async () => {
    workspace = workspaceOf(150, 4);
    world = await readOnce(workspace);
    const [a, b, c, d] = leaves(workspace).filter((page) => page.parent.type !== 'data_source');
    const [row, row2, row3] = leaves(workspace).filter((page) => page.parent.type === 'data_source');
    const top = visible(workspace).find((page) => page.parent.type === 'workspace');
    if (!a || !b || !c || !d || !row || !row2 || !row3 || !top) throw new Error('too small');

    await changed(() => (workspace.edit(a.id), [a.id]));
    await changed(() => (workspace.rename(a.id, 'Renamed'), workspace.rename(row.id, 'Renamed row'), [a.id, row.id]));
    for (const kind of ['mention', 'link', 'link_to_page', 'url', 'synced'] as const) {
      await changed(
        () => (workspace.addLink(a.id, b.id, kind), workspace.addLink(row.id, a.id, kind), [a.id, b.id, row.id]),
      );
    }
    await changed(() => {
      const before = parents(c.id);
      workspace.move(c.id, { type: 'page', id: a.id });
      return [...before, a.id];
    });
    await changed(() => (workspace.trash(b.id), parents(b.id, row.id, a.id)));
    await changed(() => (workspace.restore(b.id), parents(b.id)));
    await changed(() => (workspace.trash(row2.id), []));
    await changed(() => (workspace.restore(row2.id), [row2.id]));
    await changed(() => (workspace.unshare(row.id), []));
    await changed(() => (workspace.share(row.id), [row.id]));
    await changed(() => {
      const page = workspace.create({ title: 'New', parent: { type: 'page', id: a.id } });
      workspace.addLink(page.id, row.id, 'mention');
      return [page.id, a.id];
    });
    await changed(() => {
      const source = row.parent.type === 'data_source' ? row.parent.id : '';
      return [workspace.create({ title: 'New row', parent: { type: 'data_source', id: source } }).id];
    });
    await changed(() => {
      const before = parents(d.id);
      workspace.delete(d.id);
      workspace.delete(row3.id);
      return before;
    });
    await changed(() => {
      const database = workspace.createDatabase({ title: 'New database', parent: { type: 'page', id: a.id } });
      const source = [...workspace.data_sources.values()].find(({ database_id }) => database_id === database.id);
      const page = workspace.create({ title: 'Its row', parent: { type: 'data_source', id: source?.id ?? '' } });
      return [page.id, a.id];
    });
    for (const database of workspace.databases.values()) {
      if (workspace.isNode(database))
        await changed(() => (workspace.rename(database.id, `${database.id} renamed`), []));
    }
  }, 120_000);

  it('that takes a whole branch away takes what only that branch led to', async () => {
    workspace = workspaceOf(150, 6);
    world = await readOnce(workspace);
    const branches = visible(workspace)
      .filter((page) => [...workspace.pages.values()].filter((child) => workspace.parentOf(child) === page).length > 1)
      .slice(0, 4);
    for (const branch of branches) {
      if (!workspace.isNode(branch)) continue;
      await changed(() => (workspace.trash(branch.id), parents(branch.id)));
    }
    for (const branch of branches) {
      if (branch.trashed) workspace.restore(branch.id);
    }
    await sync(world);
    expect(await graphOf(world)).toEqual(expected(workspace));
  }, 60_000);

  it('to rows that search does not list is found: new ones at once, gone ones by the rotating sweep', async () => {
    workspace = workspaceOf(120, 2);
    world = await readOnce(workspace);
    const rows = visible(workspace).filter((page) => page.parent.type === 'data_source' && !workspace.isListed(page));
    expect(rows.length).toBeGreaterThan(0);
    for (const { id } of rows) workspace.edit(id);
    await changed(() => rows.map(({ id }) => id));
    for (const { id } of rows) workspace.trash(id);
    await changed(() => []);
    for (const { id } of rows) workspace.restore(id);
    await changed(() => rows.map(({ id }) => id));
  }, 60_000);
});

describe('random changes', () => {
  it.each([1, 2, 3])(
    'between syncs leave no trace of what was before (seed %i)',
    async (seed) => {
      const workspace = workspaceOf(100, 10 + seed);
      const world = await readOnce(workspace);
      const { random } = workspace;
      for (let round = 0; round < 4; round++) {
        for (let edits = 0; edits < 12; edits++) {
          const page = random.pick(leaves(workspace));
          const other = random.pick(visible(workspace));
          const does = random.pick([
            () => workspace.edit(page.id),
            () => workspace.rename(page.id, `Renamed ${round}.${edits}`),
            () => workspace.trash(page.id),
            () => workspace.delete(page.id),
            () => workspace.unshare(page.id),
            () => workspace.addLink(page.id, other.id, 'mention'),
            () => workspace.addLink(page.id, other.id, 'synced'),
            () => workspace.create({ title: `New ${round}.${edits}`, parent: { type: 'page', id: other.id } }),
            () =>
              workspace.move(
                page.id,
                page.parent.type === 'data_source' || other.id === page.id
                  ? page.parent
                  : { type: 'page', id: other.id },
              ),
          ]);
          does();
        }
        await sync(world);
        expect(await graphOf(world)).toEqual(expected(workspace));
      }
    },
    120_000,
  );
});

describe('an import that is limited to a database', () => {
  it('reads and sweeps only that one', async () => {
    const workspace = workspaceOf(150, 4);
    const world = await readOnce(workspace);
    const rowsOf = (id: string) => visible(workspace).filter((page) => workspace.parentOf(page)?.id === id);
    const [chosen] = [...workspace.databases.values()].filter(
      (node) => workspace.isNode(node) && rowsOf(node.id).length > 3,
    );
    if (!chosen) throw new Error('no database');
    const outside = leaves(workspace).find((page) => page.parent.type !== 'data_source');
    const [edited, gone] = leaves(workspace).filter((page) => workspace.parentOf(page)?.id === chosen.id);
    if (!outside || !edited || !gone) throw new Error('too small');
    workspace.rename(outside.id, 'Renamed outside');
    workspace.rename(edited.id, 'Renamed inside');
    workspace.trash(gone.id);

    world.fake.forgetRequests();
    const limited = await sync(world, { mode: 'incremental', database_ids: [chosen.id] });
    expect(limited.requests.by_reason['search']).toBeUndefined();
    expect(markdownReads(world.fake)).toEqual([edited.id]);
    const titles = (await dataOf(world)).nodes.map(({ name }) => name);
    expect(titles).toContain('Renamed inside');
    expect(titles).not.toContain('Renamed outside');
    expect((await dataOf(world)).nodes.map(({ id }) => id)).not.toContain(gone.id);

    await sync(world);
    expect(await graphOf(world)).toEqual(expected(workspace));
    const refused = await sendJson(world.app.url, '/api/v1/imports', {
      method: 'POST',
      json: { connection_id: world.connection_id, database_ids: [] },
    });
    expect(refused.status_code).toBe(400);
  }, 60_000);
});
