import { Global, Module } from '@nestjs/common';
import { CLOCK, IDS, randomIds, systemClock } from './clock.js';

@Global()
@Module({
  providers: [
    { provide: CLOCK, useValue: systemClock },
    { provide: IDS, useValue: randomIds },
  ],
  exports: [CLOCK, IDS],
})
export class ClockModule {}
