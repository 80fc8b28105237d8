import { Module } from '@nestjs/common';
import { ConnectionsController } from './connections.controller.js';
import { ConnectionsRepository } from './connections.repository.js';
import { ConnectionsService } from './connections.service.js';
import { PagesRepository } from './pages.repository.js';
import { PagesService } from './pages.service.js';

@Module({
  controllers: [ConnectionsController],
  providers: [ConnectionsRepository, ConnectionsService, PagesRepository, PagesService],
  exports: [ConnectionsService, PagesService],
})
export class NotionModule {}
