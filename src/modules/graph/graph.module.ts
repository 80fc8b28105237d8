import { Module } from '@nestjs/common';
import { NotionModule } from '../notion/notion.module.js';
import { CompileJob } from './compile.job.js';
import { GraphCompiler } from './graph-compiler.js';
import { GraphReader } from './graph-reader.js';
import { GraphReads } from './graph-reads.js';
import { GraphReadsController } from './graph-reads.controller.js';
import { GraphsController } from './graphs.controller.js';
import { GraphsRepository } from './graphs.repository.js';
import { GraphsService } from './graphs.service.js';
import { SnapshotsRepository } from './snapshots.repository.js';

@Module({
  imports: [NotionModule],
  controllers: [GraphsController, GraphReadsController],
  providers: [CompileJob, GraphCompiler, GraphReader, GraphReads, GraphsRepository, GraphsService, SnapshotsRepository],
  exports: [GraphsService, GraphReads],
})
export class GraphModule {}
