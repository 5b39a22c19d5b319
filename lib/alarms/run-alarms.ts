import { type AlarmRow, aQuarterHour, dayS, page, ticket } from './alarm-row.ts';

/**
 * Runs that schedules and queues start. A single failed run is a ticket, because the next one does its work; failures for a quarter of an
 * hour are a page.
 */
export const runRows: readonly AlarmRow[] = [
  page('not-running', {
    metric: { of: 'silent-function', name: 'Invocations' },
    statistic: 'Sum',
    when: { below: 1 },
    lasts: { periodMinutes: 5, bad: 3, outOf: 3 },
    why: 'The function has not run for 15 minutes. Nothing it does is done: orders stay at the mall.',
    who: 'on call',
    what: 'Look whether its schedules are there and ENABLED, and whether the account or region has trouble. Deploying the stack again creates what is missing. Nothing is lost: the cursors wait, and the first run catches up.',
  }),
  page('failing', {
    metric: { of: 'function', name: 'Errors' },
    statistic: 'Sum',
    lasts: aQuarterHour,
    why: 'Runs have ended with an error for 15 minutes. A mall that is away does not do that: it is our store, our permissions or our code, for at least one shop.',
    who: 'developers',
    what: 'Read the error lines of its log group; each names its code, its shop and what to do. If it began with a deployment, deploy the version before.',
  }),
  page('throttled', {
    metric: { of: 'function', name: 'Throttles' },
    statistic: 'Sum',
    lasts: aQuarterHour,
    why: 'Lambda has refused runs for 15 minutes, because the account runs as many functions as it may. Shards that do not get a turn fall behind.',
    who: 'on call',
    what: 'See in the account what else uses up the concurrency, and stop it; else ask AWS to raise "Concurrent executions" (Service Quotas). Nothing is lost: the cursors wait.',
  }),
  ticket('close-to-timeout', {
    fullOnly: true,
    metric: { of: 'function', name: 'Duration' },
    when: { atLeastOfTimeout: 0.9 },
    lasts: { periodMinutes: 15, bad: 3, outOf: 4 },
    why: 'For most of an hour the longest runs took nine tenths of what the function may take, or more. A backlog does not do that, since runs start no call in their last half minute: something that a run waits for is slow, the tables, a queue or its own CPU. A run that reaches its time-out is killed in the middle of its work, and counts as failed.',
    who: 'developers',
    what: 'See in CloudWatch what is slow: SuccessfulRequestLatency of the tables, and the function’s own duration since the last deployment. Where it is its own work: more shards (docs/concepts/scale.md), or more memory in functions/<name>/settings.ts. Nothing is lost: what a run leaves is taken up by the next one.',
  }),
  page('schedule-dropped', {
    metric: { of: 'schedule-group', name: 'InvocationDroppedCount' },
    statistic: 'Sum',
    lasts: aQuarterHour,
    why: 'For 15 minutes a schedule could not start its function. The shops of its shard are not looked after, even if other shards are.',
    who: 'on call',
    what: "Look whether the function exists and the schedules' role may invoke it. Deploying the stack again sets both right.",
  }),
  ticket('schedule-missing', {
    metric: { of: 'schedules-of-shards', name: 'InvocationAttemptCount' },
    statistic: 'Sum',
    // The rarest schedule starts twelve runs an hour.
    when: { belowScheduled: 6 },
    lasts: { periodMinutes: 60, bad: 2, outOf: 2 },
    why: 'For two hours fewer runs were started than the schedules of all shards make: one is switched off or gone. The shops of its shard are not looked after.',
    who: 'on call',
    what: 'Look which schedule of the group tsunagi-<stage> is not ENABLED, and switch it on. Deploying the stack again creates what is missing.',
  }),
  ticket('failed-run', {
    metric: { of: 'failed-queue', name: 'ApproximateNumberOfMessagesVisible' },
    why: 'A run failed, or could not start within its minute. The next run does its work; the record in the queue says why this one could not.',
    who: 'developers',
    what: 'Read the records in the failed queue of the function, and the log lines of the same time. Mend the cause, then delete the records: this alarm ends when the queue is empty. Redrive nothing.',
  }),
  ticket('failed-run-forgotten', {
    fullOnly: true,
    metric: { of: 'failed-queue', name: 'ApproximateAgeOfOldestMessage' },
    when: { atLeast: 10 * dayS },
    why: 'The record of a failed run has lain in the queue for 10 days. After 14 days SQS deletes it, and with it what is known of the cause.',
    who: 'developers',
    what: 'Read the record now, as failed-run says.',
  }),
  ticket('record-lost', {
    fullOnly: true,
    metric: { of: 'scheduled-function', name: 'DestinationDeliveryFailures' },
    statistic: 'Sum',
    why: 'A run failed, and its record could not be put into the failed queue. The run is in the log only.',
    who: 'developers',
    what: "Look whether the queue exists and the function's role may send to it. Deploying the stack again sets both right.",
  }),
];
