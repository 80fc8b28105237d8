import { Global, Module } from '@nestjs/common';
import { ServerAddress } from './server-address.js';

@Global()
@Module({ providers: [ServerAddress], exports: [ServerAddress] })
export class HttpModule {}
