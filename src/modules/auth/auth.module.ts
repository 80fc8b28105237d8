import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { UsersModule } from '../users/users.module.js';
import { AccessGuard } from './access.guard.js';
import { AuthController } from './auth.controller.js';
import { AuthenticationService } from './authentication.service.js';
import { DeclaredAccess } from './declared-access.js';
import { PasswordLogin } from './password-login.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';

@Module({
  imports: [UsersModule, DiscoveryModule],
  controllers: [AuthController],
  providers: [
    AuthenticationService,
    DeclaredAccess,
    PasswordLogin,
    SessionsRepository,
    SessionsService,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
})
export class AuthModule {}
