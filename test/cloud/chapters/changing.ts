import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { minuteMs } from '../../../core/kernel/time.ts';
import { type Deployment, stage } from '../deployment.ts';
import { schedulesOf } from '../schedules.ts';
import type { Step } from '../story.ts';

/** Another number of schedules and another overlap, deployed while the mall is broken and orders wait. */
export function changing(the: () => Deployment, step: Step): void {
  step(
    'shows what would change, and changes it',
    async () => {
      the().choose({ shards: 2, overlapMinutes: 20 });
      const said = await the().walk('npx cdk diff');
      expect(said).toContain('OVERLAP_MINUTES');
      expect(said).toContain(`✅  Tsunagi-${stage}`);
    },
    5 * minuteMs,
  );

  step('gives the functions their new settings, and each of the polls its part', async () => {
    const { lambda, scheduler } = the().place.account;
    const { Environment, Version } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: `tsunagi-${stage}-poll-orders`, Qualifier: 'live' }),
    );
    // The version before is gone; its number is never given again.
    expect(Version).toBe('2');
    expect(Environment?.Variables).toMatchObject({ SHARDS: '2', OVERLAP_MINUTES: '20' });
    const polls = await schedulesOf(scheduler, 'poll-orders');
    expect(polls.map(({ State }) => State)).toEqual(['ENABLED', 'ENABLED']);
    const inputs = polls.map(({ Target }) => JSON.parse(Target?.Input ?? 'null'));
    expect(inputs).toEqual(
      expect.arrayContaining([
        { shard: 0, shards: 2 },
        { shard: 1, shards: 2 },
      ]),
    );
  });

  step('spreads the shops over both', async () => {
    expect(await the().walk('npm run ops -- shops spread')).toMatch(/1 .*1|moved/);
    const { stdout } = await the().ops('shops spread --dry-run --json');
    expect(JSON.parse(stdout)).toMatchObject({ shards: 2, shops: 2, toMove: 0 });
  });
}
