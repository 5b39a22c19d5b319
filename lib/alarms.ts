import type { MetricName } from '../core/watch/measured-lines.ts';

/**
 * What an alarm may watch. Only what is named here can be watched, and it is named here only once somebody emits it.
 *
 * - function: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * - failed-queue, work-queue, dead-letters, rejected-queue: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * - figure: written by our own functions into their logs, `core/watch/measured-lines.ts`
 * - schedule-group: https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html
 * - mail-rule: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
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
  | { readonly of: 'schedule-group'; readonly name: 'InvocationDroppedCount' | 'InvocationAttemptCount' }
  /** One alarm where mails are sent: how often SES told of one that came back. */
  | { readonly of: 'mail-rule'; readonly name: 'TriggeredRules' }
  /** One alarm where the function that writes it is deployed; of a figure by malls, one for each mall. */
  | { readonly of: 'figure'; readonly name: MetricName };

/** Alarms that keep others quiet: what they tell is the cause of what the others would. `{mall}` is the alarm's own mall. */
export const hushes = {
  import: [
    '{mall}-mall-down',
    'own-network',
    'schedule-dropped',
    'poll-orders-not-running',
    'poll-orders-failing',
    'poll-orders-throttled',
  ],
  probes: ['schedule-dropped', 'health-probe-not-running', 'health-probe-failing', 'health-probe-throttled'],
} as const;
export type Hush = keyof typeof hushes;

/** Who does something about an alarm. */
export type WhoActs = 'on call' | 'developers' | 'merchant desk';

/** An alarm, as it is told to whoever gets it. Its page is `docs/runbook/<id>.md`. */
export interface AlarmRow {
  /** Ends the alarm's name; never changes. */
  readonly id: string;
  readonly metric: AlarmMetric;
  readonly statistic: 'Sum' | 'Maximum' | 'Minimum' | 'Average' | 'SampleCount' | 'p99';
  /**
   * Which values are bad. Where one below is, no value is bad, too, unless it is `belowIfAny`. `belowScheduled`: fewer than all
   * schedules together make in a period, less these.
   */
  readonly when:
    | { readonly atLeast: number }
    | { readonly below: number }
    | { readonly belowIfAny: number }
    | { readonly belowScheduled: number };
  /** It goes off when `bad` of the last `outOf` periods were. */
  readonly lasts: { readonly periodMinutes: number; readonly bad: number; readonly outOf: number };
  /** page: somebody looks at once, at night too. ticket: somebody looks on the next working day. */
  readonly severity: 'page' | 'ticket';
  /** What it means for merchants. */
  readonly why: string;
  readonly who: WhoActs;
  /** The first thing to do, for somebody who was asleep; the rest is on its page. */
  readonly what: string;
  /** Does not tell anybody while one of these alarms stands, nor in the half hour after it. */
  readonly hushedBy?: Hush;
}

/** A quarter of an hour: three five-minute periods of four, for a run every five minutes may leave one empty. */
const aQuarterHour = { periodMinutes: 5, bad: 3, outOf: 4 } as const;
const atOnce = { periodMinutes: 5, bad: 1, outOf: 1 } as const;
const minuteS = 60;
const hourS = 3600;
const dayS = 24 * hourS;

/**
 * The alarms of a deployment. A mall that is away is one page, and what follows from it is none: runs do not fail for it, and the
 * cursors wait. A single failed run is a ticket, because the next one does its work; what goes on for a quarter of an hour is a page.
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
    who: 'on call',
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
    who: 'developers',
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
    who: 'on call',
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
    who: 'on call',
    what: "Look whether the function exists and the schedules' role may invoke it. Deploying the stack again sets both right.",
  },
  {
    id: 'own-network',
    metric: { of: 'figure', name: 'OwnNetworkBroken' },
    statistic: 'Sum',
    when: { atLeast: 1 },
    lasts: { periodMinutes: 1, bad: 3, outOf: 5 },
    severity: 'page',
    why: 'Neither a mall nor the independent address (referenceUrl) can be reached: our own way out is cut. No order comes in, and no merchant is told, because it is no outage of a mall.',
    who: 'on call',
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
    who: 'developers',
    what: 'Read the records in the failed queue of the function, and the log lines of the same time. Mend the cause, then delete the records: this alarm ends when the queue is empty. Redrive nothing.',
  },
  {
    id: 'failed-run-forgotten',
    metric: { of: 'failed-queue', name: 'ApproximateAgeOfOldestMessage' },
    statistic: 'Maximum',
    when: { atLeast: 10 * dayS },
    lasts: atOnce,
    severity: 'ticket',
    why: 'The record of a failed run has lain in the queue for 10 days. After 14 days SQS deletes it, and with it what is known of the cause.',
    who: 'developers',
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
    who: 'developers',
    what: "Look whether the queue exists and the function's role may send to it. Deploying the stack again sets both right.",
  },
  {
    id: 'not-worked-on',
    metric: { of: 'work-queue', name: 'ApproximateAgeOfOldestMessage' },
    statistic: 'Maximum',
    // A run that was killed gives its messages back after 18 minutes; one of those is no trouble.
    when: { atLeast: 30 * minuteS },
    lasts: aQuarterHour,
    severity: 'page',
    why: 'A message has waited for more than half an hour to be dealt with. Of the queues of push-status: orders stay unconfirmed, shipments unreported. Of those of sync-stock: malls go on to sell what is sold already. A mall that is away does not do that, since its messages are dealt with and the rows wait.',
    who: 'on call',
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
    who: 'on call',
    what: 'Read the lines message.failed in the log group of push-status, for a queue of stock of sync-stock. Mend the cause. npm run ops -- stuck counts the messages and shows which changes wait; npm run ops -- redrive tells what it would send back, and with --really sends it: what was done already is not done again.',
  },
  {
    id: 'dead-letters-forgotten',
    metric: { of: 'dead-letters', name: 'ApproximateAgeOfOldestMessage' },
    statistic: 'Maximum',
    when: { atLeast: 10 * dayS },
    lasts: atOnce,
    severity: 'ticket',
    why: 'A dead letter has lain in the queue for 10 days. After 14 days SQS deletes it; a request that was in it is then known to whoever sent it alone.',
    who: 'developers',
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
    who: 'merchant desk',
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
    who: 'merchant desk',
    what: 'Read the message in the rejected queue: it names the event, its source and all reasons. Have the source correct it and send it again, then delete the message: this alarm ends when the queue is empty.',
  },
  {
    id: 'mall-down',
    metric: { of: 'figure', name: 'OutageOpen' },
    statistic: 'Maximum',
    when: { atLeast: 1 },
    // Not minute by minute: runs that take nearly one leave some of them without a figure, and hours of flapping are one page.
    lasts: { periodMinutes: 5, bad: 2, outOf: 2 },
    severity: 'page',
    why: 'The mall has not answered for minutes, or some of what it does. Work is held, merchants are told after five minutes, and all of it goes on by itself.',
    who: 'on call',
    what: 'Nothing has to be done for the import. Look at what merchants were told, and whether the mall announces anything. It stays until the all-clear has gone: npm run ops -- incidents show latest.',
  },
  {
    id: 'canary-silent',
    metric: { of: 'figure', name: 'ProbesMade' },
    statistic: 'SampleCount',
    when: { below: 1 },
    lasts: { periodMinutes: 5, bad: 3, outOf: 3 },
    severity: 'page',
    why: 'Nobody has said for 15 minutes how the mall stands. An outage would not be noticed, and alarms that go by the same figures are blind.',
    who: 'on call',
    what: 'Look whether health-probe runs to its end, and whether its lines mall.measured are in its log group. If they are, CloudWatch does not read figures out of logs: see the health of the region.',
    hushedBy: 'probes',
  },
  {
    id: 'shops-not-polled',
    metric: { of: 'figure', name: 'ShopsNotPolledPercent' },
    statistic: 'Maximum',
    when: { atLeast: 5 },
    lasts: aQuarterHour,
    severity: 'page',
    why: 'The import of one shop in twenty or more has stood still for half an hour, though nothing holds them and the mall is well. Their orders are at the mall only.',
    who: 'on call',
    what: 'See which shops, and what their runs say: npm run ops -- status, then the lines shop.visit-failed of poll-orders. Nothing is lost: the cursors wait.',
    hushedBy: 'import',
  },
  {
    id: 'import-lag',
    metric: { of: 'figure', name: 'ImportLagSeconds' },
    statistic: 'Maximum',
    when: { atLeast: hourS },
    lasts: aQuarterHour,
    severity: 'ticket',
    why: 'At least one shop is more than an hour behind, though nothing holds it.',
    who: 'on call',
    what: 'See which shop and why: npm run ops -- status. A new shop with a long past is behind until it has caught up.',
    hushedBy: 'import',
  },
  {
    id: 'orders-late',
    metric: { of: 'figure', name: 'OrderAgeSeconds' },
    statistic: 'p99',
    when: { atLeast: 10 * minuteS },
    lasts: aQuarterHour,
    severity: 'ticket',
    why: 'Of a hundred new orders at least one was stored more than ten minutes after its mall had shown it, in shops that were in step.',
    who: 'developers',
    what: 'Compare the durations of poll-orders with its limit: a shard with too many shops does not get round in a minute. More shards help; docs/scale.md says how many.',
    hushedBy: 'import',
  },
  {
    id: 'pushes-waiting',
    metric: { of: 'figure', name: 'PushWaitSeconds' },
    statistic: 'Maximum',
    when: { atLeast: 2 * hourS },
    lasts: aQuarterHour,
    severity: 'ticket',
    why: 'A status change has been held, or due, for more than two hours while its mall is well: an order is not confirmed, or a shipment not reported.',
    who: 'on call',
    what: 'See which wait and why: npm run ops -- stuck, npm run ops -- pauses. A pause set by a person is lifted by a person.',
    hushedBy: 'import',
  },
  {
    id: 'paused-by-outage',
    metric: { of: 'figure', name: 'PausedByOutageSeconds' },
    statistic: 'Maximum',
    when: { atLeast: 12 * hourS },
    lasts: aQuarterHour,
    severity: 'ticket',
    why: 'A mall has been away for half a day. Merchants have heard that it began, and nothing since, unless somebody wrote.',
    who: 'merchant desk',
    what: 'Write merchants what is known: npm run ops -- incidents note latest --text "…" --send shows the mail first.',
  },
  {
    id: 'maintenance-overrun',
    metric: { of: 'figure', name: 'MaintenanceOverrunSeconds' },
    statistic: 'Maximum',
    when: { atLeast: 2 * hourS },
    lasts: aQuarterHour,
    severity: 'ticket',
    why: 'A planned maintenance should have ended two hours ago, and has not: something of the mall still does not answer, or nobody can ask it.',
    who: 'on call',
    what: 'See what has not come back, npm run ops -- maintenance list, and what the mall announces. If the window was planned wrongly, take it out of the calendar.',
  },
  {
    id: 'paused-by-hand',
    metric: { of: 'figure', name: 'PausedByHandSeconds' },
    statistic: 'Maximum',
    when: { atLeast: dayS },
    lasts: aQuarterHour,
    severity: 'ticket',
    why: 'A shop or a mall has been paused by a person for a day. Nothing lifts that but a person.',
    who: 'merchant desk',
    what: 'See who paused it and why, npm run ops -- pauses, and lift it once that is over: npm run ops -- resume.',
  },
  {
    id: 'key-refused',
    metric: { of: 'figure', name: 'KeyRefusedSeconds' },
    statistic: 'Maximum',
    when: { atLeast: dayS },
    lasts: aQuarterHour,
    severity: 'ticket',
    why: "A mall has refused a shop's key for a day. Nothing of that shop is imported or reported until its merchant issues another one.",
    who: 'merchant desk',
    what: 'See which shop, npm run ops -- pauses, ask its merchant for a new key, and set it: npm run ops -- shops key.',
  },
  {
    id: 'key-expiring',
    metric: { of: 'figure', name: 'KeyDaysLeft' },
    statistic: 'Minimum',
    when: { belowIfAny: 3 },
    lasts: { periodMinutes: 15, bad: 1, outOf: 1 },
    severity: 'ticket',
    why: "A shop's key ends within three days, or has ended. Nothing of the shop is imported after that.",
    who: 'merchant desk',
    what: 'See which shop, npm run ops -- shops list, ask its merchant for the new key, and set it: npm run ops -- shops key.',
  },
  {
    id: 'audit-found',
    metric: { of: 'figure', name: 'AuditFound' },
    statistic: 'Sum',
    when: { atLeast: 1 },
    lasts: atOnce,
    severity: 'ticket',
    why: 'An audit found an order that the mall had and we had not, or one that was counted twice. It was set right; but the import should not have missed it.',
    who: 'developers',
    what: 'Find the line audit.found in the log group of reconcile: it names the shop and the audit. Look at its orders: npm run ops -- orders show.',
  },
  {
    id: 'audit-overdue',
    metric: { of: 'figure', name: 'AuditOverdueSeconds' },
    statistic: 'Maximum',
    when: { atLeast: dayS },
    lasts: { periodMinutes: 15, bad: 3, outOf: 4 },
    severity: 'ticket',
    why: 'A shop was not re-read and audited for two nights, though nothing held it. That no order is missing there is not proven, and edits of open orders are not seen.',
    who: 'on call',
    what: 'See how the runs of reconcile end at night, and whether they end within their limit. To prove a span at once: npm run ops -- audit.',
    hushedBy: 'import',
  },
  {
    id: 'listings-drifted',
    metric: { of: 'figure', name: 'ListingsDrifted' },
    statistic: 'Sum',
    when: { atLeast: 1 },
    lasts: atOnce,
    severity: 'ticket',
    why: 'At night a mall showed another stock than it should, or did not have an item any more. Unless stockDrift is ask, it is set right by itself.',
    who: 'merchant desk',
    what: 'See which listings, npm run ops -- listings list, and who changed them at the mall by hand.',
  },
  {
    id: 'mail-stuck',
    metric: { of: 'figure', name: 'MailsStuck' },
    statistic: 'Minimum',
    when: { atLeast: 1 },
    lasts: { periodMinutes: 1, bad: 10, outOf: 12 },
    severity: 'page',
    why: 'Mails to merchants have been due for ten minutes, and none could be handed over. Merchants do not hear of an outage, or of its end.',
    who: 'on call',
    what: "Find the lines notice.unsent in the log group of notify-merchants. Look at SES: is the account's sending paused, is its quota for the day used up? Nothing is lost: the mails go once it takes them.",
  },
  {
    id: 'mail-refused',
    metric: { of: 'figure', name: 'MailsRefused' },
    statistic: 'Sum',
    when: { atLeast: 1 },
    lasts: atOnce,
    severity: 'ticket',
    why: 'The mail service has refused a mail to a merchant for good. The merchant was not told.',
    who: 'merchant desk',
    what: 'The line notice.refused of notify-merchants names the merchant and the reason. Tell them by another way, and correct their address: npm run ops -- merchants change.',
  },
  {
    id: 'mail-bounced',
    metric: { of: 'mail-rule', name: 'TriggeredRules' },
    statistic: 'Sum',
    when: { atLeast: 1 },
    lasts: atOnce,
    severity: 'ticket',
    why: 'A mail to a merchant came back, was complained of, or was refused for a virus. The merchant has not read it. The topic was told which merchant.',
    who: 'merchant desk',
    what: 'Tell the merchant by another way, and ask for an address that works: npm run ops -- merchants change.',
  },
  {
    id: 'schedule-missing',
    metric: { of: 'schedule-group', name: 'InvocationAttemptCount' },
    statistic: 'Sum',
    // The rarest schedule starts twelve runs an hour.
    when: { belowScheduled: 6 },
    lasts: { periodMinutes: 60, bad: 2, outOf: 2 },
    severity: 'ticket',
    why: 'For two hours fewer runs were started than the schedules of this stage make: one is switched off or gone. The shops of its shard are not looked after.',
    who: 'on call',
    what: 'Look which schedule of the group tsunagi-<stage> is not ENABLED, and switch it on. Deploying the stack again creates what is missing.',
  },
  {
    id: 'cost-guard',
    metric: { of: 'figure', name: 'CallsPerOrder' },
    statistic: 'Average',
    when: { atLeast: 5 },
    lasts: { periodMinutes: 60, bad: 2, outOf: 3 },
    severity: 'ticket',
    why: 'An order costs more than five calls to its mall, where one or less is usual. Shops come near the rate they may be called at, and every run costs more.',
    who: 'developers',
    what: 'Look for orders that cannot be read, npm run ops -- orders problems, which make a batch be read in halves, and for a shop whose list changes while it is read.',
  },
];
