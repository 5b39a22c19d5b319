import { describe, expect, it } from 'vitest';
import { healthyAtFirst } from '../../../../core/model/health.ts';
import { defaultHealthSettings as settings } from '../../../../core/model/health-settings.ts';
import type { ProbeResult } from '../../../../core/outage/probe.ts';
import { endsFailing } from '../../../../core/outage/probe-rounds.ts';
import { roundOf } from '../../../../core/outage/round.ts';
import { createMemoryStore, memoryPorts } from '../../../../proving/memory/index.ts';

const resultsOf = (verdicts: readonly ProbeResult['verdict'][]): ProbeResult[] =>
  verdicts.map((verdict, at) => ({ shop: 'rms#shop-1', at, verdict, unheard: false, mallAheadMs: null, tookMs: 0 }));

describe('a round of probes', () => {
  it.each([
    [true, ['answered', 'answered']],
    [true, ['failed', 'failed', 'answered', 'answered']],
    [true, ['answered', 'throttled', 'answered']],
    [false, ['failed', 'failed', 'failed', 'answered']],
    [false, ['answered', 'failed', 'answered', 'answered']],
    [false, ['answered', 'answered', 'failed']],
    [false, ['failed', 'failed']],
    [false, []],
  ] as const)('confirms that the mall is back: %s for %j', async (isSo, verdicts) => {
    const seen = { results: resultsOf(verdicts), networkIsOurs: false, callsPerSecond: 1, mallAheadMs: 0 };
    const health = healthyAtFirst('rms', 'import');
    const clock = { now: () => 0, sleep: async () => undefined };
    const world = { ports: { ...memoryPorts(createMemoryStore()), clock }, settings };
    expect(await roundOf(world, { maintenances: [] } as never, health, seen)).toMatchObject({ confirmed: isSo });
  });

  it.each([
    [true, ['answered', 'failed', 'failed']],
    [true, ['failed', 'failed', 'throttled']],
    [false, ['failed', 'failed', 'answered']],
    [false, ['answered', 'failed']],
    [false, ['failed']],
    [false, []],
  ] as const)('ends failing: %s for %j', (isSo, verdicts) => {
    expect(endsFailing(resultsOf(verdicts), settings.badFailures)).toBe(isSo);
  });
});
