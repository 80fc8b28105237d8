import { Module } from '@nestjs/common';
import { NotionClientModule } from '../client/notion-client.module.js';
import { NotionModule } from '../notion.module.js';
import { DatabasesController } from './databases.controller.js';
import { DatabasesRepository } from './databases.repository.js';
import { DatabasesService } from './databases.service.js';

@Module({
  imports: [NotionModule, NotionClientModule],
  controllers: [DatabasesController],
  providers: [DatabasesRepository, DatabasesService],
})
export class DatabasesModule {}
