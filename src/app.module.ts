import { type DynamicModule, Module } from '@nestjs/common';
import { AuthModule } from './modules/auth/auth.module.js';
import { CacheModule } from './modules/cache/cache.module.js';
import { EmbedsModule } from './modules/embeds/embeds.module.js';
import { GraphModule } from './modules/graph/graph.module.js';
import { ImportsModule } from './modules/imports/imports.module.js';
import { JobsModule } from './modules/jobs/jobs.module.js';
import { DatabasesModule } from './modules/notion/databases/databases.module.js';
import { NotionModule } from './modules/notion/notion.module.js';
import { UsersModule } from './modules/users/users.module.js';
import { ClockModule } from './platform/clock.module.js';
import type { Config } from './platform/config/config.js';
import { ConfigModule } from './platform/config/config.module.js';
import { HealthModule } from './platform/health/health.module.js';
import { HttpModule } from './platform/http/http.module.js';
import type { Logger } from './platform/logging/logger.js';
import { LoggingModule } from './platform/logging/logging.module.js';
import { MetricsModule } from './platform/metrics/metrics.module.js';
import { StoreModule } from './platform/store/store.module.js';
import { WorkersModule } from './platform/workers/workers.module.js';

/** Bytes of compiled graphs kept in memory beside their decoded form. */
const CACHE_BYTES = 256 * 1024 * 1024;

@Module({})
export class AppModule {
  static forRoot(config: Config, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        LoggingModule.forRoot(logger),
        ClockModule,
        HttpModule,
        MetricsModule,
        StoreModule.forRoot({ data_dir: config.data_dir }),
        WorkersModule,
        CacheModule.forRoot({ max_bytes: CACHE_BYTES }),
        JobsModule.forRoot({ run: config.runs_jobs }),
        HealthModule,
        UsersModule,
        AuthModule,
        NotionModule,
        DatabasesModule,
        GraphModule,
        ImportsModule,
        EmbedsModule,
      ],
    };
  }
}
