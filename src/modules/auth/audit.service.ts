import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, IDS, type Ids } from '../../platform/clock.js';
import { type Collection, STORE, type Store } from '../../platform/store/store.js';

export interface AuditRecord {
  _id: string;
  /** Who did it; null for the operator or the server itself. */
  actor_id: string | null;
  /** `thing.what_happened`. */
  action: string;
  /** The id of what it was done to. */
  subject: string | null;
  at: string;
  /** Never personal data: a record outlives the erasure of the person it is about. */
  details: Record<string, string | number | boolean | null>;
}

interface Happening extends Pick<AuditRecord, 'actor_id' | 'action' | 'subject'> {
  details?: AuditRecord['details'];
}

/** What changed who may do what. Records are added, never changed. */
@Injectable()
export class AuditService {
  private readonly records: Collection<AuditRecord>;

  constructor(
    @Inject(STORE) store: Store,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {
    this.records = store.collection<AuditRecord>('audit', [{ fields: ['at'] }, { fields: ['subject'] }]);
  }

  /** Before the change that it tells of: rather a record of what then failed than a change without one. */
  record({ actor_id, action, subject, details = {} }: Happening): Promise<void> {
    const at = this.clock.now().toISOString();
    return this.records.insert({ _id: this.ids.next(), actor_id, action, subject, at, details });
  }
}
