import { EventEmitter, on } from 'node:events';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { ImportsRepository, LIVE_STATES, type StoredImport } from './imports.repository.js';

/** How often a follower looks into the store, for imports that another process works on. */
const LOOK_MS = 1_000;

/** Follows imports: news of this process at once, that of others from the store. */
@Injectable()
export class ImportFeed implements BeforeApplicationShutdown {
  private readonly closing = new AbortController();
  private readonly news = new EventEmitter({ captureRejections: true }).setMaxListeners(0);

  constructor(private readonly imports: ImportsRepository) {}

  /** Followers hold connections open: a server that stops lets them go first. */
  beforeApplicationShutdown(): void {
    this.closing.abort();
  }

  /** Tells followers in this process that an import's row has changed. */
  announce(import_id: string): void {
    this.news.emit(import_id);
  }

  /** The import now, then after every change, until it is finished, is gone, or `signal` is aborted. */
  async *follow(import_id: string, signal: AbortSignal): AsyncGenerator<StoredImport> {
    const stop = new AbortController();
    const wakes = on(this.news, import_id, { signal: AbortSignal.any([signal, stop.signal, this.closing.signal]) });
    const timer = setInterval(() => this.announce(import_id), LOOK_MS);
    let last = '';
    try {
      for (;;) {
        const row = await this.imports.find(import_id);
        if (!row) return;
        const shape = JSON.stringify(row);
        if (shape !== last) yield row;
        last = shape;
        if (!LIVE_STATES.includes(row.state)) return;
        await wakes.next();
      }
    } catch (error) {
      if (!signal.aborted && !this.closing.signal.aborted) throw error;
    } finally {
      clearInterval(timer);
      stop.abort();
    }
  }
}
