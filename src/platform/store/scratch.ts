import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { OnModuleInit } from '@nestjs/common';
import type { Store } from './store.js';

/**
 * Folders for what work leaves on disk on its way. In `DATA_DIR`, not in the system's: a process that is killed cannot
 * clean up after itself, but the next one on that `DATA_DIR` can.
 */
export class Scratch implements OnModuleInit {
  private readonly root: string;

  constructor(
    data_dir: string,
    private readonly store: Pick<Store, 'exclusive'>,
  ) {
    this.root = join(data_dir, 'tmp');
  }

  async onModuleInit(): Promise<void> {
    // Nobody else can be working there.
    if (this.store.exclusive) await rm(this.root, { recursive: true, force: true });
  }

  /** Runs `work` with a folder of its own, which is gone afterwards, come what may. */
  async folder<T>(name: string, work: (path: string) => Promise<T>): Promise<T> {
    await mkdir(this.root, { recursive: true, mode: 0o700 });
    const path = await mkdtemp(join(this.root, `${name}-`));
    try {
      return await work(path);
    } finally {
      await rm(path, { recursive: true, force: true });
    }
  }
}
