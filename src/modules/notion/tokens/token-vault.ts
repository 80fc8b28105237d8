import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../platform/config/config.js';
import { localSecret } from '../../../platform/config/secrets.js';
import { AppError } from '../../../platform/errors/app-error.js';

const ALGORITHM = 'aes-256-gcm';
const VERSION = 'v1';
/** Bytes: what GCM is made for (NIST SP 800-38D), and random: 2^32 values a key before they are likely to repeat. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Of the key that is made here where TOKEN_KEYS is not set (which may not use that kid), and the name of its file. */
const LOCAL_KID = 'local';
const LOCAL_SECRET = 'tokens';

/** Where a sealed value belongs. It opens nowhere else: a row's token copied into another row is refused. */
export interface Place {
  connection_id: string;
  field: 'access_token' | 'refresh_token';
}

/**
 * AES-256-GCM with named keys. A sealed value is `v1.kid.iv.tag.ciphertext`, the last three in base64url; its place is
 * the associated data. Errors say nothing of what was sealed.
 */
export class Keyring {
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly current: { kid: string; key: Buffer };

  /** @param keys base64 or base64url of 32 bytes each; the first one seals */
  constructor(keys: readonly { kid: string; key: string }[]) {
    const read = keys.map(({ kid, key }) => ({ kid, key: Buffer.from(key, 'base64') }));
    const [current] = read;
    if (!current) throw new Error('a keyring needs a key');
    for (const { kid, key } of read) if (key.length !== 32) throw new Error(`the token key ${kid} has not 32 bytes`);
    this.current = current;
    this.keys = new Map(read.map(({ kid, key }) => [kid, key]));
  }

  seal(plain: string, place: Place): string {
    const { kid, key } = this.current;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(associated(place));
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return [VERSION, kid, ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join('.');
  }

  /** @throws AppError `token_unreadable` for an unknown key, another place, or a value that was altered */
  open(sealed: string, place: Place): string {
    const [version, kid = '', iv, tag, ciphertext, ...more] = sealed.split('.');
    if (version !== VERSION || iv === undefined || tag === undefined || ciphertext === undefined || more.length > 0) {
      throw unreadable();
    }
    const key = this.keys.get(kid);
    if (!key) throw unreadable();
    try {
      const decipher = createDecipheriv(ALGORITHM, key, Buffer.from(iv, 'base64url'), { authTagLength: TAG_BYTES })
        .setAAD(associated(place))
        .setAuthTag(Buffer.from(tag, 'base64url'));
      return decipher.update(Buffer.from(ciphertext, 'base64url'), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      throw unreadable();
    }
  }

  /** Whether it was sealed with the key that seals now. */
  isCurrent(sealed: string): boolean {
    return sealed.startsWith(`${VERSION}.${this.current.kid}.`);
  }
}

/** The keys of this server: those of TOKEN_KEYS, and the one in DATA_DIR that served before these were set. */
@Injectable()
export class TokenVault {
  private opened: Promise<Keyring> | undefined;

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'token_keys' | 'data_dir'>) {}

  keyring(): Promise<Keyring> {
    this.opened ??= this.read().catch((error: unknown) => {
      this.opened = undefined;
      throw error;
    });
    return this.opened;
  }

  private async read(): Promise<Keyring> {
    const { token_keys, data_dir } = this.config;
    const given = token_keys ?? [];
    const is_needed = given.length === 0 || (await exists(join(data_dir, 'secrets', LOCAL_SECRET)));
    if (!is_needed) return new Keyring(given);
    return new Keyring([...given, { kid: LOCAL_KID, key: await localSecret(data_dir, LOCAL_SECRET) }]);
  }
}

function associated({ connection_id, field }: Place): Buffer {
  return Buffer.from(`${connection_id}/${field}`);
}

function unreadable(): AppError {
  return new AppError('token_unreadable', {
    detail:
      'The key that sealed this connection’s token is not here, or the stored token was altered. Put the key back into TOKEN_KEYS, or reconnect the workspace.',
  });
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
