import { expect, it } from 'vitest';
import { measureCpuShare } from '../../../wiring/cpu-share.ts';

it('the same work is more of a small function’s share of the processor, and never more than all of it', () => {
  const [whole, quarter] = [measureCpuShare(1_769), measureCpuShare(442)];
  for (const until = process.cpuUsage().user + 30_000; process.cpuUsage().user < until; );
  const used = whole();
  expect(used).toBeGreaterThan(0);
  expect(quarter()).toBeGreaterThanOrEqual(used);
  expect(quarter()).toBeLessThanOrEqual(1);
});
