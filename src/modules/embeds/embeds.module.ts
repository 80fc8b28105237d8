import { Module } from '@nestjs/common';
import { GraphModule } from '../graph/graph.module.js';
import { EmbedPageController } from './embed-page.controller.js';
import { EmbedReadsController } from './embed-reads.controller.js';
import { EmbedsController } from './embeds.controller.js';
import { EmbedsRepository } from './embeds.repository.js';
import { EmbedsService } from './embeds.service.js';

@Module({
  imports: [GraphModule],
  controllers: [EmbedsController, EmbedReadsController, EmbedPageController],
  providers: [EmbedsRepository, EmbedsService],
})
export class EmbedsModule {}
