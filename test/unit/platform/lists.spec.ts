import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor, listQuery } from '../../../src/platform/http/lists.js';

describe('a cursor', () => {
  it('gives back what it was made of, and goes into a URL as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.uuid(), (sort_value, id) => {
        const cursor = encodeCursor(sort_value, id);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(decodeCursor(cursor)).toEqual([sort_value, id]);
      }),
    );
  });

  it.each([
    '',
    'nonsense',
    '!!!',
    Buffer.from('["a"]').toString('base64url'),
    Buffer.from('["a","b","c"]').toString('base64url'),
    Buffer.from('[1,2]').toString('base64url'),
    Buffer.from('[{"$gt":""},"b"]').toString('base64url'),
    Buffer.from('{"0":"a","1":"b"}').toString('base64url'),
  ])('that no list gave out is refused: %s', (cursor) => {
    expect(() => decodeCursor(cursor)).toThrow(expect.objectContaining({ code: 'malformed_request' }));
  });
});

describe('a list’s query', () => {
  it('has 50 rows unless it says how many, and 200 at most', () => {
    expect(listQuery.parse({})).toEqual({ limit: 50 });
    expect(listQuery.parse({ limit: '200', cursor: 'x' })).toEqual({ limit: 200, cursor: 'x' });
    for (const limit of ['0', '-1', '201', '1.5', 'x', '']) expect(listQuery.safeParse({ limit }).success).toBe(false);
    expect(listQuery.safeParse({ cursor: 'x'.repeat(513) }).success).toBe(false);
  });
});
