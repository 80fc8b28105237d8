import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { verifyWebhookSignature } from '@notionhq/client';
import { EditableWorkspace } from '../../fake-notion/workspace-editor.js';
import { startFake, stopAll } from './asking.js';

interface Delivery {
  body: string;
  signature: string | undefined;
}

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await stopAll();
});

/** What an app would have got. */
async function receiver(): Promise<{ url: string; deliveries: Delivery[] }> {
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const signature = request.headers['x-notion-signature'];
      deliveries.push({
        body: Buffer.concat(parts).toString(),
        signature: typeof signature === 'string' ? signature : undefined,
      });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, deliveries };
}

describe('webhooks', () => {
  it('begin with the token, unsigned', async () => {
    const fake = await startFake({ workspace: new EditableWorkspace() });
    const { url, deliveries } = await receiver();
    expect(await fake.webhooks.handshake(url)).toBe(204);
    expect(deliveries).toEqual([
      { body: JSON.stringify({ verification_token: fake.webhooks.verification_token }), signature: undefined },
    ]);
  });

  it('are signed over the raw body, as the official client checks it', async () => {
    const workspace = new EditableWorkspace();
    const page = workspace.addPage();
    const child = workspace.addPage({ parent: { type: 'page', id: page.id } });
    const fake = await startFake({ workspace });
    const { url, deliveries } = await receiver();
    const event = {
      type: 'page.content_updated',
      entity: { id: child.id, type: 'page' as const },
      updated_blocks: ['b'],
    };
    expect(await fake.sendWebhook(url, event)).toEqual([204]);
    await fake.sendWebhook(url, event, { signed_with: 'something else' });
    const verificationToken = fake.webhooks.verification_token;
    const verified = await Promise.all(
      deliveries.map(({ body, signature }) => verifyWebhookSignature({ body, signature, verificationToken })),
    );
    expect(verified).toEqual([true, false]);
    expect(JSON.parse(deliveries[0]!.body)).toMatchObject({
      type: 'page.content_updated',
      workspace_id: workspace.id,
      attempt_number: 1,
      entity: { id: child.id, type: 'page' },
      data: { parent: { id: page.id, type: 'page' }, updated_blocks: [{ id: 'b', type: 'block' }] },
    });
  });

  it('repeat themselves and come out of order when asked to', async () => {
    const workspace = new EditableWorkspace();
    const page = workspace.create({ title: 'Old' });
    workspace.rename(page.id, 'New');
    workspace.trash(page.id);
    const fake = await startFake({ workspace });
    const { url, deliveries } = await receiver();
    await fake.webhooks.sendChanges(url, 0, { times: 2, reversed: true });
    const got = deliveries.map(({ body }) => JSON.parse(body));
    expect(got.map(({ type, attempt_number }) => `${type} ${attempt_number}`)).toEqual([
      'page.deleted 1',
      'page.deleted 2',
      'page.content_updated 1',
      'page.content_updated 2',
      'page.created 1',
      'page.created 2',
    ]);
    // The same delivery has the same id: that is how it is known again.
    expect(new Set(got.map(({ id }) => id)).size).toBe(3);
  });
});
