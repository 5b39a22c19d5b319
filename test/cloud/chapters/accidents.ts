import { UpdateContinuousBackupsCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { type ScheduleState, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { GetQueueAttributesCommand, PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { minuteMs } from '../../../core/kernel/time.ts';
import { type Deployment, stage } from '../deployment.ts';
import { schedulesOf } from '../schedules.ts';
import { until } from '../until.ts';

/** Switches the polls off, takes two guards from tables, and lets a run fail. */
export async function breakThings(deployment: Deployment): Promise<void> {
  const { lambda, sqs } = deployment.place.account;
  await setPolls(deployment, 'DISABLED');
  await setGuards(deployment, false);
  // An event that no schedule sends: the run fails, and its record ends in the queue.
  const FunctionName = `tsunagi-${stage}-reconcile`;
  const Payload = Buffer.from('{"shard":"none"}');
  await lambda.send(new InvokeCommand({ FunctionName, Qualifier: 'live', InvocationType: 'Event', Payload }));
  const QueueUrl = await failedQueue(deployment);
  await until('the record of the failed run', minuteMs, async () => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    return Attributes?.ApproximateNumberOfMessages === '1';
  });
}

/** Does what the doctor says, by the SDK: its commands are the AWS CLI's. */
export async function mendThings(deployment: Deployment): Promise<void> {
  await setPolls(deployment, 'ENABLED');
  await setGuards(deployment, true);
  await deployment.place.account.sqs.send(new PurgeQueueCommand({ QueueUrl: await failedQueue(deployment) }));
}

const failedQueue = async (deployment: Deployment) => (await deployment.outputs()).tsunagi.ReconcileFailedQueue;

/** An update of a schedule has to name everything that the schedule has. */
async function setPolls({ place }: Deployment, State: ScheduleState): Promise<void> {
  const { scheduler } = place.account;
  for (const found of await schedulesOf(scheduler, 'poll-orders')) {
    const { Name, GroupName, Description, ScheduleExpression, FlexibleTimeWindow, Target } = found;
    const whole = { Name, GroupName, Description, ScheduleExpression, FlexibleTimeWindow, Target };
    await scheduler.send(new UpdateScheduleCommand({ ...whole, State }));
  }
}

async function setGuards(deployment: Deployment, on: boolean): Promise<void> {
  const { dynamodb } = deployment.place.account;
  const { Orders, Shops } = await deployment.tables();
  await dynamodb.send(
    new UpdateContinuousBackupsCommand({
      TableName: Orders,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: on },
    }),
  );
  await dynamodb.send(new UpdateTableCommand({ TableName: Shops, DeletionProtectionEnabled: on }));
}
