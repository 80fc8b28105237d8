import { Module } from '@nestjs/common';
import { GraphModule } from '../graph/graph.module.js';
import { NotionClientModule } from '../notion/client/notion-client.module.js';
import { NotionModule } from '../notion/notion.module.js';
import { UsersModule } from '../users/users.module.js';
import { CleanupJob } from './cleanup.job.js';
import { ExportFiles } from './export/export-files.js';
import { ImportFeed } from './import-feed.js';
import { ImportJob } from './import.job.js';
import { ImportUpkeep } from './import-upkeep.js';
import { ImportsController } from './imports.controller.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportsService } from './imports.service.js';
import { NotionSync } from './notion/notion-sync.js';
import { SampleImport } from './sample-import.js';
import { SyncSchedule } from './sync-schedule.js';
import { SyncStatesRepository } from './sync-states.repository.js';
import { TokenConnection } from './token-connection.js';
import { NotionWebhooksController } from './webhooks/notion-webhooks.controller.js';
import { NotionWebhooksRepository } from './webhooks/notion-webhooks.repository.js';
import { NotionWebhooks } from './webhooks/notion-webhooks.service.js';
import { Uploads } from './uploads.js';

@Module({
  imports: [NotionModule, NotionClientModule, GraphModule, UsersModule],
  controllers: [ImportsController, NotionWebhooksController],
  providers: [
    CleanupJob,
    ExportFiles,
    ImportFeed,
    ImportJob,
    ImportUpkeep,
    ImportsRepository,
    ImportsService,
    NotionSync,
    NotionWebhooks,
    NotionWebhooksRepository,
    SampleImport,
    SyncSchedule,
    SyncStatesRepository,
    TokenConnection,
    Uploads,
  ],
})
export class ImportsModule {}
