import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import { clustersAtMost } from '../../proving/worlds/clusters.ts';
import type { Span } from '../../proving/worlds/outages.ts';

const span = (from: number, until = from): Span => ({ from: from * minuteMs, until: until * minuteMs });
const clusters = (found: readonly Span[], maybe: readonly Span[] = []) => clustersAtMost(found, maybe, hourMs);

describe('rows of troubles without an hour of calm', () => {
  it('rows of troubles are one where each begins within an hour of those before', () => {
    expect(clusters([])).toBe(0);
    expect(clusters([span(200, 210), span(0, 90), span(10, 20), span(150)])).toBe(1);
    expect(clusters([span(0, 10), span(71, 80)])).toBe(2);
  });

  it('rows of troubles may be one more by what may have been found, where that is far from all else', () => {
    expect(clusters([span(0, 10)], [span(71)])).toBe(2);
    expect(clusters([span(0, 10)], [span(70)])).toBe(1);
    expect(clusters([], [span(0, 100), span(90, 95), span(160)])).toBe(2);
  });

  it('rows of troubles are not made one by what may not have been found', () => {
    expect(clusters([span(0, 10), span(100, 110)], [span(50, 55)])).toBe(2);
  });
});
