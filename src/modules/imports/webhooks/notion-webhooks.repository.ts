import { Inject, Injectable } from '@nestjs/common';
import { type Collection, DuplicateKeyError, STORE, type Store } from '../../../platform/store/store.js';

interface SeenEvent {
  /** Notion's id of the event. */
  _id: string;
  seen_at: string;
}

export interface Handshake {
  _id: 'notion';
  verification_token: string;
  received_at: string;
}

@Injectable()
export class NotionWebhooksRepository {
  private readonly events: Collection<SeenEvent>;
  private readonly handshakes: Collection<Handshake>;

  constructor(@Inject(STORE) store: Store) {
    this.events = store.collection<SeenEvent>('notion_events', [{ fields: ['seen_at'] }]);
    this.handshakes = store.collection<Handshake>('webhook_handshakes');
  }

  /** @returns false where the event was seen before: deliveries may be repeated */
  async firstSight(event_id: string, seen_at: string): Promise<boolean> {
    try {
      await this.events.insert({ _id: event_id, seen_at });
      return true;
    } catch (error) {
      if (error instanceof DuplicateKeyError) return false;
      throw error;
    }
  }

  /** The event was not worked on after all: its repetition may be. */
  async forget(event_id: string): Promise<void> {
    await this.events.remove({ _id: event_id });
  }

  async forgetBefore(seen_at: string): Promise<void> {
    await this.events.remove({ seen_at: { $lt: seen_at } });
  }

  putHandshake(handshake: Handshake): Promise<void> {
    return this.handshakes.put(handshake);
  }

  handshake(): Promise<Handshake | null> {
    return this.handshakes.findOne({ _id: 'notion' });
  }
}
