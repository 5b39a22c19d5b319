import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { failureQueue } from './failure-queue.ts';

/**
 * How often a message is received before it counts as poison. A function that was killed leaves its messages behind, too, so it
 * takes more than one: AWS advises five at least.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
const receivesMax = 5;

/** A message is out of sight for six times as long as the function may run, and as long as messages are gathered: the same page. */
const visibilityOverTimeout = 6;

/**
 * A queue that feeds a function, and where its messages end that cannot be dealt with. They name where to look, never what is
 * true, so they may be lost, doubled and late: they are kept for four days, the dead ones for fourteen.
 */
export class WorkQueue extends Construct {
  /** What it is called in outputs, alarms and the dashboard: its name without that of the stage. */
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
