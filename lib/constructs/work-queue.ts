import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { failureQueue } from './failure-queue.ts';

/**
 * How often a message is received before it counts as poison. A killed function also leaves its messages behind, so one
 * is not enough: AWS advises at least five.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
const receivesMax = 5;

/** A message is hidden for six times the function's time limit, plus the time for which messages are gathered (same page). */
const visibilityOverTimeout = 6;

/**
 * A queue that feeds a function, and its dead-letter queue. Messages name where to look, never what is true, so they may be lost,
 * duplicated and late. They are kept for four days, dead letters for fourteen.
 */
export class WorkQueue extends Construct {
  /** Its name in outputs, alarms and the dashboard: without the stage. */
  readonly name: string;
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly stage: string;
      readonly name: string;
      readonly functionTimeoutSeconds: number;
      readonly gatherSeconds?: number;
    },
  ) {
    super(scope, id);
    const queueName = `tsunagi-${props.stage}-${props.name}`;
    this.name = props.name;
    this.deadLetters = failureQueue(this, 'dead', `${queueName}-dead`, queueName);
    this.queue = new Queue(this, 'queue', {
      queueName,
      visibilityTimeout: Duration.seconds(
        visibilityOverTimeout * props.functionTimeoutSeconds + (props.gatherSeconds ?? 0),
      ),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: receivesMax },
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
