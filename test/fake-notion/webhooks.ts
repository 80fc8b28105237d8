import { createHmac } from 'node:crypto';
import type { Random } from './random.js';
import { isoTime } from './wire-common.js';
import type { Change, Workspace } from './workspace.js';

/** A change of the workspace, or any type over any entity. */
export type WebhookEvent = Pick<Change, 'entity'> & {
  type: string;
  at?: number;
  updated_blocks?: readonly string[];
  updated_properties?: readonly string[];
};

export interface DeliveryOptions {
  /** The same delivery this many times, with growing attempt numbers. */
  times?: number;
  /** Signed with something else: what a forger sends. */
  signed_with?: string;
}

/** Notion's side of a webhook subscription: the handshake, then signed deliveries. */
export class Webhooks {
  readonly verification_token: string;
  private readonly subscription_id: string;

  constructor(
    private readonly workspace: Workspace,
    private readonly integration_id: string,
    private readonly random: Random,
  ) {
    this.verification_token = `secret_${random.uuid().replaceAll('-', '')}`;
    this.subscription_id = random.uuid();
  }

  /** The first request of a subscription, unsigned; the operator pastes the token back into Notion. */
  async handshake(url: string): Promise<number> {
    return post(url, JSON.stringify({ verification_token: this.verification_token }), {});
  }

  /** The statuses answered, one a delivery. */
  async send(url: string, event: WebhookEvent, options: DeliveryOptions = {}): Promise<number[]> {
    const payload = this.payload(event);
    const statuses: number[] = [];
    for (let attempt_number = 1; attempt_number <= (options.times ?? 1); attempt_number++) {
      const body = JSON.stringify({ ...payload, attempt_number });
      const signature = this.sign(body, options.signed_with);
      statuses.push(await post(url, body, { 'X-Notion-Signature': signature }));
    }
    return statuses;
  }

  /** Every change since `from` (an index into `workspace.changes`), newest first if asked for: order is not promised. */
  async sendChanges(url: string, from = 0, options: DeliveryOptions & { reversed?: boolean } = {}): Promise<number[]> {
    const changes = this.workspace.changes.slice(from);
    if (options.reversed === true) changes.reverse();
    const statuses: number[] = [];
    for (const change of changes) statuses.push(...(await this.send(url, change, options)));
    return statuses;
  }

  sign(body: string, token = this.verification_token): string {
    return `sha256=${createHmac('sha256', token).update(body).digest('hex')}`;
  }

  payload(event: WebhookEvent): Record<string, unknown> {
    const author = this.workspace.people[0]?.id ?? this.workspace.id;
    return {
      id: this.random.uuid(),
      timestamp: isoTime(event.at ?? this.workspace.clock()),
      workspace_id: this.workspace.id,
      workspace_name: this.workspace.name,
      subscription_id: this.subscription_id,
      integration_id: this.integration_id,
      authors: [{ id: author, type: 'person' }],
      accessible_by: [{ id: author, type: 'person' }],
      attempt_number: 1,
      api_version: '2026-03-11',
      type: event.type,
      entity: event.entity,
      data: {
        parent: this.parent(event.entity.id),
        ...(event.updated_blocks === undefined
          ? {}
          : { updated_blocks: event.updated_blocks.map((id) => ({ id, type: 'block' })) }),
        ...(event.updated_properties === undefined ? {} : { updated_properties: event.updated_properties }),
      },
    };
  }

  private parent(id: string): Record<string, unknown> {
    const node = this.workspace.resolve(id);
    const parent = node === undefined ? undefined : this.workspace.parentOf(node);
    if (node === undefined || parent === undefined) return { id: this.workspace.id, type: 'space' };
    const source = node.parent.type === 'data_source' ? { data_source_id: node.parent.id } : {};
    return { id: parent.id, type: parent.kind, ...source };
  }
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<number> {
  const answer = await fetch(url, {
    method: 'POST',
    body,
    headers: { ...headers, 'content-type': 'application/json' },
  });
  // Read to the end, so that the connection is free for the next one.
  await answer.arrayBuffer();
  return answer.status;
}
