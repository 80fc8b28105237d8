import { Module } from '@nestjs/common';
import { AuditService } from './audit.service.js';

/** Apart from AuthModule: whatever feature records what was done needs no login of its own. */
@Module({ providers: [AuditService], exports: [AuditService] })
export class AuditModule {}
