import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NedbStore } from '../../src/platform/store/nedb-store.js';
import type { OpenStore } from './store.contract.js';

/** A NeDB store in a directory of its own, for the contract suites. */
export async function openNedb(): Promise<OpenStore> {
  const data_dir = await mkdtemp(join(tmpdir(), 'store-'));
  let store = await NedbStore.open(data_dir);
  return {
    store,
    close: async () => {
      await store.close();
      await rm(data_dir, { recursive: true });
    },
    reopen: async () => {
      await store.close();
      store = await NedbStore.open(data_dir);
      return store;
    },
  };
}
