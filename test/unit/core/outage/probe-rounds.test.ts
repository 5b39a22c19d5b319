import { describe, expect, it } from 'vitest';
import { defaultHealthSettings as settings } from '../../../../core/model/health-settings.ts';
import { endsFailing } from '../../../../core/outage/probe-rounds.ts';

describe('a round of probes', () => {
  it.each([
    [true, ['answered', 'failed', 'failed']],
    [true, ['failed', 'failed', 'throttled']],
    [false, ['failed', 'failed', 'answered']],
    [false, ['answered', 'failed']],
    [false, ['failed']],
    [false, []],
  ] as const)('ends failing: %s for %j', (isSo, verdicts) => {
    const results = verdicts.map((verdict, at) => ({
      ...{ shop: 'rms#shop-1', at, verdict },
      ...{ unheard: false, mallAheadMs: null },
    })) as Parameters<typeof endsFailing>[0];
    expect(endsFailing(results, settings.badFailures)).toBe(isSo);
  });
});
