import { describe, expect, it } from 'vitest';
import { mallTimeOf, retryAfterOf } from '../../../../malls/rms/messages.ts';

describe("RMS's own clock", () => {
  it.each([
    ['Timestamp, which is UTC without saying so', { timestamp: '2026-11-24T06:45:07' }, '2026-11-24T06:45:07Z'],
    ['Date', { date: 'Tue, 24 Nov 2026 06:45:07 GMT' }, '2026-11-24T06:45:07Z'],
    [
      'the earlier of both: a cursor ahead of the mall would pass orders',
      { timestamp: '2026-11-24T15:45:07', date: 'Tue, 24 Nov 2026 06:45:08 GMT' },
      '2026-11-24T06:45:08Z',
    ],
  ])('is read from %s', (_name, headers, expected) => {
    expect(mallTimeOf(headers)).toBe(Date.parse(expected));
  });

  it.each([[{}], [{ timestamp: '1606200307', date: 'yesterday' }], [{ date: '2026-11-24' }]])(
    'is unknown from %j',
    (headers) => {
      expect(mallTimeOf(headers)).toBeNull();
    },
  );
});

describe('Retry-After', () => {
  it.each([
    [{ 'retry-after': '120' }, 120_000],
    [{ 'retry-after': 'Tue, 24 Nov 2026 06:45:07 GMT', date: 'Tue, 24 Nov 2026 06:45:00 GMT' }, 7_000],
    [{ 'retry-after': 'Tue, 24 Nov 2026 06:45:07 GMT', date: 'Tue, 24 Nov 2026 07:00:00 GMT' }, 0],
    [{ 'retry-after': 'Tue, 24 Nov 2026 06:45:07 GMT' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '-5' }, null],
    [{}, null],
  ])('of %j asks for %j ms', (headers, expected) => {
    expect(retryAfterOf(headers)).toBe(expected);
  });
});
