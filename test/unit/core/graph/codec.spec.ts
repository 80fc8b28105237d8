import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeSnapshot, encodeSnapshot } from '../../../../src/core/graph/codec.js';
import { compileSnapshot } from '../../../../src/core/graph/compile.js';
import { decodeEvidence, encodeEvidence, evidenceOf } from '../../../../src/core/graph/evidence.js';
import { DamagedDataError } from '../../../../src/core/graph/sections.js';
import type { Snapshot } from '../../../../src/core/graph/snapshot.js';
import { kindsOf } from '../../../../src/core/graph/snapshot.js';
import { computeView, decodeView, encodeView } from '../../../../src/core/graph/view.js';
import { arbitraryPages } from './arbitrary-pages.js';
import { link, page } from './pages.js';

/** Everything a snapshot says, as plain values. */
function plain(snapshot: Snapshot): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(snapshot).map(([name, value]: [string, unknown]) => {
      if (typeof value === 'number' || ArrayBuffer.isView(value)) return [name, value];
      const column = value as Snapshot['titles'];
      return [name, Array.from({ length: column.length }, (_, i) => column.at(i))];
    }),
  );
}

const pages = [page('a', { title: '\ufeffÄ 漢 🦊', links: [link('mention', 'b', { evidence: ['why'] })] }), page('b')];

describe('stored bytes', () => {
  it('give back every snapshot', () => {
    fc.assert(
      fc.property(arbitraryPages, (made) => {
        const { snapshot } = compileSnapshot(made);
        const bytes = encodeSnapshot(snapshot);
        const decoded = decodeSnapshot(bytes);
        expect(plain(decoded)).toEqual(plain(snapshot));
        expect(encodeSnapshot(decoded)).toEqual(bytes);
      }),
    );
  });

  it('give back every sentence', () => {
    fc.assert(
      fc.property(arbitraryPages, (made) => {
        const { snapshot, evidence } = compileSnapshot(made);
        const decoded = decodeEvidence(encodeEvidence(evidence));
        for (let edge = 0; edge < snapshot.edge_count; edge++) {
          for (const kind of kindsOf(snapshot.edge_kinds[edge]!)) {
            expect(evidenceOf(decoded, edge, kind)).toEqual(evidenceOf(evidence, edge, kind));
          }
        }
      }),
    );
  });

  it('give back a view', () => {
    const view = computeView(compileSnapshot(pages).snapshot);
    expect(decodeView(encodeView(view))).toEqual(view);
  });

  it('may lie anywhere in a buffer', () => {
    const bytes = encodeSnapshot(compileSnapshot(pages).snapshot);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeSnapshot(shifted.subarray(3)).titles.at(0)).toBe('\ufeffÄ 漢 🦊');
  });

  it('are refused when any byte of them is changed, missing or too many', () => {
    const { snapshot, evidence } = compileSnapshot(pages);
    const view = encodeView(computeView(snapshot));
    for (const [bytes, decode] of [
      [encodeSnapshot(snapshot), decodeSnapshot],
      [encodeEvidence(evidence), decodeEvidence],
      [view, decodeView],
    ] as const) {
      for (let i = 0; i < bytes.length; i++) {
        const changed = bytes.slice();
        changed[i]! ^= 0x41;
        expect(() => decode(changed)).toThrow(DamagedDataError);
        expect(() => decode(bytes.slice(0, i))).toThrow(DamagedDataError);
      }
      expect(() => decode(Uint8Array.of(...bytes, 0, 0, 0, 0, 0, 0, 0, 0))).toThrow(DamagedDataError);
    }
  });

  it('are refused as one another', () => {
    const { snapshot, evidence } = compileSnapshot(pages);
    expect(() => decodeSnapshot(encodeEvidence(evidence))).toThrow('not the expected kind');
    expect(() => decodeEvidence(encodeSnapshot(snapshot))).toThrow('not the expected kind');
  });
});
