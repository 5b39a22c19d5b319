import { expect } from 'vitest';
import { minuteMs } from '../../../core/kernel/time.ts';
import { type Deployment, stackNames } from '../deployment.ts';
import { completeTables } from '../emulator-gaps.ts';
import type { Step } from '../story.ts';

/** From an account in which nothing is to two stacks. */
export function deploying(the: () => Deployment, step: Step): void {
  step(
    'bootstraps the account and the region',
    async () => {
      the().choose({});
      expect(await the().walk('npx cdk bootstrap')).toContain('bootstrapped');
    },
    2 * minuteMs,
  );

  step(
    'deploys both stacks',
    async () => {
      const said = await the().walk('npx cdk deploy');
      for (const stack of Object.values(stackNames)) expect(said).toContain(`✅  ${stack}`);
    },
    3 * minuteMs,
  );

  step('makes up for what the emulator leaves out of every table', async () => {
    const tables = Object.keys(await the().tables());
    expect(await completeTables(the().place.account, stackNames.data)).toHaveLength(tables.length);
  });

  step('lets an external program receive the events of the bus', () => the().attachConsumer());
}
