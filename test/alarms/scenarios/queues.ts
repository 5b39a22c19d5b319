import type { SQSClient } from '@aws-sdk/client-sqs';
import { sqsRejectedRequests } from '../../../aws/queues.ts';
import { dayMs, minuteMs } from '../../../core/kernel/time.ts';
import { takeIn } from '../../../core/status/request.ts';
import { takeMovements } from '../../../core/stock/take-movements.ts';
import { handOn } from '../../../local/events/hand-on.ts';
import { eventOf } from '../../../local/events/put-events.ts';
import { rulesOf } from '../../../local/events/rules.ts';
import { feed } from '../../../local/functions/feed.ts';
import { fireSchedule } from '../../../local/schedules/fire.ts';
import { schedulesOf } from '../../../local/schedules/schedules.ts';
import { memoryPorts } from '../../../proving/memory/index.ts';
import { clientAnswering } from '../../../proving/sdk-client.ts';
import { type AlarmedCloud, prove } from '../cloud.ts';
import type { Scenario } from '../proof.ts';

const named = (name: string): string => `tsunagi-shop-${name}`;

/** The schedule of reconcile fires, and its function does what it does. */
async function fire({ board, clock, deliver }: AlarmedCloud): Promise<void> {
  const schedule = schedulesOf(board.resources).find(({ target }) => target.name.endsWith('reconcile'));
  if (schedule === undefined) throw new Error('The template has no schedule of reconcile.');
  await fireSchedule(schedule, clock.now(), { deliver, accounting: board.accounting }).catch(() => undefined);
}

/** The same in each five minutes of a quarter of an hour. */
async function keepDoing(cloud: AlarmedCloud, what: () => Promise<void>): Promise<void> {
  for (let time = 0; time < 3; time++) {
    await what();
    await cloud.pass(5 * minuteMs);
  }
}

/** What the local cloud accounts for: its queues, and runs that could not be begun or put on record. */
export const queueScenarios: Readonly<Record<string, Scenario>> = {
  'failed-run': () =>
    prove('ticket-reconcile-failed-run', { breaks: fire, mends: ({ empty }) => empty(named('reconcile-failed')) }),

  'failed-run-forgotten': () =>
    prove('ticket-reconcile-failed-run-forgotten', {
      async breaks(cloud) {
        await fire(cloud);
        await cloud.pass(10 * dayMs);
      },
      mends: ({ empty }) => empty(named('reconcile-failed')),
    }),

  'record-lost': () =>
    prove('ticket-reconcile-record-lost', {
      async breaks(cloud) {
        await cloud.queues.call('DeleteQueue', { QueueUrl: cloud.queues.queueUrl(named('reconcile-failed')) });
        await fire(cloud);
      },
      mends: async () => undefined,
    }),

  // One run at once, and it sleeps.
  throttled: () =>
    prove('page-push-status-throttled', {
      behaviour: 'obey',
      concurrencyMax: 1,
      breaks: (cloud) =>
        keepDoing(cloud, async () => {
          const fn = cloud.fleet.named('push-status');
          const sleep = JSON.stringify({ do: 'sleep', ms: 50 });
          await Promise.all([fn.invoke(sleep), fn.invoke(sleep)]);
        }),
      mends: async () => undefined,
    }),

  'schedule-dropped': () =>
    prove('page-schedule-dropped', {
      without: ['reconcile'],
      breaks: (cloud) => keepDoing(cloud, () => fire(cloud)),
      mends: async () => undefined,
    }),

  // Neither the queue that events are to go to is there, nor that of its dead letters.
  'event-undelivered': (as) =>
    prove(
      'page-status-requests-event-undelivered',
      {
        async breaks({ board, clock, deliver, queues }) {
          const rule = rulesOf(board.resources).find(({ name }) => name === named('status-requests'));
          if (rule === undefined) throw new Error('The template has no rule for requests.');
          const event = eventOf('warehouse', 'StatusPushRequested', { nothing: 'useful' }, clock.now());
          for (const queue of eventQueues(board.resources)) {
            await handOn(rule, event, { deliver, accounting: board.accounting }).catch(() => undefined);
            if (board.accounting.figures.names().has('FailedInvocations'))
              throw new Error('A queue has it, and it counts as lost.');
            await queues.call('DeleteQueue', { QueueUrl: queues.queueUrl(named(queue)) });
          }
          await handOn(rule, event, { deliver, accounting: board.accounting }).catch(() => undefined);
        },
        mends: async () => undefined,
      },
      as,
    ),

  // The function receives nothing: its event source is switched off.
  'not-worked-on': (as) =>
    prove(
      'page-status-not-worked-on',
      {
        async breaks(cloud) {
          await cloud.queues.send(cloud.queues.queueUrl(named('status')), '{"format":1,"shop":"rms#shop-1"}');
          await cloud.pass(30 * minuteMs);
        },
        mends: ({ empty }) => empty(named('status')),
      },
      as,
    ),

  'dead-letters': (as) =>
    prove('page-status-dead-letters', { ...poison, mends: ({ empty }) => empty(named('status-dead')) }, as),

  'dead-letters-forgotten': () =>
    prove('ticket-status-dead-letters-forgotten', {
      ...poison,
      async breaks(cloud) {
        await poison.breaks(cloud);
        await cloud.pass(10 * dayMs);
      },
      mends: ({ empty }) => empty(named('status-dead')),
    }),

  'status-rejected': () =>
    prove('ticket-status-rejected', {
      async breaks(cloud) {
        await takeIn({ ...portsOf(cloud), rejected: rejectedOf(cloud, 'status-rejected') }, nonsense);
      },
      mends: ({ empty }) => empty(named('status-rejected')),
    }),

  'stock-rejected': () =>
    prove('ticket-stock-rejected', {
      async breaks(cloud) {
        const rejected = rejectedOf(cloud, 'stock-rejected');
        await takeMovements({ ...portsOf(cloud), rejected }, 'StockCounted', nonsense);
      },
      mends: ({ empty }) => empty(named('stock-rejected')),
    }),
};

/** The queue that the rule of requests sends to, and that of its dead letters. */
function eventQueues(resources: AlarmedCloud['board']['resources']): readonly string[] {
  const rule = rulesOf(resources).find(({ name }) => name === named('status-requests'));
  const queue = rule?.targets[0]?.resource.name.slice(named('').length);
  if (queue === undefined) throw new Error('The template has no rule for requests.');
  return [queue, `${queue}-dead`];
}

/** A message that fails as often as it may. Times of the queue pass a thousand times as fast. */
const poison = {
  behaviour: 'work',
  speed: 2_000,
  async breaks({ queues, fleet, clock }: AlarmedCloud): Promise<void> {
    const queueUrl = queues.queueUrl(named('status'));
    const queueArn = `arn:aws:sqs:ap-northeast-1:000000000000:${named('status')}`;
    const source = { queueUrl, queueArn, functionName: named('push-status'), batchMax: 1, windowMs: 0 };
    const fed = feed(
      { ...source, reportsFailures: true, concurrencyMax: 1 },
      fleet.named('push-status'),
      queues,
      clock,
      (error) => {
        throw error;
      },
    );
    await queues.send(queueUrl, 'bad');
    while (((await queues.depths())[named('status-dead')]?.visible ?? 0) === 0) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    fed.finish();
    await fed.ended;
  },
} as const;

const nonsense = { id: 'event-1', source: 'warehouse', time: '2026-11-24T05:00:00Z', detail: { nothing: 'useful' } };

function rejectedOf({ queues }: AlarmedCloud, queue: string) {
  return sqsRejectedRequests(
    clientAnswering<SQSClient>((operation, input: object) => queues.call(operation, { ...input })),
    queues.queueUrl(named(queue)),
  );
}

function portsOf({ board, clock }: AlarmedCloud) {
  return {
    ...memoryPorts(),
    log: board.logOf('push-status'),
    clock: { now: clock.now, sleep: async () => undefined },
    random: { next: () => 0.5, id: () => 'word' },
    malls: {
      names: ['rms', 'yahoo'],
      traits: () => {
        throw new Error('No mall is asked.');
      },
      shop: async () => {
        throw new Error('No mall is asked.');
      },
      shopWith: () => {
        throw new Error('No mall is asked.');
      },
    },
  };
}
