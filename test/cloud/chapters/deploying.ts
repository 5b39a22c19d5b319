import { expect } from 'vitest';
import { minuteMs } from '../../../core/units.ts';
import { type Deployment, stage } from '../deployment.ts';
import { listenersOf } from '../listeners.ts';
import { account, region } from '../ministack/start.ts';
import type { Step } from '../story.ts';

/** From an account in which nothing is to two stacks. */
export function deploying(the: () => Deployment, step: Step): void {
  step(
    'bootstraps the account and the region',
    async () => {
      expect(await the().cdk('bootstrap', `aws://${account}/${region}`)).toContain('bootstrapped');
    },
    2 * minuteMs,
  );

  step(
    'deploys both stacks',
    async () => {
      const said = await the().cdk('deploy', '--all', '--require-approval', 'never', ...parametersOf(the()));
      expect(said).toContain('Outputs:');
    },
    3 * minuteMs,
  );

  step('has everything that was started listen on this machine only', async () => {
    const { ministack, mall } = the().place;
    const addresses = [ministack, mall].map(({ pid }) => listenersOf(pid));
    // Where the system does not show it, there is nothing to look at.
    if (addresses.includes(null)) return;
    expect(addresses.flat()).toHaveLength(2);
    for (const address of addresses.flat()) expect(address).toMatch(/^(127\.0\.0\.1|::1):\d+$/);
  });

  step('lets somebody else listen to the bus', () => the().listen());
}

/** What this deployment chooses, as options of the CDK. */
export function parametersOf({ place }: Deployment, others: Readonly<Record<string, string>> = {}): string[] {
  const parameters = { stage, rmsBaseUrl: place.mall.url, ...others };
  return Object.entries(parameters).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
