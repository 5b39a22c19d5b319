/**
 * What an alarm may watch. Only what is named here can be watched, and it is named here only once somebody emits it.
 *
 * - function: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * - failed-queue, work-queue, dead-letters, rejected-queue: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * - log-line: counted by `lib/constructs/log-lines.ts`
 * - schedule-group: https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html
 */
export type AlarmMetric =
  /** One alarm for each function. */
  | { readonly of: 'function'; readonly name: 'Errors' | 'Throttles' }
  /** One alarm for each function that a schedule starts; a queue may have nothing to do for days. */
  | { readonly of: 'scheduled-function'; readonly name: 'Invocations' | 'DestinationDeliveryFailures' }
  /** One alarm for each queue that feeds a function. */
  | { readonly of: 'work-queue'; readonly name: 'ApproximateAgeOfOldestMessage' }
  /** One alarm for the dead letters of each such queue. */
  | {
      readonly of: 'dead-letters';
      readonly name: 'ApproximateNumberOfMessagesVisible' | 'ApproximateAgeOfOldestMessage';
    }
  /** One alarm for the requests that could not be taken in, and one for the reports of stock. */
  | {
      readonly of: 'rejected-queue';
      readonly queue: 'status' | 'stock';
      readonly name: 'ApproximateNumberOfMessagesVisible';
    }
  /** One alarm for the failed queue of each function that a schedule starts. */
  | {
      readonly of: 'failed-queue';
      readonly name: 'ApproximateNumberOfMessagesVisible' | 'ApproximateAgeOfOldestMessage';
    }
  /** One alarm for all schedules together. */
  | { readonly of: 'schedule-group'; readonly name: 'InvocationDroppedCount' }
  /** One alarm for a stage where the line can be written; its name is the line's event (`core/health/probe-round.ts`). */
  | { readonly of: 'log-line'; readonly name: 'network.ours-broken' };

/** An alarm, as it is told to whoever gets it. */
export interface AlarmRow {
  /** Ends the alarm's name; never changes. */
  readonly id: string;
  readonly metric: AlarmMetric;
  readonly statistic: 'Sum' | 'Maximum';
  /** Which values are bad. Where a low value is bad, no value is, too. */
  readonly when: { readonly atLeast: number } | { readonly below: number };
  /** It goes off when `bad` of the last `outOf` periods were. */
  readonly lasts: { readonly periodMinutes: number; readonly bad: number; readonly outOf: number };
  /** page: somebody looks at once, at night too. ticket: somebody looks on the next working day. */
  readonly severity: 'page' | 'ticket';
  /** What it means for merchants. */
  readonly why: string;
  /** What to do. */
  readonly what: string;
}

/** A quarter of an hour: three five-minute periods of four, for a run every five minutes may leave one empty. */
const aQuarterHour = { periodMinutes: 5, bad: 3, outOf: 4 } as const;
const atOnce = { periodMinutes: 5, bad: 1, outOf: 1 } as const;

/**
 * The alarms of a deployment. A mall that is away is no alarm: runs do not fail for it, and the cursors wait.
 * A single failed run is a ticket, because the next one does its work; what goes on for a quarter of an hour is a page.
 */
export const alarmRows: readonly AlarmRow[] = [
  {
    id: 'not-running',
    metric: { of: 'scheduled-function', name: 'Invocations' },
    statistic: 'Sum',
    when: { below: 1 },
    lasts: { periodMinutes: 5, bad: 3, outOf: 3 },
    severity: 'page',
    why: 'The function has not run for 15 minutes. Nothing it does is done: orders stay at the mall.',
    what: 'Look whether its schedules are there and ENABLED, and whether the account or region has trouble. Deploying the stack again creates what is missing. Nothing is lost: the cursors wait, and the first run catches up.',
  },
  {
    id: 'failing',
    metric: { of: 'function', name: 'Errors' },
    statistic: 'Sum',
    when: { atLeast: 1 },
    lasts: aQuarterHour,
    severity: 'page',
    why: 'Runs have ended with an error for 15 minutes. A mall that is away does not do that: it is our store, our permissions or our code, for at least one shop.',
    what: 'Read the error lines of its log group; each names its code, its shop and what to do. If it began with a deployment, deploy the version before.',
  },
  {
    id: 'throttled',
    metric: { of: 'function', name: 'Throttles' },
    statistic: 'Sum',
    when: { atLeast: 1 },
    lasts: aQuarterHour,
    severity: 'page',
    why: 'Lambda has refused runs for 15 minutes, because the account runs as many functions as it may. Shards that do not get a turn fall behind.',
    what: 'See in the account what else uses up the concurrency, and stop it; else ask AWS to raise "Concurrent executions" (Service Quotas). Nothing is lost: the cursors wait.',
  },
  {
    id: 'schedule-dropped',
    metric: { of: 'schedule-group', name: 'InvocationDroppedCount' },
    statistic: 'Sum',
    when: { atLeast: 1 },
    lasts: aQuarterHour,
    severity: 'page',
    why: 'For 15 minutes a schedule could not start its function. The shops of its shard are not looked after, even if other shards are.',
    what: "Look whether the function exists and the schedules' role may invoke it. Deploying the stack again sets both right.",
  },
  {
    id: 'own-network',
    metric: { of: 'log-line', name: 'network.ours-broken' },
    statistic: 'Sum',
    when: { atLeast: 1 },
    lasts: { periodMinutes: 1, bad: 3, outOf: 5 },
    severity: 'page',
    why: 'Neither a mall nor the independent address (referenceUrl) can be reached: our own way out is cut. No order comes in, and no merchant is told, because it is no outage of a mall.',
    what: "Look at what the functions' way to the internet goes through: NAT, route tables, DNS, firewall, a proxy, trouble of the region. If others reach the independent address and malls, it is the way; if the address itself has moved, deploy with another referenceUrl. Nothing is lost: the cursors wait, and the first run that gets through catches up.",
  },
  {
    id: 'failed-run',
    metric: { of: 'failed-queue', name: 'ApproximateNumberOfMessagesVisible' },
    statistic: 'Maximum',
    when: { atLeast: 1 },
    lasts: atOnce,
    severity: 'ticket',
    why: 'A run failed, or could not start within its minute. The next run does its work; the record in the queue says why this one could not.',
    what: 'Read the records in the failed queue of the function, and the log lines of the same time. Mend the cause, then delete the records: this alarm ends when the queue is empty. Redrive nothing.',
  },
  {
    id: 'failed-run-forgotten',
    metric: { of: 'failed-queue', name: 'ApproximateAgeOfOldestMessage' },
    statistic: 'Maximum',
    when: { atLeast: 10 * 24 * 3600 },
    lasts: atOnce,
    severity: 'ticket',
    why: 'The record of a failed run has lain in the queue for 10 days. After 14 days SQS deletes it, and with it what is known of the cause.',
    what: 'Read the record now, as failed-run says.',
  },
  {
    id: 'record-lost',
    metric: { of: 'scheduled-function', name: 'DestinationDeliveryFailures' },
    statistic: 'Sum',
    when: { atLeast: 1 },
    lasts: atOnce,
    severity: 'ticket',
    why: 'A run failed, and its record could not be put into the failed queue. The run is in the log only.',
    what: "Look whether the queue exists and the function's role may send to it. Deploying the stack again sets both right.",
  },
  {
    id: 'not-worked-on',
    metric: { of: 'work-queue', name: 'ApproximateAgeOfOldestMessage' },
    statistic: 'Maximum',
    // A run that was killed gives its messages back after 18 minutes; one of those is no trouble.
    when: { atLeast: 30 * 60 },
    lasts: aQuarterHour,
    severity: 'page',
    why: 'A message has waited for more than half an hour to be dealt with. Of the queues of push-status: orders stay unconfirmed, shipments unreported. Of those of sync-stock: malls go on to sell what is sold already. A mall that is away does not do that, since its messages are dealt with and the rows wait.',
    what: 'Look whether push-status, for a queue of stock sync-stock, runs and how its runs end: its log group names a message that fails and why. If its event source is not enabled, deploying the stack again enables it. Nothing is lost: every push and every listing is a row, and the sweep asks for its shop again every 5 minutes. npm run ops -- stuck shows which pushes wait.',
  },
  {
    id: 'dead-letters',
    metric: { of: 'dead-letters', name: 'ApproximateNumberOfMessagesVisible' },
    statistic: 'Maximum',
    when: { atLeast: 1 },
    lasts: atOnce,
    severity: 'page',
    why: 'A message was tried five times and failed each time, by a defect of ours or a store that refuses us. What a status message or a stock message stands for waits in its row; what an intake message asks for is not known to us yet.',
    what: 'Read the lines message.failed in the log group of push-status, for a queue of stock of sync-stock. Mend the cause. npm run ops -- stuck counts the messages and shows which changes wait; npm run ops -- redrive tells what it would send back, and with --really sends it: what was done already is not done again.',
  },
  {
    id: 'dead-letters-forgotten',
    metric: { of: 'dead-letters', name: 'ApproximateAgeOfOldestMessage' },
    statistic: 'Maximum',
    when: { atLeast: 10 * 24 * 3600 },
    lasts: atOnce,
    severity: 'ticket',
    why: 'A dead letter has lain in the queue for 10 days. After 14 days SQS deletes it; a request that was in it is then known to whoever sent it alone.',
    what: 'Deal with it now, as dead-letters says.',
  },
  {
    id: 'status-rejected',
    metric: { of: 'rejected-queue', queue: 'status', name: 'ApproximateNumberOfMessagesVisible' },
    statistic: 'Maximum',
    when: { atLeast: 1 },
    lasts: atOnce,
    severity: 'ticket',
    why: 'A program asked for changes by an event that cannot be used. Nothing that it asked for will happen, and the bus has told it so.',
    what: 'Read the message in the rejected queue: it names the event, its source and all reasons. Have the source correct it and send it again, then delete the message: this alarm ends when the queue is empty.',
  },
  {
    id: 'stock-rejected',
    metric: { of: 'rejected-queue', queue: 'stock', name: 'ApproximateNumberOfMessagesVisible' },
    statistic: 'Maximum',
    when: { atLeast: 1 },
    lasts: atOnce,
    severity: 'ticket',
    why: 'A program reported counted, received or adjusted stock by an event that cannot be used. Nothing of it counts, so malls show levels without it, and the bus has told it so.',
    what: 'Read the message in the rejected queue: it names the event, its source and all reasons. Have the source correct it and send it again, then delete the message: this alarm ends when the queue is empty.',
  },
];
