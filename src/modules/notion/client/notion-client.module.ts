import { Module } from '@nestjs/common';
import { CLOCK, type Clock } from '../../../platform/clock.js';
import { CONFIG, type Config } from '../../../platform/config/config.js';
import { Metrics } from '../../../platform/metrics/metrics.js';
import { NotionModule } from '../notion.module.js';
import { ConnectionTokens } from '../tokens/connection-tokens.js';
import { MemoryBudget } from './memory-budget.js';
import { NotionApis } from './notion-apis.js';

/** Notion's window (notion-api.md §6), and how unevenly requests may arrive. */
const WINDOW = { window_ms: 60_000, slack_ms: 1_000 };

/** Notion's API for every connection, within its budget. */
@Module({
  imports: [NotionModule],
  providers: [
    {
      provide: NotionApis,
      inject: [CONFIG, CLOCK, ConnectionTokens, Metrics],
      useFactory: (config: Config, clock: Clock, tokens: ConnectionTokens, metrics: Metrics) =>
        new NotionApis({
          base_url: config.notion_api_url,
          budget: new MemoryBudget({ requests: config.notion_requests_per_minute, ...WINDOW }),
          clock,
          tokens: (connection_id) => tokens.source(connection_id),
          on_request: ({ route, status }) => metrics.notionRequests.inc({ route, status: String(status) }),
        }),
    },
  ],
  exports: [NotionApis],
})
export class NotionClientModule {}
