import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type RedriveAllowPolicy, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/**
 * Holds records of runs that failed or waited too long. Nothing is redriven from it: the next run of the schedule does the work. The
 * record shows that a run was lost, and why. Kept 14 days, the longest SQS allows.
 *
 * @param source the name of the one queue that may give up its messages to it; without one no queue may
 */
export function failureQueue(scope: Construct, id: string, queueName: string, source?: string): Queue {
  return new Queue(scope, id, {
    queueName,
    retentionPeriod: Duration.days(14),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    redriveAllowPolicy: allowOnly(scope, source),
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** The source is given by name: it already refers to its dead letters, and CloudFormation allows no circular reference. */
function allowOnly(scope: Construct, source: string | undefined): RedriveAllowPolicy {
  if (source === undefined) return { redrivePermission: RedrivePermission.DENY_ALL };
  const queueArn = Stack.of(scope).formatArn({ service: 'sqs', resource: source });
  return {
    redrivePermission: RedrivePermission.BY_QUEUE,
    sourceQueues: [Queue.fromQueueArn(scope, 'source', queueArn)],
  };
}
