import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CLOCK, type Clock, IDS, type Ids } from '../clock.js';
import { BLOB_STORE, type BlobStore } from './blob-store.js';
import { FileBlobStore } from './file-blob-store.js';
import { Leases } from './leases.js';
import { NedbStore } from './nedb-store.js';
import { Scratch } from './scratch.js';
import { STORE, type Store } from './store.js';

/** The store, its blobs and leases, for every feature. Needs the global ClockModule. */
@Global()
@Module({})
export class StoreModule implements OnApplicationShutdown {
  constructor(@Inject(STORE) private readonly store: Store) {}

  static forRoot(options: { data_dir: string }): DynamicModule {
    return {
      module: StoreModule,
      providers: [
        { provide: STORE, useFactory: (): Promise<Store> => NedbStore.open(options.data_dir) },
        {
          provide: BLOB_STORE,
          inject: [STORE, CLOCK, IDS],
          useFactory: async (store: Store, clock: Clock, ids: Ids): Promise<BlobStore> => {
            const blobs = new FileBlobStore(options.data_dir, store, clock, ids);
            await blobs.sweep();
            return blobs;
          },
        },
        Leases,
        {
          provide: Scratch,
          inject: [STORE],
          useFactory: (store: Store) => new Scratch(options.data_dir, store),
        },
      ],
      exports: [STORE, BLOB_STORE, Leases, Scratch],
    };
  }

  /** Jobs drain in `beforeApplicationShutdown` and requests end with the server: by now nobody writes. */
  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}
