import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { compactNotionId, idOfExportPath, normaliseNotionId, uuidV5 } from '../../../../src/core/notion/ids.js';

const hex = fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdefABCDEF')), minLength: 32, maxLength: 32 });

describe('Notion ids', () => {
  it('normalise to dashed lower-case and back, from any spelling', () => {
    fc.assert(
      fc.property(hex, (digits) => {
        const id = normaliseNotionId(digits);
        expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        expect(normaliseNotionId((id ?? '').toUpperCase())).toBe(id);
        expect(compactNotionId(id ?? '')).toBe(digits.toLowerCase());
      }),
    );
  });

  it('are nothing else', () => {
    for (const text of ['', 'x', 'g'.repeat(32), '0'.repeat(31), '0'.repeat(33), ` ${'0'.repeat(32)}`]) {
      expect(normaliseNotionId(text)).toBeNull();
    }
  });
});

describe('ids of paths', () => {
  it('are UUIDs of version 5 as RFC 9562 computes them (appendix A.4: www.example.com in the DNS namespace)', () => {
    expect(uuidV5('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });

  it('stay the same from export to export and differ from path to path', () => {
    expect(idOfExportPath('A/b.md')).toBe(idOfExportPath('A/b.md'));
    expect(idOfExportPath('A/b.md')).not.toBe(idOfExportPath('A/c.md'));
  });
});
