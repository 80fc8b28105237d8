import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Leases } from '../../platform/store/leases.js';
import { ConnectionsController } from './connections.controller.js';
import { ConnectionsRepository } from './connections.repository.js';
import { ConnectionsService } from './connections.service.js';
import { PagesRepository } from './pages.repository.js';
import { PagesService } from './pages.service.js';
import { ConnectionTokens } from './tokens/connection-tokens.js';
import { NotionOAuth } from './tokens/notion-oauth.js';
import { TokenIdentity } from './tokens/token-identity.js';
import { TokenVault } from './tokens/token-vault.js';

@Module({
  controllers: [ConnectionsController],
  providers: [
    ConnectionsRepository,
    ConnectionsService,
    PagesRepository,
    PagesService,
    TokenIdentity,
    TokenVault,
    {
      provide: NotionOAuth,
      inject: [CONFIG],
      useFactory: (config: Config) =>
        new NotionOAuth({ base_url: config.notion_api_url, client: config.notion_client }),
    },
    {
      provide: ConnectionTokens,
      inject: [ConnectionsRepository, TokenVault, NotionOAuth, Leases],
      useFactory: (connections: ConnectionsRepository, vault: TokenVault, oauth: NotionOAuth, leases: Leases) =>
        new ConnectionTokens({ connections, vault, oauth, leases }),
    },
  ],
  exports: [ConnectionsService, ConnectionTokens, NotionOAuth, PagesService],
})
export class NotionModule {}
