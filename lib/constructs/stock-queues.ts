import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { movementEvents } from '../../core/stock/read-movements.ts';
import { failureQueue } from './failure-queue.ts';
import { WorkQueue } from './work-queue.ts';

/**
 * The ways of stock: which SKUs moved and which shops to look at, what warehouses report, and what of that could not be taken in.
 * An event that the bus cannot put into its queue lies with that queue's dead letters, in the same form.
 */
export class StockQueues extends Construct {
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
      /** How long the messages that name SKUs and shops are gathered for. */
      readonly gatherSeconds: number;
    },
  ) {
    super(scope, id);
    const { gatherSeconds, ...each } = props;
    this.work = new WorkQueue(this, 'work', { ...each, gatherSeconds, name: 'stock' });
    this.intake = new WorkQueue(this, 'intake', { ...each, name: 'stock-intake' });
    this.rejected = failureQueue(this, 'rejected', `tsunagi-${props.stage}-stock-rejected`);
    new Rule(this, 'movements', {
      ruleName: `tsunagi-${props.stage}-stock-movements`,
      description: 'Puts events that report movements of stock into the queue they are taken in from',
      eventBus: props.bus,
      eventPattern: { detailType: Object.keys(movementEvents) },
      targets: [new SqsQueue(this.intake.queue, { deadLetterQueue: this.intake.deadLetters })],
    });
  }
}
