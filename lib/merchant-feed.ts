import { Duration } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as BusTarget, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { feedKinds, newsSource } from '../core/model/index.ts';
import { settings } from '../functions/feed-events/settings.ts';
import { WorkQueue } from './constructs/queues.ts';
import { QueueFedFunction } from './constructs/started-functions.ts';
import type { FunctionProps } from './constructs/tsunagi-function.ts';
import { controlBindings } from './control-scopes.ts';
import type { DataStack } from './data-stack.ts';
import type { Parameters } from './parameters.ts';

/** Events of the feeds, of any merchant. */
const fed = { source: [newsSource], detailType: [...feedKinds] };

/**
 * The queue of events for the feeds of merchants, with its rule and the function that appends them. A message is an event itself, so it is
 * kept as long as SQS allows, and given up only after most of a day of failures.
 */
export class MerchantFeed extends Construct {
  readonly events: WorkQueue;
  readonly ruleName: string;
  readonly fn: QueueFedFunction;

  constructor(
    scope: Construct,
    id: string,
    props: Pick<FunctionProps, 'stage' | 'isTraced' | 'wayOut'> &
      Pick<Parameters, 'shards'> & { readonly data: DataStack; readonly bus: EventBus },
  ) {
    super(scope, id);
    const { data, bus, shards, ...placed } = props;
    const { stage } = placed;
    const { batchMax, gatherSeconds, concurrencyAShard, timeoutSeconds: functionTimeoutSeconds } = settings;
    this.events = new WorkQueue(this, 'events', {
      ...{ stage, name: 'feed', functionTimeoutSeconds, gatherSeconds },
      ...{ keptFor: Duration.days(14), receivesMax: 1_000 },
    });
    const { queue, deadLetters } = this.events;
    this.ruleName = `tsunagi-${stage}-feed`;
    new Rule(this, 'rule', {
      ruleName: this.ruleName,
      description: 'Puts events of orders and changes into the queue of the feeds of merchants',
      eventBus: bus,
      eventPattern: fed,
      targets: [new SqsQueue(queue, { deadLetterQueue: deadLetters })],
    });
    const { Orders, Revisions, Shops, Control } = data.tables;
    this.fn = new QueueFedFunction(scope, 'feed-events', { ...placed, settings, environment: { STAGE: stage } })
      .bindTable('ORDERS_TABLE', Orders, { access: ['read'] })
      .bindTable('REVISIONS_TABLE', Revisions, { access: ['read'] })
      .bindTable('SHOPS_TABLE', Shops, { access: ['read'] })
      .bindControl(Control, controlBindings['feed-events'])
      .tell('FEED_QUEUE_URL', queue.queueUrl)
      .feedFrom(queue, {
        ...{ batchMax: batchMax.events, gatherSeconds, concurrencyMax: concurrencyAShard.events * shards },
      });
  }
}

/**
 * Sends the events of each of these merchants to a bus of theirs, in another account, say: a rule each, and a role that may put events on that
 * bus alone. EventBridge tries for a day; what its owner missed then is in the feed. Gives back the names of the rules by their merchants.
 */
export function merchantBuses(
  scope: Construct,
  {
    stage,
    bus,
    buses,
  }: { readonly stage: string; readonly bus: EventBus; readonly buses: Parameters['merchantBuses'] },
): Record<string, string> {
  const names = [...(buses ?? [])].map(([merchant, arn]): [string, string] => {
    const ruleName = `tsunagi-${stage}-to-${merchant}`.slice(0, 64);
    new Rule(scope, `to-merchant-${merchant}`, {
      ruleName,
      description: `Sends the events of the merchant ${merchant} to their own bus`,
      eventBus: bus,
      eventPattern: { ...fed, detail: { merchant: [merchant] } },
      targets: [new BusTarget(EventBus.fromEventBusArn(scope, `bus-of-${merchant}`, arn))],
    });
    return [merchant, ruleName];
  });
  return Object.fromEntries(names);
}
