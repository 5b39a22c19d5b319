import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { minuteMs } from '../../../core/kernel/time.ts';
import { type Deployment, stage } from '../deployment.ts';
import { tell } from '../progress.ts';
import { schedulesOf } from '../schedules.ts';
import { logs } from '../signed-call.ts';
import { storedNumbers } from '../stored.ts';
import type { Step } from '../story.ts';
import { until } from '../until.ts';
import { shopUrls } from './onboarding.ts';

const FunctionName = `tsunagi-${stage}-poll-orders`;
const Name = 'live';
const noSuchTable = 'no-such-table';
/** Runs are started again after so many looks: ten seconds. */
const looksARound = 20;

/**
 * What CodeDeploy does to an alias, done by hand, as the emulator has no CodeDeploy: half of the runs go to a new version that cannot work, and back.
 * Which version a run gets is chance: runs are started here, beside the schedules, until one has failed. The schedules alone make up for it.
 */
export function releasing(the: () => Deployment, step: Step): void {
  let before = '';
  let broken = '';

  step('gives half of the runs to a new version that cannot find its tables', async () => {
    const { lambda } = the().place.account;
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const Variables = { ...Environment?.Variables, SHOPS_TABLE: noSuchTable };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
    broken = String((await lambda.send(new PublishVersionCommand({ FunctionName }))).Version);
    await lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: Environment?.Variables } }),
    );
    before = String((await lambda.send(new GetAliasCommand({ FunctionName, Name }))).FunctionVersion);
    await shift({ [broken]: 0.5 });
    const { stdout } = await the().ops('doctor');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      `50 % of its runs go to version ${broken}, the others to ${before}`,
    );
  });

  step(
    'loses no order: the next run of the version before makes up for each run that failed',
    async () => {
      const since = Date.now();
      let looks = 0;
      await until('a failed run of the new version', 15 * minuteMs, async () => {
        // More runs at once than the machine can start would only wait for each other.
        if (looks++ % looksARound === 0) await pollAll();
        return (await failuresSince(since)) > 0;
      });
      const [shopUrl] = shopUrls;
      const placed = await the().place.mall.addOrders(shopUrl, 3);
      const { Orders } = await the().tables();
      await until('the import beside runs that fail', 15 * minuteMs, async () => {
        const stored = await storedNumbers(the().place.account.dynamodb, Orders);
        return placed.every((orderNumber) => stored.has(orderNumber));
      });
      const { recount } = await the().takeStock();
      expect(recount.figures.orders.duplicates, recount.findings.join('\n')).toBe(0);
      tell(`${await failuresSince(since)} runs of version ${broken} failed, and every order is stored once`);
    },
    35 * minuteMs,
  );

  step('is rolled back, and the variables of every function stay those of the version in use', async () => {
    await shift({});
    const { lambda } = the().place.account;
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier: Name }));
    expect(Environment?.Variables?.SHOPS_TABLE).toBe((await the().tables()).Shops);
    const { stdout } = await the().ops('doctor');
    expect(stdout).not.toContain('under way');
  });

  const shift = (AdditionalVersionWeights: Record<string, number>) =>
    the().place.account.lambda.send(
      new UpdateAliasCommand({
        FunctionName,
        Name,
        FunctionVersion: before,
        RoutingConfig: { AdditionalVersionWeights },
      }),
    );

  /** One run for each schedule, with what the schedule would give it. */
  async function pollAll(): Promise<void> {
    const { lambda, scheduler } = the().place.account;
    for (const { Target } of await schedulesOf(scheduler, 'poll-orders')) {
      await lambda.send(
        new InvokeCommand({ FunctionName, Qualifier: Name, InvocationType: 'Event', Payload: Target?.Input ?? '{}' }),
      );
    }
  }

  /** Error lines of runs that did not find their table. */
  async function failuresSince(startTime: number): Promise<number> {
    const { events } = await logs(the().place.account.endpoint, 'FilterLogEvents', {
      logGroupName: `/aws/lambda/${FunctionName}`,
      filterPattern: noSuchTable,
      startTime,
    });
    return (events as object[]).length;
  }
}
