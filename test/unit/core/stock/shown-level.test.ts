import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareSku } from '../../../../core/model/sku.ts';
import { levelFingerprint, listingFingerprint, shownLevel } from '../../../../core/stock/ledger.ts';

const level = { sku: 'tea', free: 10, buffer: 0, fingerprint: 'f' };
const terms = { linked: true, buffer: 0, cap: null, floor: null };

describe('what a listing shows', () => {
  it.each([
    ['all that is free', {}, {}, 10],
    ['nothing of what the SKU keeps back', { buffer: 3 }, {}, 7],
    ['nothing of what the listing keeps back', { buffer: 3 }, { buffer: 4 }, 3],
    ['at most its cap', {}, { cap: 4 }, 4],
    ['0 at a cap of 0', {}, { cap: 0 }, 0],
    ['its floor, when just so many are left', {}, { floor: 10 }, 10],
    ['0 below its floor', {}, { floor: 11 }, 0],
    ['what is over its floor by what is left after the buffers', { buffer: 1 }, { floor: 10 }, 0],
    ['its cap, although that is below its floor', {}, { floor: 5, cap: 2 }, 2],
    ['at most what the mall takes', { free: 100_000 }, {}, 99_999],
    ['0 when more is kept back than there is', { free: 2, buffer: 3 }, {}, 0],
    ['0 when it is oversold', { free: -3 }, {}, 0],
  ])('is %s', (_, of, by, shown) => {
    expect(shownLevel({ ...level, ...of }, { ...terms, ...by }, 99_999)).toBe(shown);
  });

  it('is not sent to a mall while the level is unknown or the listing is not linked', () => {
    expect(shownLevel({ ...level, free: null }, terms, 99_999)).toBeNull();
    expect(shownLevel(level, { ...terms, linked: false }, 99_999)).toBeNull();
  });

  it('is never below 0, over what the mall takes, or over what is free', () => {
    const pieces = fc.integer({ min: -20, max: 200 });
    const atLeastNone = fc.nat({ max: 30 });
    const limit = fc.option(atLeastNone);
    const anyTerms = fc.record({ linked: fc.constant(true), buffer: atLeastNone, cap: limit, floor: limit });
    fc.assert(
      fc.property(pieces, atLeastNone, anyTerms, (free, buffer, by) => {
        const shown = shownLevel({ ...level, free, buffer }, by, 99) ?? -1;
        expect(shown).toBeGreaterThanOrEqual(0);
        expect(shown).toBeLessThanOrEqual(Math.max(0, Math.min(99, free - buffer - by.buffer)));
      }),
    );
  });
});

describe('a fingerprint', () => {
  const row = (sku: string, mark: number) => ({ ...bareSku('hanamori', sku), mark });

  it('is the same whatever order rows come in and however often', () => {
    const [tea, box] = [row('tea', 3), row('box', 1)];
    expect(levelFingerprint([tea, box, tea])).toBe(levelFingerprint([box, tea]));
  });

  it('distinguishes SKUs and marks that read alike when joined', () => {
    expect(levelFingerprint([row('a1', 2)])).not.toBe(levelFingerprint([row('a', 12)]));
    expect(levelFingerprint([row('a', 1), row('b', 2)])).not.toBe(levelFingerprint([row('a', 2), row('b', 1)]));
  });

  it('stays short, whatever a set consists of, and still distinguishes one mark from another', () => {
    const parts = Array.from({ length: 50 }, (_, index) => row(`a-part-with-a-long-name-${index}`, index));
    const changed = parts.map((part, index) => (index === 49 ? { ...part, mark: 99 } : part));
    expect(levelFingerprint(parts).length).toBeLessThanOrEqual(60);
    expect(levelFingerprint(parts)).not.toBe(levelFingerprint(changed));
  });

  it('of a listing changes with its terms', () => {
    expect(listingFingerprint({ terms: 1 }, level)).not.toBe(listingFingerprint({ terms: 2 }, level));
  });
});
