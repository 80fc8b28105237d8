import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { NotionModule } from '../notion/notion.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessGuard } from './access.guard.js';
import { ApiTokensController } from './api-tokens.controller.js';
import { ApiTokensRepository } from './api-tokens.repository.js';
import { ApiTokensService } from './api-tokens.service.js';
import { AuditModule } from './audit.module.js';
import { AuthMethodsController } from './auth-methods.controller.js';
import { AuthController } from './auth.controller.js';
import { AuthenticationService } from './authentication.service.js';
import { DeclaredAccess } from './declared-access.js';
import { NotionLoginController } from './notion-login.controller.js';
import { NotionLogin } from './notion-login.service.js';
import { OAuthStates } from './oauth-states.js';
import { PasswordLogin } from './password-login.js';
import { SessionCookies } from './session-cookies.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';
import { SignedTokens } from './signed-tokens.js';
import { UsedStatesRepository } from './used-states.repository.js';

@Module({
  imports: [AuditModule, DiscoveryModule, NotionModule, UsersModule],
  controllers: [AuthController, AuthMethodsController, NotionLoginController, ApiTokensController],
  providers: [
    ApiTokensRepository,
    ApiTokensService,
    AuthenticationService,
    DeclaredAccess,
    NotionLogin,
    OAuthStates,
    PasswordLogin,
    SessionCookies,
    SessionsRepository,
    SessionsService,
    SignedTokens,
    UsedStatesRepository,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
})
export class AuthModule {}
