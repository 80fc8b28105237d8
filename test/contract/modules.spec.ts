import { Global, Inject, Injectable, Module } from '@nestjs/common';
import { NestApplicationContextOptions } from '@nestjs/common/interfaces/nest-application-context-options.interface.js';
import { NestFactory } from '@nestjs/core';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CACHE, type Cache } from '../../src/modules/cache/cache.js';
import { CacheModule } from '../../src/modules/cache/cache.module.js';
import { JobHandler } from '../../src/modules/jobs/job-handler.decorator.js';
import { JOB_NAMES } from '../../src/modules/jobs/job-names.js';
import { type Job, JOB_QUEUE, type JobQueue } from '../../src/modules/jobs/job-queue.js';
import { handlersByName } from '../../src/modules/jobs/job-registry.js';
import { JobsModule } from '../../src/modules/jobs/jobs.module.js';
import { ClockModule } from '../../src/platform/clock.module.js';
import { BLOB_STORE, type BlobStore } from '../../src/platform/store/blob-store.js';
import { Leases } from '../../src/platform/store/leases.js';
import { StoreModule } from '../../src/platform/store/store.module.js';
import { STORE, type Store } from '../../src/platform/store/store.js';

const HOW = { concurrency: 1, attempts: 1, backoff_ms: 1 };

const importStarted = new EventEmitter();

/** Runs until it is asked to stop, then saves how far it came. */
@Injectable()
@JobHandler({ name: 'import', ...HOW })
class SlowImport {
  constructor(@Inject(STORE) private readonly store: Store) {}

  async run({ id, signal }: Job): Promise<void> {
    importStarted.emit(id);
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    await this.store.collection<{ _id: string }>('saved').put({ _id: id });
  }
}

@Injectable()
@JobHandler({ name: 'compile', ...HOW })
class Compile {
  run(): Promise<void> {
    return Promise.resolve();
  }
}

@Injectable()
@JobHandler({ name: 'cleanup', ...HOW })
class Cleanup extends Compile {}

@Module({})
class RootModule {}

@Global()
@Module({ providers: [SlowImport, Compile, Cleanup] })
class HandlersModule {}

@Global()
@Module({ providers: [SlowImport, Compile] })
class TooFewHandlersModule {}

describe('the modules of the platform', () => {
  let data_dir: string;
  beforeEach(async () => {
    data_dir = await mkdtemp(join(tmpdir(), 'modules-'));
  });
  afterEach(() => rm(data_dir, { recursive: true }));

  const start = (run: boolean, Handlers: new () => object) =>
    NestFactory.createApplicationContext(
      {
        module: RootModule,
        imports: [
          ClockModule,
          StoreModule.forRoot({ data_dir }),
          CacheModule.forRoot({ max_bytes: 1_000_000 }),
          JobsModule.forRoot({ run }),
          Handlers,
        ],
      },
      Object.assign(new NestApplicationContextOptions(), { logger: false, abortOnError: false }),
    );

  it('start together, and at the end drain the jobs before they close the store', async () => {
    const app = await start(true, HandlersModule);
    const cache = app.get<Cache>(CACHE);
    await cache.set('key', new Uint8Array(1), 60);
    expect(await app.get(Leases).acquire('import', 'me', 1_000)).toMatchObject({ fence: 1 });
    await expect(app.get<BlobStore>(BLOB_STORE).read('none')).rejects.toMatchObject({ code: 'not_found' });

    const started = once(importStarted, 'unfinished');
    await app.get<JobQueue>(JOB_QUEUE).add('import', 'unfinished', {});
    await started;
    await app.close();
    expect(await readdir(data_dir)).not.toContain('lock');

    const again = await start(false, HandlersModule);
    const saved = again.get<Store>(STORE).collection<{ _id: string }>('saved');
    expect(await saved.findOne({ _id: 'unfinished' })).not.toBeNull();
    await again.close();
  });

  it('take no jobs where they are not to run any, and need no handlers there', async () => {
    const app = await start(false, TooFewHandlersModule);
    const queue = app.get<JobQueue>(JOB_QUEUE);
    await queue.add('compile', '1', {});
    await new Promise(setImmediate);
    expect(await queue.counts()).toMatchObject({ waiting: 1 });
    await app.close();
  });

  it('do not start to run jobs while one has no handler', async () => {
    await expect(start(true, TooFewHandlersModule)).rejects.toThrow('no usable handler of "cleanup"');
  });
});

describe('the registry of job handlers', () => {
  const found = (class_name: string, name: (typeof JOB_NAMES)[number], instance: unknown = new Compile()) => ({
    class_name,
    options: { name, ...HOW },
    instance,
  });
  const complete = [found('Import', 'import'), found('Compile', 'compile'), found('Cleanup', 'cleanup')];

  it('has one handler a name', () => {
    expect([...handlersByName(complete, JOB_NAMES).keys()].sort()).toEqual([...JOB_NAMES].sort());
  });

  it.each([
    ['a doubled one', [...complete, found('Another', 'import')], 'Another is a second handler of "import"'],
    ['one without run', [...complete.slice(1), found('Import', 'import', {})], 'Import has no method run(job)'],
    ['a missing one', complete.slice(1), 'no usable handler of "import"'],
    ['one without options', [...complete, { class_name: 'Bare', options: {}, instance: {} }], 'Bare does not say'],
  ])('refuses %s', (_, handlers, problem) => {
    expect(() => handlersByName(handlers, JOB_NAMES)).toThrow(problem);
  });

  it('names a handler of a job that is not listed', () => {
    expect(() => handlersByName(complete, ['import', 'compile'])).toThrow('Cleanup runs "cleanup", which JOB_NAMES');
  });
});
