import type { MetricName } from '../../core/kernel/index.ts';

/**
 * What an alarm may watch. Only metrics listed here can be watched, and a metric is listed only once a function or service emits it.
 *
 * - function, every-function: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * - failed-queue, work-queue, dead-letters, rejected-queue: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * - figure: written by our own functions into their logs, `core/kernel/metrics.ts`
 * - schedule-group: https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html
 * - rule, mail-rule, data-rule: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export type AlarmMetric =
  /** One alarm for each function. */
  | { readonly of: 'function'; readonly name: 'Errors' | 'Throttles' | 'Duration' }
  /** One alarm for each function that a schedule starts; a queue may have nothing to do for days. */
  | { readonly of: 'scheduled-function'; readonly name: 'DestinationDeliveryFailures' }
  /** The same without health-probe, whose silence is an alarm of its own. */
  | { readonly of: 'silent-function'; readonly name: 'Invocations' }
  /** One alarm for each queue that feeds a function. */
  | { readonly of: 'work-queue'; readonly name: 'ApproximateAgeOfOldestMessage' }
  /** One alarm for the dead letters of each such queue. */
  | {
      readonly of: 'dead-letters';
      readonly name: 'ApproximateNumberOfMessagesVisible' | 'ApproximateAgeOfOldestMessage';
    }
  /** One alarm for rejected requests of changes, and one for rejected reports of stock. */
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
  /**
   * One alarm where there is more than one shard: runs that all schedules started, less those that the schedules of the shards make. So
   * it compares what runs with what the runs themselves say, and no deployment that changes the number of shards looks like a loss.
   */
  | { readonly of: 'schedules-of-shards'; readonly name: 'InvocationAttemptCount' }
  /** One alarm for all functions of the account and region, those of others, too. */
  | { readonly of: 'every-function'; readonly name: 'Errors' }
  /** One alarm for each rule that hands events on: to a queue, or to a topic. */
  | { readonly of: 'rule'; readonly name: 'FailedInvocations' }
  /** One alarm where mails are sent: how often SES reported a bounced mail. */
  | { readonly of: 'mail-rule'; readonly name: 'TriggeredRules' }
  /** How often a backup failed, or the data key was endangered. */
  | { readonly of: 'data-rule'; readonly rule: 'backups' | 'data-key'; readonly name: 'TriggeredRules' }
  /** One alarm where the function that writes it is deployed; of a figure by malls, one for each mall. */
  | {
      readonly of: 'figure';
      readonly name: MetricName;
      /** Watches by how much the figure exceeds this share of another one; both are in the same log line. */
      readonly beyond?: { readonly share: number; readonly of: MetricName };
      /** Failed runs of the function that writes it count as lines: such a run has said what is wrong. */
      readonly orFailed?: true;
    };

/** Who acts on an alarm. */
type WhoActs = 'on call' | 'developers' | 'merchant desk';

/**
 * An alarm, as its recipients see it. It notifies when it goes off and when it clears. It therefore never watches the highest age of all
 * shops, which one shop can keep up for months, but shops to which something has just happened (`core/kernel/time.ts`).
 * Its page is `docs/runbook/<id>.md`. */
export interface AlarmRow {
  /** Ends the alarm's name; never changes. */
  readonly id: string;
  readonly metric: AlarmMetric;
  readonly statistic: 'Sum' | 'Maximum' | 'Minimum' | 'Average' | 'SampleCount' | 'p99';
  /**
   * Which values are bad. Where one below is, no value is bad, too. `belowScheduled`: fewer than all schedules together make in a
   * period, less these; no value is good, because then no function runs, which has an alarm of its own. `atLeastOfTimeout`: this share
   * of the function's time-out or more.
   */
  readonly when:
    | { readonly atLeast: number }
    | { readonly below: number }
    | { readonly belowScheduled: number }
    | { readonly atLeastOfTimeout: number };
  /** True where no value in a period is bad, too, though none is too low. */
  readonly silenceIsBad?: true;
  /** It goes off when `bad` of the last `outOf` periods were. */
  readonly lasts: { readonly periodMinutes: number; readonly bad: number; readonly outOf: number };
  /** page: the person on call looks at once, at night too. ticket: a person looks on the next working day. */
  readonly severity: 'page' | 'ticket';
  /** What it means for merchants. */
  readonly why: string;
  readonly who: WhoActs;
  /** The first step, for a person who was just woken; the rest is on its page. */
  readonly what: string;
  /**
   * True for an alarm that earlier releases deployed as two, of which the one with the plain name watched the other. CloudFormation creates an
   * alarm before it deletes one, so this one is called otherwise: `tsunagi-<stage>-page-direct-…`.
   */
  readonly isDirect?: true;
  /** True for an alarm that only the profile `full` has. A page never is. */
  readonly fullOnly?: true;
}

/** A quarter of an hour: three five-minute periods of four, for a run every five minutes may leave one empty. */
export const aQuarterHour = { periodMinutes: 5, bad: 3, outOf: 4 } as const;

/** What a row leaves out: the figure was 1 or more in one period of five minutes. */
const usual = {
  statistic: 'Maximum',
  when: { atLeast: 1 },
  lasts: { periodMinutes: 5, bad: 1, outOf: 1 },
} as const;

type Row = Omit<AlarmRow, 'id' | 'severity' | keyof typeof usual> & Partial<Pick<AlarmRow, keyof typeof usual>>;

export const page = (id: string, row: Row): AlarmRow => ({ ...usual, ...row, id, severity: 'page' });
export const ticket = (id: string, row: Row): AlarmRow => ({ ...usual, ...row, id, severity: 'ticket' });

/** Seconds. */
export const minuteS = 60;
export const hourS = 3600;
export const dayS = 24 * hourS;
