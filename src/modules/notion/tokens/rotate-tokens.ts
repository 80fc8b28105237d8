import { AppError } from '../../../platform/errors/app-error.js';
import type { Connection } from '../connection.js';
import type { ConnectionsRepository } from '../connections.repository.js';
import { sealPair } from './connection-tokens.js';
import type { Keyring, TokenVault } from './token-vault.js';

export interface Rotation {
  /** Sealed anew with the first key. */
  rotated: number;
  /** Sealed with it before. */
  current: number;
  /** Their key is not here: they stay as they are. */
  unreadable: number;
}

/** A token may be refreshed in the very moment; what is stored then is looked at again. */
const TRIES = 10;

/**
 * Seals every connection's tokens anew with the first of TOKEN_KEYS. To be run after a key was put in front of the
 * others and every process has it; when nothing is unreadable, the old ones can go. Safe to repeat and to cut short.
 */
export async function rotateTokens(connections: ConnectionsRepository, vault: TokenVault): Promise<Rotation> {
  const keyring = await vault.keyring();
  const rotation: Rotation = { rotated: 0, current: 0, unreadable: 0 };
  for await (const connection of connections.each()) {
    if (connection.access_token !== null) rotation[await rotate(connection, connections, keyring)] += 1;
  }
  return rotation;
}

async function rotate(
  found: Connection,
  connections: ConnectionsRepository,
  keyring: Keyring,
): Promise<keyof Rotation> {
  let connection: Connection | null = found;
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (!connection || isCurrent(connection, keyring)) return 'current';
    try {
      if (await connections.reseal(connection, sealPair(keyring, connection._id, openPair(connection, keyring)))) {
        return 'rotated';
      }
    } catch (error) {
      if (error instanceof AppError && error.code === 'token_unreadable') return 'unreadable';
      throw error;
    }
    connection = await connections.find(connection._id);
  }
  throw new AppError('conflict', { detail: 'A connection’s tokens keep changing. Run it again.' });
}

function isCurrent({ access_token, refresh_token }: Connection, keyring: Keyring): boolean {
  return [access_token, refresh_token].every((sealed) => sealed === null || keyring.isCurrent(sealed));
}

function openPair({ _id: connection_id, access_token, refresh_token }: Connection, keyring: Keyring) {
  return {
    access_token: keyring.open(access_token ?? '', { connection_id, field: 'access_token' }),
    refresh_token:
      refresh_token === null ? null : keyring.open(refresh_token, { connection_id, field: 'refresh_token' }),
  };
}
