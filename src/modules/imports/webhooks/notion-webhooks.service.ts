import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { normaliseNotionId } from '../../../core/notion/ids.js';
import { CLOCK, type Clock } from '../../../platform/clock.js';
import { CONFIG, type Config } from '../../../platform/config/config.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { ConnectionsService } from '../../notion/connections.service.js';
import { SyncSchedule } from '../sync-schedule.js';
import { NotionWebhooksRepository } from './notion-webhooks.repository.js';

/** Notion repeats a delivery for about a day; after that an id can be forgotten. */
const REMEMBER_MS = 2 * 86_400_000;

const handshake = z.looseObject({ verification_token: z.string().min(1).max(500) });

const delivery = z.looseObject({
  id: z.string().min(1).max(100),
  workspace_id: z.string().min(1).max(100),
  type: z.string().max(100),
  entity: z.looseObject({ id: z.string(), type: z.string() }),
});

/**
 * What Notion tells of changes (notion-api.md §7). Nothing of an event is believed but that something changed: pages are
 * read again from Notion, so order and repetition do not matter.
 */
@Injectable()
export class NotionWebhooks {
  constructor(
    private readonly repository: NotionWebhooksRepository,
    private readonly connections: ConnectionsService,
    private readonly schedule: SyncSchedule,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * @param raw the body's bytes, over which the signature was made
   * @throws AppError `unauthenticated` for a wrong signature, `forbidden` for a handshake nobody waits for
   */
  async receive(raw: Buffer, body: unknown, signature: string | undefined): Promise<void> {
    const secret = this.config.notion_webhook_secret;
    const shaken = handshake.safeParse(body);
    if (shaken.success && signature === undefined) return this.shake(shaken.data.verification_token);
    if (secret === null) {
      throw new AppError('forbidden', { detail: 'Set NOTION_WEBHOOK_SECRET to the verification token first.' });
    }
    if (!isSigned(raw, signature, secret)) {
      throw new AppError('unauthenticated', { detail: 'The signature does not fit the body.' });
    }
    const event = delivery.safeParse(body);
    // Signed by Notion, so a form that we do not know is news, not an attack: it is taken and left alone.
    if (event.success) await this.take(event.data);
  }

  /** For an admin, who pastes it into Notion's developer portal and into NOTION_WEBHOOK_SECRET. */
  async pendingHandshake(): Promise<{ verification_token: string; received_at: string } | null> {
    const found = await this.repository.handshake();
    return found && { verification_token: found.verification_token, received_at: found.received_at };
  }

  private async shake(verification_token: string): Promise<void> {
    // With a secret set, anybody could otherwise put another one in its place.
    if (this.config.notion_webhook_secret !== null) {
      throw new AppError('forbidden', { detail: 'A webhook subscription is set up already.' });
    }
    await this.repository.putHandshake({
      _id: 'notion',
      verification_token,
      received_at: this.clock.now().toISOString(),
    });
  }

  private async take({ id, workspace_id, type, entity }: z.infer<typeof delivery>): Promise<void> {
    const now = this.clock.now();
    if (!(await this.repository.firstSight(id, now.toISOString()))) return;
    try {
      const page_id = entity.type === 'page' ? normaliseNotionId(entity.id) : null;
      const is_comment = type.startsWith('comment.');
      for (const connection of await this.connections.ofWorkspace(workspace_id)) {
        if (is_comment && !connection.comments) continue;
        await this.schedule.changed(connection, page_id === null ? null : [page_id]);
      }
    } catch (error) {
      await this.repository.forget(id);
      throw error;
    }
    await this.repository.forgetBefore(new Date(now.getTime() - REMEMBER_MS).toISOString());
  }
}

function isSigned(raw: Buffer, signature: string | undefined, secret: string): boolean {
  const given = /^sha256=([0-9a-f]{64})$/.exec(signature ?? '')?.[1];
  if (given === undefined) return false;
  const expected = createHmac('sha256', secret).update(raw).digest();
  return timingSafeEqual(Buffer.from(given, 'hex'), expected);
}
