/** Why a request was sent: what an import's `requests.by_reason` is counted by (design.md, Import budget). */
export type Reason =
  | 'search'
  | 'rows'
  | 'schema'
  | 'content'
  | 'holes'
  | 'blocks'
  | 'relations'
  | 'comments'
  | 'sweep'
  | 'unlisted'
  | 'identity';

export interface RequestCounts {
  /** Every HTTP request that left, also those that were refused or cut off. */
  total: number;
  by_reason: Partial<Record<Reason, number>>;
  /** Of the total, those that repeated one which had failed. */
  retried: number;
  /** Of the total, those that Notion refused with 429 or 529. */
  refused: number;
}

/** Counts the requests of one piece of work, such as an import. One that is resumed goes on from its stored counts. */
export class RequestLedger {
  private readonly counted: RequestCounts;

  constructor(from: RequestCounts = { total: 0, by_reason: {}, retried: 0, refused: 0 }) {
    this.counted = { ...from, by_reason: { ...from.by_reason } };
  }

  sent(reason: Reason, retry: boolean): void {
    this.counted.total += 1;
    this.counted.by_reason[reason] = (this.counted.by_reason[reason] ?? 0) + 1;
    if (retry) this.counted.retried += 1;
  }

  refused(): void {
    this.counted.refused += 1;
  }

  counts(): RequestCounts {
    return { ...this.counted, by_reason: { ...this.counted.by_reason } };
  }
}
