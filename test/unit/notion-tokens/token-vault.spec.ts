/** How Notion's tokens are stored. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Keyring, type Place, TokenVault } from '../../../src/modules/notion/tokens/token-vault.js';

const key = (kid: string) => ({ kid, key: randomBytes(32).toString('base64') });
const place: Place = { connection_id: '11111111-1111-5111-8111-111111111111', field: 'access_token' };
const unreadable = expect.objectContaining({ code: 'token_unreadable' });

describe('a sealed token', () => {
  const ring = new Keyring([key('k1')]);

  it('opens to what was sealed, whatever that is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (plain) => {
        expect(ring.open(ring.seal(plain, place), place)).toBe(plain);
      }),
    );
  });

  it('is v1.kid.iv.tag.ciphertext, never the same twice, and shows nothing of the token', () => {
    const sealed = ring.seal('ntn_secret', place);
    expect(sealed).toMatch(/^v1\.k1\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/);
    expect(sealed).not.toContain('ntn_secret');
    expect(ring.seal('ntn_secret', place)).not.toBe(sealed);
  });

  it('opens nowhere but in its own connection and field', () => {
    const sealed = ring.seal('ntn_secret', place);
    const elsewhere: Place[] = [
      { ...place, connection_id: '22222222-2222-5222-8222-222222222222' },
      { ...place, field: 'refresh_token' },
    ];
    for (const other of elsewhere) expect(() => ring.open(sealed, other)).toThrow(unreadable);
  });

  it('does not open with another key of the same name, nor with an unknown one', () => {
    const sealed = ring.seal('ntn_secret', place);
    expect(() => new Keyring([key('k1')]).open(sealed, place)).toThrow(unreadable);
    expect(() => new Keyring([key('k2')]).open(sealed, place)).toThrow(unreadable);
  });

  it('does not open once any character of it was changed, and no error quotes it', () => {
    const sealed = ring.seal('ntn_secret', place);
    for (let at = 0; at < sealed.length; at += 1) {
      for (const other of ['A', 'z', '.', '']) {
        const altered = sealed.slice(0, at) + other + sealed.slice(at + 1);
        // base64url has spare bits at its end: a change there alone is none.
        if (altered === sealed || sameBytes(altered, sealed)) continue;
        expect(() => ring.open(altered, place)).toThrow(unreadable);
      }
    }
    for (const nonsense of ['', 'v1', 'v1.k1...', 'ntn_plain', `${sealed}.x`]) {
      expect(() => ring.open(nonsense, place)).toThrow(unreadable);
    }
    const failure = thrownBy(() => new Keyring([key('k1')]).open(sealed, place));
    expect(JSON.stringify([failure.message, failure.stack, failure.cause])).not.toContain(sealed.slice(-12));
  });

  it('takes no shortened tag', () => {
    const [version, kid, iv, tag = '', text] = ring.seal('ntn_secret', place).split('.');
    const short = Buffer.from(tag, 'base64url').subarray(0, 4).toString('base64url');
    expect(() => ring.open([version, kid, iv, short, text].join('.'), place)).toThrow(unreadable);
  });
});

describe('several keys', () => {
  const [k1, k2] = [key('k1'), key('k2')];

  it('are sealed with by the first and opened with by each', () => {
    const old = new Keyring([k1]).seal('ntn_secret', place);
    const both = new Keyring([k2, k1]);
    expect(both.open(old, place)).toBe('ntn_secret');
    expect(both.isCurrent(old)).toBe(false);
    expect(both.isCurrent(both.seal('ntn_secret', place))).toBe(true);
  });

  it('must have 32 bytes', () => {
    expect(() => new Keyring([{ kid: 'k', key: 'c2hvcnQ=' }])).toThrow('32 bytes');
    expect(() => new Keyring([])).toThrow();
  });
});

describe("the server's keys", () => {
  let data_dir: string;
  beforeEach(async () => {
    data_dir = await mkdtemp(join(tmpdir(), 'vault-'));
  });
  afterEach(() => rm(data_dir, { recursive: true }));

  it('are made once and kept with mode 0600 where none are set', async () => {
    const sealed = (await new TokenVault({ token_keys: null, data_dir }).keyring()).seal('ntn_secret', place);
    const later = await new TokenVault({ token_keys: null, data_dir }).keyring();
    expect(later.open(sealed, place)).toBe('ntn_secret');
    expect((await stat(join(data_dir, 'secrets', 'tokens'))).mode & 0o777).toBe(0o600);
  });

  it('still open what was sealed here before TOKEN_KEYS was set', async () => {
    const sealed = (await new TokenVault({ token_keys: null, data_dir }).keyring()).seal('ntn_secret', place);
    const later = await new TokenVault({ token_keys: [key('k1')], data_dir }).keyring();
    expect(later.open(sealed, place)).toBe('ntn_secret');
    expect(later.seal('x', place)).toMatch(/^v1\.k1\./);
  });

  it('make no file where TOKEN_KEYS is set', async () => {
    await new TokenVault({ token_keys: [key('k1')], data_dir }).keyring();
    expect(await readdir(data_dir)).toEqual([]);
  });
});

function sameBytes(a: string, b: string): boolean {
  const parts = (sealed: string) =>
    sealed.split('.').map((part, at) => (at < 2 ? part : Buffer.from(part, 'base64url').toString('hex')));
  return JSON.stringify(parts(a)) === JSON.stringify(parts(b));
}

function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}
