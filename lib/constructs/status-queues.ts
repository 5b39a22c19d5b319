import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { failureQueue } from './failure-queue.ts';
import { WorkQueue } from './work-queue.ts';

/** The type of the events that ask for changes, whoever they are from: `docs/events/StatusPushRequested.schema.json`. */
const requests = 'StatusPushRequested';

/**
 * The ways of pushes: which shops to look at, what events ask for, and what of that could not be taken in. An event that the bus
 * cannot put into its queue lies with that queue's dead letters, in the same form.
 */
export class StatusQueues extends Construct {
  readonly work: WorkQueue;
  readonly intake: WorkQueue;
  readonly rejected: Queue;

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly stage: string;
      readonly bus: EventBus;
      readonly functionTimeoutSeconds: number;
      /** How long the messages that name shops are gathered for. */
      readonly gatherSeconds: number;
    },
  ) {
    super(scope, id);
    const { gatherSeconds, ...each } = props;
    this.work = new WorkQueue(this, 'work', { ...each, gatherSeconds, name: 'status' });
    this.intake = new WorkQueue(this, 'intake', { ...each, name: 'status-intake' });
    this.rejected = failureQueue(this, 'rejected', `tsunagi-${props.stage}-status-rejected`);
    new Rule(this, 'requests', {
      ruleName: `tsunagi-${props.stage}-status-requests`,
      description: 'Puts events that ask for changes at a mall into the queue they are taken in from',
      eventBus: props.bus,
      eventPattern: { detailType: [requests] },
      targets: [new SqsQueue(this.intake.queue, { deadLetterQueue: this.intake.deadLetters })],
    });
  }
}
