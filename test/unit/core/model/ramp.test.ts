import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { defaultHealthSettings } from '../../../../core/model/health-settings.ts';
import { shopsOfStep, stepSince } from '../../../../core/model/standing.ts';

const { ramp } = defaultHealthSettings;

describe('the steps of the ramp', () => {
  it('let three shops through, then a tenth, a half and all', () => {
    expect(ramp.map((step) => shopsOfStep(step, 200, 1))).toEqual([3, 20, 100, 200]);
    expect(shopsOfStep(undefined, 200, 1)).toBe(200);
  });

  it('share the few shops of the first step among the shards, and leave each at least one', () => {
    expect([1, 2, 3, 16].map((shards) => shopsOfStep(ramp[0], 60, shards))).toEqual([3, 1, 1, 1]);
    expect(shopsOfStep(ramp[0], 1, 1)).toBe(1);
  });

  it('pass by time alone where nothing judges: a tenth at most in the first five minutes', () => {
    const steps = [0, 1, 2, 4, 5, 6, 7, 8, 600].map((minutes) => stepSince(0, minutes * minuteMs, ramp));
    expect(steps).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 3]);
  });
});
