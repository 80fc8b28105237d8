import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A secret that the operator did not set: made once, kept in `DATA_DIR/secrets` with mode 0600.
 * @returns 32 random bytes in base64url, the same at every start
 */
export async function localSecret(data_dir: string, name: string): Promise<string> {
  const folder = join(data_dir, 'secrets');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  try {
    // `wx`: of two first starts at once, one makes the secret and the other reads it.
    const file = await open(path, 'wx', 0o600);
    try {
      const secret = randomBytes(32).toString('base64url');
      await file.writeFile(secret);
      await file.sync();
      return secret;
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const secret = (await readFile(path, 'utf8')).trim();
    if (secret.length < 32) {
      throw new Error(
        `${path} is damaged: put a backup in its place, or remove it to make a new secret (what the old one signed or encrypted is lost)`,
        { cause: error },
      );
    }
    return secret;
  }
}
