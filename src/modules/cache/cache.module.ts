import { type DynamicModule, Global, Module } from '@nestjs/common';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { CACHE, type Cache } from './cache.js';
import { LruCache } from './lru-cache.js';

@Global()
@Module({})
export class CacheModule {
  static forRoot(options: { max_bytes: number }): DynamicModule {
    return {
      module: CacheModule,
      providers: [
        {
          provide: CACHE,
          inject: [CLOCK],
          useFactory: (clock: Clock): Cache => new LruCache({ max_bytes: options.max_bytes, clock }),
        },
      ],
      exports: [CACHE],
    };
  }
}
