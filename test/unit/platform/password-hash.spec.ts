import { expect, it } from '@jest/globals';
import { hashPassword, passwordMatches } from '../../../src/modules/auth/password-hash.js';
import { readConfig } from '../../../src/platform/config/config.js';

// scrypt's vector of RFC 7914 §12: N=16384, r=8, p=1, "pleaseletmein", salt "SodiumChloride", its first 32 bytes.
const RFC =
  'scrypt:16384:8:1:' +
  `${Buffer.from('SodiumChloride').toString('base64url')}:` +
  Buffer.from('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2', 'hex').toString('base64url');

it('is scrypt, with the cost that the hash names', async () => {
  expect(await passwordMatches('pleaseletmein', RFC)).toBe(true);
  expect(await passwordMatches('pleaseletmeIn', RFC)).toBe(false);
});

it('matches its own password alone, however that is composed', async () => {
  const hash = await hashPassword('Schlüssel');
  expect(await passwordMatches('Schlüssel'.normalize('NFD'), hash)).toBe(true);
  expect(await passwordMatches('Schlussel', hash)).toBe(false);
  expect(await passwordMatches('', hash)).toBe(false);
});

it('is salted, does not show the password, and is what ADMIN_PASSWORD_HASH takes', async () => {
  const [one, other] = [await hashPassword('secret password'), await hashPassword('secret password')];
  expect(one).not.toBe(other);
  expect(one).not.toContain('secret');
  expect(readConfig({ AUTH: 'password', ADMIN_PASSWORD_HASH: one }).admin_password_hash).toBe(one);
});

it('of another make is an error, not a refusal', async () => {
  for (const hash of ['', 'bcrypt:1:2:3:4:5', 'scrypt:16384:8:1:salt']) {
    await expect(passwordMatches('x', hash)).rejects.toThrow('unknown password hash');
  }
});
