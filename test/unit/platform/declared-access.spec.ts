import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { expect, it } from '@jest/globals';
import { DeclaredAccess } from '../../../src/modules/auth/declared-access.js';
import { Access } from '../../../src/platform/http/access.js';

@Controller('declared')
class Declared {
  @Get()
  @Access('user')
  read(): string {
    return 'yes';
  }
}

@Controller('forgotten')
class Forgotten {
  @Get()
  read(): string {
    return 'no';
  }
}

@Module({ imports: [DiscoveryModule], controllers: [Declared], providers: [DeclaredAccess] })
class Good {}

@Module({ imports: [DiscoveryModule], controllers: [Declared, Forgotten], providers: [DeclaredAccess] })
class Bad {}

it('a route that does not say who may call it refuses to boot', async () => {
  const good = await NestFactory.createApplicationContext(Good, { logger: false });
  await good.close();
  await expect(NestFactory.createApplicationContext(Bad, { logger: false, abortOnError: false })).rejects.toThrow(
    'routes without @Access: Forgotten.read',
  );
});
