import { UpdateContinuousBackupsCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetScheduleCommand, paginateListSchedules, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { GetQueueAttributesCommand, PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { minuteMs } from '../../../core/units.ts';
import type { Outcome } from '../../../ops/doctor/outcome.ts';
import { type Deployment, stage } from '../deployment.ts';
import type { Step } from '../story.ts';
import { until } from '../until.ts';
import { shopUrls } from './onboarding.ts';

type Trouble = Extract<Outcome, { readonly fix: object }>;

/** Things that go wrong in accounts of real people are done to this one, and the doctor has to find each. */
export function examining(the: () => Deployment, step: Step): void {
  let before: readonly Trouble[] = [];

  step('finds nothing wrong but what nobody has set up', async () => {
    before = await diagnosis(the());
    // Nobody gave an address for alarms or a sender for mails, and no shop has been imported yet.
    expect(before.map(({ check }) => check).filter((check) => check !== 'shops' && check !== 'merchants')).toEqual([
      'alarm mails',
    ]);
  });

  step(
    'names each of four things that were broken, with what to type',
    async () => {
      await breakThings(the());
      const found = (await diagnosis(the())).filter(({ what }) => !before.some((known) => known.what === what));
      const told = Object.fromEntries(
        found.map(({ check, what, fix }) => [check, [what, fix.say, ...fix.run].join('\n')]),
      );
      expect(Object.keys(told).sort()).toEqual(['failed runs', 'schedules', 'shops', 'tables']);
      const { Orders, Shops } = await the().tables();
      expect(told.schedules).toMatch(/poll-orders/);
      expect(told.shops).toContain(`rms#${shopUrls[0]}`);
      expect(
        found
          .filter(({ check }) => check === 'tables')
          .map(({ what }) => what)
          .join('\n'),
      ).toMatch(/Orders[\s\S]*Shops|Shops[\s\S]*Orders/);
      expect(
        found
          .filter(({ check }) => check === 'tables')
          .flatMap(({ fix }) => fix.run)
          .join('\n'),
      ).toContain(Orders);
      expect(
        found
          .filter(({ check }) => check === 'tables')
          .flatMap(({ fix }) => fix.run)
          .join('\n'),
      ).toContain(Shops);
      expect(told['failed runs']).toContain(`tsunagi-${stage}-reconcile`);
      for (const { fix } of found) expect(fix.say).not.toBe('');
    },
    2 * minuteMs,
  );

  step('is content again when they are mended', async () => {
    await mendThings(the());
    expect((await diagnosis(the())).map(({ what }) => what)).toEqual(before.map(({ what }) => what));
  });
}

async function diagnosis(deployment: Deployment): Promise<readonly Trouble[]> {
  const { stdout, stderr } = await deployment.ops('doctor --json');
  if (stdout === '') throw new Error(`The doctor said nothing:\n${stderr}`);
  const { checks } = JSON.parse(stdout) as { checks: Outcome[] };
  return checks.filter((outcome): outcome is Trouble => 'fix' in outcome);
}

async function breakThings(deployment: Deployment): Promise<void> {
  const { dynamodb, lambda, sqs } = deployment.place.account;
  const { Orders, Shops } = await deployment.tables();
  await setPolls(deployment, 'DISABLED');
  await dynamodb.send(
    new UpdateContinuousBackupsCommand({
      TableName: Orders,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
    }),
  );
  await dynamodb.send(new UpdateTableCommand({ TableName: Shops, DeletionProtectionEnabled: false }));
  // An event that no schedule sends: the run fails, and its record ends in the queue.
  const FunctionName = `tsunagi-${stage}-reconcile`;
  await lambda.send(
    new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: Buffer.from('{"shard":"none"}') }),
  );
  const QueueUrl = (await deployment.outputs()).tsunagi.ReconcileFailedQueue;
  await until('the record of the failed run', minuteMs, async () => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    return Attributes?.ApproximateNumberOfMessages === '1';
  });
}

async function mendThings(deployment: Deployment): Promise<void> {
  const { dynamodb, sqs } = deployment.place.account;
  const { Orders, Shops } = await deployment.tables();
  await setPolls(deployment, 'ENABLED');
  await dynamodb.send(
    new UpdateContinuousBackupsCommand({
      TableName: Orders,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    }),
  );
  await dynamodb.send(new UpdateTableCommand({ TableName: Shops, DeletionProtectionEnabled: true }));
  await sqs.send(new PurgeQueueCommand({ QueueUrl: (await deployment.outputs()).tsunagi.ReconcileFailedQueue }));
}

/** Switches the schedules of poll-orders on or off: an update has to name everything that a schedule has. */
async function setPolls({ place }: Deployment, State: 'ENABLED' | 'DISABLED'): Promise<void> {
  const { scheduler } = place.account;
  for await (const { Schedules = [] } of paginateListSchedules(
    { client: scheduler },
    { GroupName: `tsunagi-${stage}` },
  )) {
    for (const { Name, GroupName, Target } of Schedules) {
      if (!Target?.Arn?.endsWith('poll-orders')) continue;
      const {
        ScheduleExpression,
        FlexibleTimeWindow,
        Target: target,
        Description,
      } = await scheduler.send(new GetScheduleCommand({ Name, GroupName }));
      await scheduler.send(
        new UpdateScheduleCommand({
          Name,
          GroupName,
          ScheduleExpression,
          FlexibleTimeWindow,
          Target: target,
          Description,
          State,
        }),
      );
    }
  }
}
