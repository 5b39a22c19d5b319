import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EventBus, Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { AccountPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption, type RedriveAllowPolicy, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { newsSource } from '../../core/model/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import type { Parameters } from '../parameters.ts';

/**
 * How often a message is received before it counts as poison. A killed function also leaves its messages behind, so one
 * is not enough: AWS advises at least five.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
const receivesMax = 5;

/** Encrypted, reached by TLS alone, and gone with its stack: what its messages name is in the tables. */
const everyQueue = {
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  removalPolicy: RemovalPolicy.DESTROY,
};

/** A message is hidden for six times the function's time limit, plus the time for which messages are gathered (same page). */
function hiddenFor(feed: { readonly functionTimeoutSeconds: number; readonly gatherSeconds?: number }): Duration {
  return Duration.seconds(6 * feed.functionTimeoutSeconds + (feed.gatherSeconds ?? 0));
}

/**
 * A queue that feeds a function, and its dead-letter queue. Messages name where to look, never what is true, so they may be lost,
 * duplicated and late, unless `keptFor` says that they are all there is. They are kept for four days, dead letters for fourteen.
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
      readonly keptFor?: Duration;
      readonly receivesMax?: number;
    },
  ) {
    super(scope, id);
    const queueName = `tsunagi-${props.stage}-${props.name}`;
    this.name = props.name;
    this.deadLetters = failureQueue(this, 'dead', `${queueName}-dead`, queueName);
    this.queue = new Queue(this, 'queue', {
      queueName,
      visibilityTimeout: hiddenFor(props),
      retentionPeriod: props.keptFor ?? Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.receivesMax ?? receivesMax },
      ...everyQueue,
    });
  }
}

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
    ...everyQueue,
    redriveAllowPolicy: allowOnly(scope, source),
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
  /** Whether events go to the queue of the work. */
  readonly isOne: boolean;
  /** The addresses of the queue of the events and of the one that has their place, `from>to`; null where they have their own. */
  readonly moves: string | null;

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
      /** Whether events go to the queue of the work, so that one event source reads both. */
      readonly isOne: boolean;
    },
  ) {
    super(scope, id);
    const { gatherSeconds, asked, isOne, ...each } = props;
    this.work = new WorkQueue(this, 'work', { ...each, gatherSeconds, name: id });
    this.intake = new WorkQueue(this, 'intake', { ...each, name: `${id}-intake` });
    this.rejected = failureQueue(this, 'rejected', `tsunagi-${props.stage}-${id}-rejected`);
    this.ruleName = `tsunagi-${props.stage}-${id}-${asked.rule}`;
    const [used, unused] = isOne ? [this.work, this.intake] : [this.intake, this.work];
    this.isOne = isOne;
    this.moves = isOne ? `${this.intake.queue.queueUrl}>${this.work.queue.queueUrl}` : null;
    const rule = new Rule(this, asked.rule, {
      ruleName: this.ruleName,
      description: asked.description,
      eventBus: props.bus,
      // From any source but our own, whose functions ask for nothing.
      eventPattern: { source: Match.anythingBut(newsSource), detailType: [...asked.detailTypes] },
      targets: [new SqsQueue(used.queue, { deadLetterQueue: used.deadLetters })],
    });
    // In every profile the rule may send to either, so that no event is lost while a deployment changes the profile, in whatever order.
    for (const queue of [unused.queue, unused.deadLetters]) {
      queue.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [queue.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
        }),
      );
    }
  }
}

/**
 * The queue of hints about changed orders: malls send their messages to it from accounts of their own, and what takes their posts passes those
 * on. Null where none of these malls tells of any. The poll has each order minutes later, so an older message is worthless: SQS deletes what has failed for an hour. There are no dead letters, since
 * the mall's text names where the buyer lives.
 */
export function hintQueue(
  scope: Construct,
  {
    malls,
    stage,
    hintSources,
    takesPosts,
    functionTimeoutSeconds,
  }: Pick<Parameters, 'malls' | 'stage' | 'hintSources'> & {
    readonly takesPosts: boolean;
    readonly functionTimeoutSeconds: number;
  },
): Queue | null {
  const senders = malls.flatMap((mall) => mallDesks.of(mall).hintSender ?? []);
  if (senders.length === 0 && !takesPosts) return null;
  const hints = new Queue(new Construct(scope, 'order-hints'), 'queue', {
    queueName: `tsunagi-${stage}-order-hints`,
    visibilityTimeout: hiddenFor({ functionTimeoutSeconds }),
    retentionPeriod: Duration.hours(1),
    ...everyQueue,
  });
  if (senders.length > 0) {
    hints.addToResourcePolicy(
      new PolicyStatement({
        principals: senders.map((account) => new AccountPrincipal(account)),
        // Amazon wants both.
        actions: ['sqs:SendMessage', 'sqs:GetQueueAttributes'],
        resources: [hints.queueArn],
      }),
    );
  }
  for (const source of hintSources ?? []) takeFrom(scope, { source, stage, malls, hints });
  return hints;
}

/**
 * Takes a mall's messages that come by EventBridge. A partner event source has one bus in an account, which bears its name; it must be there
 * before the bus is made, and the mall makes it when a shop's messages are set up.
 */
function takeFrom(
  scope: Construct,
  { source, stage, malls, hints }: Pick<Parameters, 'malls' | 'stage'> & { source: string; hints: Queue },
): void {
  const detailType = malls.flatMap((mall) => mallDesks.of(mall).hintEvents ?? []);
  const eventBus = new EventBus(scope, `hints-${source}`, { eventSourceName: source });
  new Rule(scope, `hints-rule-${source}`, {
    eventBus,
    ruleName: `tsunagi-${stage}-hints`,
    description: "Puts a mall's messages about changed levels into the queue of its messages about orders",
    eventPattern: { source: [source], detailType },
    targets: [
      new SqsQueue(hints, {
        message: RuleTargetInput.fromEventPath('$.detail'),
        // Older ones are worthless.
        maxEventAge: Duration.hours(1),
      }),
    ],
  });
}
