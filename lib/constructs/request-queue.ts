import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { failureQueue } from './failure-queue.ts';
import { WorkQueue } from './work-queue.ts';

/** The events that request work, and the rule that matches them. */
interface Asked {
  /** The rule's construct id, and the end of its name. */
  readonly rule: string;
  readonly detailTypes: readonly string[];
  /** What the rule does, as shown in the console. */
  readonly description: string;
}

/**
 * The queues of one kind of work: shops to look at, events that request work, and rejected events. An event that the bus cannot put into
 * its queue goes to that queue's dead letters, in the same form.
 */
export class RequestQueue extends Construct {
  readonly work: WorkQueue;
  readonly intake: WorkQueue;
  readonly rejected: Queue;
  /** The name of the rule. */
  readonly ruleName: string;

  constructor(
    scope: Construct,
    /** Names the queues, too. */
    id: string,
    props: {
      readonly stage: string;
      readonly bus: EventBus;
      readonly functionTimeoutSeconds: number;
      /** For how long messages that name shops are gathered. */
      readonly gatherSeconds: number;
      readonly asked: Asked;
    },
  ) {
    super(scope, id);
    const { gatherSeconds, asked, ...each } = props;
    this.work = new WorkQueue(this, 'work', { ...each, gatherSeconds, name: id });
    this.intake = new WorkQueue(this, 'intake', { ...each, name: `${id}-intake` });
    this.rejected = failureQueue(this, 'rejected', `tsunagi-${props.stage}-${id}-rejected`);
    this.ruleName = `tsunagi-${props.stage}-${id}-${asked.rule}`;
    new Rule(this, asked.rule, {
      ruleName: this.ruleName,
      description: asked.description,
      eventBus: props.bus,
      eventPattern: { detailType: [...asked.detailTypes] },
      targets: [new SqsQueue(this.intake.queue, { deadLetterQueue: this.intake.deadLetters })],
    });
  }
}
