import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Collection, DuplicateKeyError, type Filter, type Store } from '../../src/platform/store/store.js';

interface Page {
  _id: string;
  space: string;
  notion_id?: string | null;
  email?: string | null;
  title?: string | null;
  rank?: number | null;
  tags?: string[];
  trashed?: boolean;
  properties?: Record<string, unknown>;
}

export interface OpenStore {
  store: Store;
  close: () => Promise<void>;
  /** Closes the store and opens the same data anew. */
  reopen: () => Promise<Store>;
}

const INDEXES = [
  { fields: ['space', 'notion_id'], unique: true },
  { fields: ['email'], unique: true, sparse: true },
  { fields: ['tags'] },
] as const;

/** What every driver of the store's port does. */
export function storeContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`the store: ${name}`, () => {
    let opened: OpenStore;
    let pages: Collection<Page>;

    const pagesOf = (store: Store): Collection<Page> => store.collection<Page>('contract_pages', INDEXES);
    const page = (_id: string, rest: Partial<Page> = {}): Page => ({ _id, space: 'a', notion_id: `n-${_id}`, ...rest });
    const ids = async (filter: Filter<Page>): Promise<string[]> =>
      (await pages.find(filter)).map(({ _id }) => _id).sort();

    beforeEach(async () => {
      opened = await open();
      pages = pagesOf(opened.store);
    });
    afterEach(() => opened.close());

    it('answers a ping, and gives the same collection for the same name', async () => {
      await expect(opened.store.ping()).resolves.toBeUndefined();
      await pages.insert(page('1'));
      expect(await pagesOf(opened.store).count({})).toBe(1);
    });

    describe('documents', () => {
      it('come back as they went in, without undefined fields', async () => {
        const whole: Page = {
          ...page('1', {
            title: 'A line\u2028and another\u0085, "quoted" \\ and 😀',
            rank: 1.5,
            trashed: false,
            email: null,
          }),
          tags: ['x', 'y'],
          properties: { nested: { list: [1, null, { deep: true }], empty: {} } },
        };
        await pages.insert({ ...whole, title: whole.title ?? null });
        await pages.insert({ ...page('2'), properties: { there: 1, not_there: undefined } });

        expect(await pages.findOne({ _id: '1' })).toEqual(whole);
        expect((await pages.findOne({ _id: '2' }))!.properties).toStrictEqual({ there: 1 });
        pages = pagesOf(await opened.reopen());
        expect(await pages.findOne({ _id: '1' })).toEqual(whole);
      });

      it('hold keys of any spelling in their values, as the names of properties in Notion are', async () => {
        const properties: Record<string, unknown> = {
          'v1.2 (50%)': 1,
          $price: { 'a.b': [{ '$c.%24': 2 }] },
          '': 3,
          '%2E': 4,
        };
        Object.defineProperty(properties, '__proto__', { value: 'own', enumerable: true });
        await pages.put(page('1', { properties }));
        await pages.put(page('2'));
        await pages.update({ _id: '2' }, { $set: { properties } });
        pages = pagesOf(await opened.reopen());

        for (const _id of ['1', '2']) {
          const stored = (await pages.findOne({ _id }))!.properties!;
          expect(Object.entries(stored).sort()).toEqual(Object.entries(properties).sort());
        }
      });

      it("are the caller's own: changing them does not change the store", async () => {
        const given = page('1', { tags: ['x'] });
        await pages.insert(given);
        given.tags!.push('mine');
        const first = (await pages.findOne({ _id: '1' }))!;
        first.tags!.push('also mine');
        const updated = (await pages.update({ _id: '1' }, { $set: { title: 'T' } }))!;
        updated.tags!.push('mine too');

        expect((await pages.findOne({ _id: '1' }))!.tags).toEqual(['x']);
      });
    });

    describe('filters', () => {
      beforeEach(() =>
        pages.write([
          { insert: page('1', { title: 'Apple', rank: 1, tags: ['red', 'round'], trashed: true }) },
          { insert: page('2', { title: 'Banana', rank: 2, tags: [], email: null }) },
          { insert: page('3', { title: null, rank: null, tags: ['red'] }) },
          { insert: page('4', { space: 'b', notion_id: 'n-1' }) },
        ]),
      );

      it.each<[string, Filter<Page>, string[]]>([
        ['nothing: everything', {}, ['1', '2', '3', '4']],
        ['a value', { title: 'Apple' }, ['1']],
        ['null: null or missing', { title: null }, ['3', '4']],
        ['$eq null', { rank: { $eq: null } }, ['3', '4']],
        ['an element of an array', { tags: 'red' }, ['1', '3']],
        ['$in over an array', { tags: { $in: ['round', 'square'] } }, ['1']],
        ['$in with null: also missing', { title: { $in: ['Apple', null] } }, ['1', '3', '4']],
        ['$in of nothing', { _id: { $in: [] } }, []],
        ['$in over ids, some unknown', { _id: { $in: ['3', '9', '1'] } }, ['1', '3']],
        ['$ne: also missing', { title: { $ne: 'Apple' } }, ['2', '3', '4']],
        ['$ne null: present', { title: { $ne: null } }, ['1', '2']],
        ['$ne over an array: no element', { tags: { $ne: 'red' } }, ['2', '4']],
        ['$nin over an array: no element', { tags: { $nin: ['round', 'square'] } }, ['2', '3', '4']],
        ['$exists', { title: { $exists: true } }, ['1', '2', '3']],
        ['$exists false', { title: { $exists: false } }, ['4']],
        ['$exists over an empty array', { tags: { $exists: true } }, ['1', '2', '3']],
        ['a range', { rank: { $gte: 1, $lt: 2 } }, ['1']],
        ['a range over text: text only', { title: { $gt: '' } }, ['1', '2']],
        ['$lte', { rank: { $lte: 2 } }, ['1', '2']],
        ['false, not missing', { trashed: false }, []],
        ['$ne true: also missing', { trashed: { $ne: true } }, ['2', '3', '4']],
        ['all of several', { space: 'a', tags: 'red', rank: { $exists: true } }, ['1', '3']],
        ['all fields of an index', { space: 'b', notion_id: 'n-1' }, ['4']],
        ['an index with $in', { space: { $in: ['a', 'b'] }, notion_id: { $in: ['n-1', 'n-2'] } }, ['1', '2', '4']],
        ['leading fields of an index', { space: 'b' }, ['4']],
        ['$or', { $or: [{ title: 'Apple' }, { rank: 2 }] }, ['1', '2']],
        ['$or beside others', { space: 'a', $or: [{ tags: 'red' }, { rank: 2 }], title: { $ne: null } }, ['1', '2']],
        ['an object field that is there', { properties: { $exists: true } }, []],
      ])('%s', async (_, filter, expected) => {
        expect(await ids(filter)).toEqual(expected);
        expect(await pages.count(filter)).toBe(expected.length);
        const walked: string[] = [];
        for await (const { _id } of pages.each(filter)) walked.push(_id);
        expect(walked).toEqual(expected);
        expect(await pages.updateMany(filter, { $set: { title: 'changed' } })).toBe(expected.length);
        expect(await ids({ title: 'changed' })).toEqual(expected);
        expect(await pages.remove({ title: 'changed' })).toBe(expected.length);
      });

      it('refuse an undefined condition instead of matching everything', async () => {
        const careless = { space: undefined } as unknown as Filter<Page>;
        await expect(pages.remove(careless)).rejects.toThrow(TypeError);
        await expect(pages.find({ rank: { $gt: undefined } } as unknown as Filter<Page>)).rejects.toThrow(TypeError);
        expect(await pages.count({})).toBe(4);
      });
    });

    describe('order', () => {
      beforeEach(() =>
        pages.write([
          { insert: page('b', { rank: 2, title: 'x' }) },
          { insert: page('d', { rank: 1, title: 'y' }) },
          { insert: page('c', { rank: 2, title: 'y' }) },
          { insert: page('a', { title: 'x' }) },
        ]),
      );
      const sorted = async (...args: Parameters<Collection<Page>['find']>): Promise<string> =>
        (await pages.find(...args)).map(({ _id }) => _id).join('');

      it('is by the fields in turn, missing ones first, ties by id', async () => {
        expect(await sorted({}, { sort: { rank: 1 } })).toBe('adbc');
        expect(await sorted({}, { sort: { rank: -1 } })).toBe('bcda');
        expect(await sorted({}, { sort: { title: -1, rank: 1 } })).toBe('dcab');
        expect(await sorted({}, { sort: { _id: -1 } })).toBe('dcba');
      });

      it('is taken before limit and skip', async () => {
        expect(await sorted({}, { sort: { rank: -1 }, limit: 2 })).toBe('bc');
        expect(await sorted({}, { sort: { rank: -1 }, skip: 1, limit: 2 })).toBe('cd');
        expect(await sorted({}, { sort: { _id: 1 }, skip: 9 })).toBe('');
        expect((await pages.findOne({ title: 'x' }, { sort: { rank: -1 } }))!._id).toBe('b');
        expect(await pages.findOne({ title: 'z' })).toBeNull();
      });

      it('of each is by id, over more documents than are held at a time', async () => {
        const many = Array.from({ length: 1_234 }, (_, n) => page(String(n).padStart(5, '0'), { space: 'many' }));
        await pages.write(many.toReversed().map((document) => ({ insert: document })));
        const walked: string[] = [];
        for await (const { _id } of pages.each({ space: 'many' })) walked.push(_id);
        expect(walked).toEqual(many.map(({ _id }) => _id));
      });

      it('of each passes over what is removed on the way', async () => {
        const walked: string[] = [];
        for await (const { _id } of pages.each({})) {
          if (walked.length === 0) await pages.remove({ _id: { $in: ['a', 'b'] } });
          walked.push(_id);
        }
        expect(walked.slice(-2)).toEqual(['c', 'd']);
      });
    });

    describe('changes', () => {
      it('set, unset and increment, and return the document as it is afterwards', async () => {
        await pages.insert(page('1', { title: 'Old', rank: 1, trashed: true }));
        const changed = await pages.update(
          { _id: '1', title: 'Old' },
          { $set: { title: 'New' }, $unset: { trashed: true }, $inc: { rank: 2 } },
        );
        expect(changed).toStrictEqual({ _id: '1', space: 'a', notion_id: 'n-1', title: 'New', rank: 3 });
        expect(await pages.findOne({ _id: '1' })).toStrictEqual(changed);
        expect(await pages.update({ _id: '1', title: 'Old' }, { $set: { title: 'Newer' } })).toBeNull();
      });

      it('count from nothing, and change nothing where they say nothing', async () => {
        await pages.insert(page('1'));
        expect((await pages.update({ _id: '1' }, { $inc: { rank: 1 } }))!.rank).toBe(1);
        expect(await pages.update({ _id: '1' }, {})).toMatchObject({ space: 'a', rank: 1 });
        expect(await pages.update({ _id: '1' }, { $set: {}, $unset: {} })).toMatchObject({ space: 'a', rank: 1 });
        expect(await pages.updateMany({}, {})).toBe(1);
        expect(await pages.updateMany({ _id: 'none' }, { $set: { title: 'T' } })).toBe(0);
      });

      it('are found by their new values and no longer by the old', async () => {
        await pages.insert(page('1', { tags: ['x', 'y'] }));
        await pages.update({ _id: '1' }, { $set: { tags: ['y', 'z'], space: 'b' } });
        expect(await ids({ tags: 'x' })).toEqual([]);
        expect(await ids({ tags: 'z' })).toEqual(['1']);
        expect(await ids({ space: 'a' })).toEqual([]);
        expect(await ids({ space: 'b', notion_id: 'n-1' })).toEqual(['1']);
      });

      it('replace the whole document when put', async () => {
        await pages.put(page('1', { title: 'T', rank: 1 }));
        await pages.put(page('1', { rank: 2 }));
        expect(await pages.find({})).toStrictEqual([page('1', { rank: 2 })]);
      });

      it('are made in their order, and stop at the first failure', async () => {
        await pages.write([
          { put: page('1', { rank: 1 }) },
          { update: { _id: '1' }, change: { $inc: { rank: 1 } } },
          { put: page('2') },
          { put: page('2', { rank: 7 }) },
          { insert: page('3') },
          { remove: { _id: '3' } },
        ]);
        expect(await pages.find({}, { sort: { _id: 1 } })).toStrictEqual([
          page('1', { rank: 2 }),
          page('2', { rank: 7 }),
        ]);

        const failing = pages.write([
          { insert: page('4') },
          { insert: page('1') },
          { insert: page('5') },
          { put: page('6') },
        ]);
        await expect(failing).rejects.toThrow(DuplicateKeyError);
        expect(await ids({})).toEqual(['1', '2', '4']);
        await expect(pages.write([])).resolves.toBeUndefined();
      });

      it('by the thousand leave every document there, new ones and replaced ones', async () => {
        const put = (from: number, to: number, rank: number) =>
          Array.from({ length: to - from }, (_, n) => ({ put: page(String(from + n), { rank }) }));
        await pages.write(put(0, 2_000, 1));
        await pages.write(put(1_000, 3_000, 2));
        expect(await pages.count({ rank: 1 })).toBe(1_000);
        expect(await pages.count({ rank: 2 })).toBe(2_000);
        pages = pagesOf(await opened.reopen());
        expect(await pages.count({ rank: 2 })).toBe(2_000);
        expect(await pages.remove({ rank: 2 })).toBe(2_000);
        expect(await pages.count({})).toBe(1_000);
      });
    });

    describe('unique', () => {
      it('is the id', async () => {
        await pages.insert(page('1'));
        await expect(pages.insert(page('1', { notion_id: 'other' }))).rejects.toThrow(DuplicateKeyError);
      });

      it('is an index over several fields, for insert, put and update alike, and a refusal changes nothing', async () => {
        await pages.write([{ insert: page('1') }, { insert: page('2') }, { insert: page('3', { space: 'b' }) }]);
        await expect(pages.insert(page('4', { notion_id: 'n-1' }))).rejects.toThrow(DuplicateKeyError);
        await expect(pages.put(page('2', { notion_id: 'n-1', rank: 9 }))).rejects.toThrow(DuplicateKeyError);
        await expect(pages.update({ _id: '2' }, { $set: { notion_id: 'n-1', rank: 9 } })).rejects.toThrow(
          DuplicateKeyError,
        );
        expect(await pages.find({}, { sort: { _id: 1 } })).toStrictEqual([
          page('1'),
          page('2'),
          page('3', { space: 'b' }),
        ]);
        pages = pagesOf(await opened.reopen());
        await expect(pages.insert(page('4', { notion_id: 'n-1' }))).rejects.toThrow(DuplicateKeyError);
      });

      it('where sparse, is so among documents that have the field, null included', async () => {
        await pages.write([{ insert: page('1') }, { insert: page('2') }, { insert: page('3', { email: 'e' }) }]);
        await expect(pages.insert(page('4', { email: 'e' }))).rejects.toThrow(DuplicateKeyError);
        await pages.insert(page('5', { email: null }));
        await expect(pages.insert(page('6', { email: null }))).rejects.toThrow(DuplicateKeyError);
        await pages.update({ _id: '3' }, { $unset: { email: true } });
        await pages.insert(page('7', { email: 'e' }));
        expect(await ids({ email: null })).toEqual(['1', '2', '3', '5']);
      });

      it('lets a value move from one document to another in one list of writes', async () => {
        await pages.insert(page('1', { email: 'e' }));
        await pages.write([{ put: page('1') }, { put: page('2', { email: 'e' }) }]);
        expect(await ids({ email: 'e' })).toEqual(['2']);
      });
    });

    describe('at the same time', () => {
      it('one of a hundred conditional updates wins', async () => {
        await pages.insert(page('1', { rank: 0 }));
        const tries = await Promise.all(
          Array.from({ length: 100 }, (_, n) =>
            pages.update({ _id: '1', rank: 0 }, { $set: { title: `try ${n}` }, $inc: { rank: 1 } }),
          ),
        );
        const winners = tries.filter((updated) => updated !== null);
        expect(winners).toHaveLength(1);
        expect(await pages.findOne({ _id: '1' })).toStrictEqual(winners[0]);
      });

      it('a hundred increments all count, each with its own result', async () => {
        await pages.insert(page('1', { rank: 0 }));
        const ranks = await Promise.all(
          Array.from({ length: 100 }, async () => (await pages.update({ _id: '1' }, { $inc: { rank: 1 } }))!.rank),
        );
        expect(new Set(ranks).size).toBe(100);
        expect((await pages.findOne({ _id: '1' }))!.rank).toBe(100);
      });

      it('one of a hundred inserts of an id wins', async () => {
        const tries = await Promise.allSettled(
          Array.from({ length: 100 }, (_, n) => pages.insert(page('1', { notion_id: `n-${n}` }))),
        );
        expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      });

      it('ten workers that claim from a hundred documents never claim one twice', async () => {
        await pages.write(Array.from({ length: 100 }, (_, n) => ({ insert: page(String(n)) })));
        const claimed: string[] = [];
        await Promise.all(
          Array.from({ length: 10 }, async () => {
            for (;;) {
              const mine = await pages.update({ title: { $exists: false } }, { $set: { title: 'claimed' } });
              if (!mine) return;
              claimed.push(mine._id);
            }
          }),
        );
        expect(claimed).toHaveLength(100);
        expect(new Set(claimed).size).toBe(100);
      });
    });

    it('holds all of it after it is opened again', async () => {
      await pages.write([{ insert: page('1', { tags: ['x'] }) }, { insert: page('2') }, { remove: { _id: '2' } }]);
      await pages.update({ _id: '1' }, { $set: { title: 'T' } });
      pages = pagesOf(await opened.reopen());
      expect(await pages.find({})).toStrictEqual([page('1', { tags: ['x'], title: 'T' })]);
      expect(await ids({ tags: 'x' })).toEqual(['1']);
    });

    it('refuses work once closed', async () => {
      await opened.store.close();
      await expect(pages.find({})).rejects.toThrow();
      await expect(opened.store.ping()).rejects.toThrow();
    });
  });
}
