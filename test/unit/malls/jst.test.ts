import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jstStamp, parseJstLocal, parseJstStamp, parseUtcLocal } from '../../../malls/jst.ts';

const at = Date.parse('2026-11-24T06:45:07Z');

describe("times as Japan's malls write them", () => {
  it('writes no colon, no fraction and no Z', () => {
    expect(jstStamp(at)).toBe('2026-11-24T15:45:07+0900');
    expect(jstStamp(at + 999)).toBe('2026-11-24T15:45:07+0900');
  });

  it('reads the zone with and without a colon', () => {
    expect(parseJstStamp('2026-11-24T15:45:07+0900')).toBe(at);
    expect(parseJstStamp('2026-11-24T15:45:07+09:00')).toBe(at);
  });

  it('takes a time without a zone for what the caller says it is', () => {
    expect(parseJstLocal('2026-11-24T15:45:07')).toBe(at);
    expect(parseUtcLocal('2026-11-24T06:45:07')).toBe(at);
  });

  it.each([
    '2026-11-24T15:45:07',
    '2026-11-24T15:45:07Z',
    '2026-11-24T15:45:07+0000',
    '2026-11-24T15:45:07.000+0900',
    '2026-11-24 15:45:07+0900',
    '2026-04-31T00:00:00+0900',
    '2026-02-29T00:00:00+0900',
    '2026-13-01T00:00:00+0900',
    '2026-11-24T24:00:00+0900',
    '0000-00-00T00:00:00+0900',
    '',
  ])('reads no moment from %j', (text) => {
    expect(parseJstStamp(text)).toBeNull();
  });

  it('reads back every second it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_799 }), (seconds) => {
        expect(parseJstStamp(jstStamp(seconds * 1_000))).toBe(seconds * 1_000);
      }),
    );
  });
});
