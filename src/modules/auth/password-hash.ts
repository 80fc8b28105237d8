import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

// OWASP's password storage cheat sheet (2025): scrypt with N=2^17, r=8, p=1, that is 128 MiB and about 0.3 s.
const COST = { N: 131_072, r: 8, p: 1 };
const KEY_BYTES = 32;

/** @returns `scrypt:N:r:p:salt:key`, salt and key in base64url: what ADMIN_PASSWORD_HASH takes */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join(':');
}

/** Takes the same time whether or not the password is right. A hash of another form is a configuration error. */
export async function passwordMatches(password: string, hash: string): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = hash.split(':');
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) throw new Error('unknown password hash');
  const expected = Buffer.from(key, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  const maxmem = 256 * cost.N * cost.r;
  return new Promise((resolve, reject) => {
    // NFKC: the same password typed on another keyboard may arrive decomposed.
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { ...cost, maxmem }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
