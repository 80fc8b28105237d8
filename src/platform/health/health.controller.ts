import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../http/access.js';
import { STORE, type Store } from '../store/store.js';

const liveness = z.object({ status: z.literal('ok') });
const readiness = z.object({
  status: z.enum(['ok', 'unavailable']),
  dependencies: z.record(z.string(), z.enum(['ok', 'unavailable'])),
});

const PING_TIMEOUT_MS = 2_000;

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(@Inject(STORE) private readonly store: Store) {}

  /** The process runs: restart it where this does not answer. Looks at no dependency. */
  @Get('live')
  @Access('public')
  @ApiOkResponse({ standardSchema: liveness })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Whether to send requests here; names each dependency. */
  @Get('ready')
  @Access('public')
  @ApiOkResponse({ standardSchema: readiness })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<z.infer<typeof readiness>> {
    const store = await answers(this.store.ping());
    void reply.code(store ? 200 : 503).header('cache-control', 'no-store');
    return { status: store ? 'ok' : 'unavailable', dependencies: { store: store ? 'ok' : 'unavailable' } };
  }
}

async function answers(ping: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PING_TIMEOUT_MS);
  });
  const answered = ping.then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answered, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
