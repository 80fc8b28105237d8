import { describe, expect, it } from '@jest/globals';
import type { ConnectionKind, ImportDoc } from '../../../web/src/api/types.js';
import { newestFirst, pickGraph } from '../../../web/src/app/graph-list.js';
import {
  bytesText,
  hasFirstMap,
  IDLE,
  progressOf,
  reduceImport,
  type ImportEvent,
  type ImportFlow,
} from '../../../web/src/app/import-state.js';

const doc = (over: Partial<ImportDoc> = {}): ImportDoc => ({ id: 'i', graph_id: 'g', state: 'running', ...over });
const after = (...events: ImportEvent[]): ImportFlow => events.reduce(reduceImport, IDLE);

describe('an import, as the page follows it', () => {
  it('goes from upload to running to done', () => {
    const uploading = after({ type: 'start', name: 'x.zip', total: 10 }, { type: 'sent', loaded: 4, total: 10 });
    expect(uploading).toEqual({ step: 'uploading', name: 'x.zip', loaded: 4, total: 10 });
    const running = reduceImport(uploading, { type: 'document', document: doc() });
    expect(running.step).toBe('running');
    expect(reduceImport(running, { type: 'document', document: doc({ state: 'done' }) }).step).toBe('done');
  });

  it('keeps what an event leaves out', () => {
    const flow = after(
      { type: 'document', document: doc({ pages_found: 100, links_found: 7 }), note: 'already running' },
      { type: 'document', document: doc({ pages_read: 30 }) },
    );
    expect(flow).toMatchObject({
      note: 'already running',
      document: { pages_found: 100, links_found: 7, pages_read: 30 },
    });
  });

  it('shows a failure with its code and message', () => {
    const flow = after({
      type: 'document',
      document: doc({ state: 'failed', code: 'export_bomb', message: 'Too much.' }),
    });
    expect(flow).toMatchObject({ step: 'failed', problem: { code: 'export_bomb', detail: 'Too much.' } });
  });

  it('remembers that it is being cancelled until it is', () => {
    const cancelling = after(
      { type: 'document', document: doc() },
      { type: 'cancelling' },
      { type: 'document', document: doc({ pages_read: 1 }) },
    );
    expect(cancelling).toMatchObject({ step: 'running', cancelling: true });
    expect(reduceImport(cancelling, { type: 'document', document: doc({ state: 'cancelled' }) }).step).toBe(
      'cancelled',
    );
  });

  it('puts away an outcome, never what still runs', () => {
    expect(after({ type: 'document', document: doc() }, { type: 'dismiss' }).step).toBe('running');
    expect(after({ type: 'document', document: doc({ state: 'done' }) }, { type: 'dismiss' })).toBe(IDLE);
  });

  it('knows how far it is once it knows how much there is', () => {
    expect(progressOf(doc())).toBeNull();
    expect(progressOf(doc({ pages_found: 10, pages_read: 4, pages_failed: 1 }))).toBe(0.5);
    expect(progressOf(doc({ pages_found: 10, pages_read: 40 }))).toBe(1);
  });

  it('does not guess how far it is while it still lists what there is', () => {
    expect(progressOf(doc({ phase: 'listing', pages_found: 10, pages_read: 4 }))).toBeNull();
  });

  it('has a first map from Notion as soon as the listing is over', () => {
    const requests = { total: 9, by_reason: {} };
    expect(hasFirstMap(doc({ phase: 'listing', requests }))).toBe(false);
    expect(hasFirstMap(doc({ phase: 'reading', requests }))).toBe(true);
    expect(hasFirstMap(doc({ phase: 'linking', requests }))).toBe(true);
    expect(hasFirstMap(doc({ phase: 'listing', state: 'waiting', requests }))).toBe(false);
  });

  it('has none from an export, which is read in one go', () => {
    expect(hasFirstMap(doc({ phase: 'reading', requests: { total: 0, by_reason: {} } }))).toBe(false);
    expect(hasFirstMap(doc({ phase: 'reading' }))).toBe(false);
  });

  it.each([
    [900, '900 B'],
    [1536, '1.5 kB'],
    [52_428_800, '50.0 MB'],
    [3 * 1024 ** 3, '3.0 GB'],
    [400 * 1024 ** 2, '400 MB'],
  ])('prints %i bytes as %s', (bytes, words) => {
    expect(bytesText(bytes)).toBe(words);
  });
});

describe('which graph is shown', () => {
  const meta = (id: string, created_at: string, connection_kind: ConnectionKind = 'export') => ({
    id,
    name: id,
    connection_id: 'c',
    connection_kind,
    version: 1,
    created_at,
  });
  const list = newestFirst([
    meta('old', '2025-01-01'),
    meta('sample', '2027-01-01', 'sample'),
    meta('new', '2026-01-01'),
  ]);

  it('is the newest of the reader’s own, the sample last', () => {
    expect(list.map(({ id }) => id)).toEqual(['new', 'old', 'sample']);
    expect(pickGraph(list, null, null)?.id).toBe('new');
  });

  it('is the one asked for, else the one already open', () => {
    expect(pickGraph(list, 'old', 'sample')?.id).toBe('old');
    expect(pickGraph(list, 'gone', 'sample')?.id).toBe('sample');
    expect(pickGraph([], 'gone', 'gone')).toBeNull();
  });
});
