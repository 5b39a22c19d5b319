import { type AlarmRow, aQuarterHour, ticket } from './alarm-row.ts';

/** What outlives the tables. Both tickets are also messages to the topic, which name the table or the caller. */
export const dataRows: readonly AlarmRow[] = [
  ticket('backup-failed', {
    fullOnly: true,
    metric: { of: 'data-rule', rule: 'backups', name: 'TriggeredRules' },
    statistic: 'Sum',
    why: 'AWS Backup did not make or copy a backup of a table. The tables and their point-in-time recovery are well, but the vault, which outlives them, lacks a day or a week.',
    who: 'on call',
    what: 'The message to the topic names the table and the reason. See AWS Backup, Jobs, and start the backup of the table by hand once the reason is gone.',
  }),
  ticket('key-endangered', {
    fullOnly: true,
    metric: { of: 'data-rule', rule: 'data-key', name: 'TriggeredRules' },
    statistic: 'Sum',
    why: 'Somebody has disabled the key that opens the shops’ credentials, or scheduled its deletion. Disabled, it stops every call to a mall as functions start anew; deleted, it makes the credentials of all shops unreadable, in the backups too.',
    who: 'on call',
    what: 'Cancel the deletion at once (aws kms cancel-key-deletion), enable the key (aws kms enable-key), then ask who did it: the message to the topic names the caller.',
  }),
];

/**
 * Requests that DynamoDB refuses, counted by the functions that made them: DynamoDB's own counts are four metrics for each table and kind. Functions
 * try again, so a few refusals only cost time. If they continue, runs fail, which is the page `failing`.
 */
export const tableRows: readonly AlarmRow[] = [
  ticket('dynamodb-throttles', {
    fullOnly: true,
    metric: { of: 'figure', name: 'TableThrottles' },
    statistic: 'Sum',
    lasts: aQuarterHour,
    why: 'DynamoDB has throttled reads or writes of a table for 15 minutes: one partition takes more than 1,000 writes a second, the table more than its limits, or it has just doubled its load. Runs are slower; where a request is throttled again and again, they fail, and their work waits.',
    who: 'developers',
    what: 'The lines table.refused of the functions name the table. See which operation and which index, in CloudWatch under DynamoDB: the table’s ReadThrottleEvents and WriteThrottleEvents, and those of its indexes. Look at what else uses the table: an export, a restore, a program with the policy for consumers. Nothing is lost.',
  }),
  ticket('dynamodb-errors', {
    fullOnly: true,
    metric: { of: 'figure', name: 'TableErrors' },
    statistic: 'Sum',
    lasts: aQuarterHour,
    why: 'DynamoDB has answered requests for a table with errors of its own (HTTP 500) for 15 minutes. Functions try again; where that fails, too, runs fail, and their work waits.',
    who: 'on call',
    what: 'The lines table.refused of the functions name the table. See the health of the region (AWS Health Dashboard, DynamoDB). Nothing of ours mends it, and nothing is lost: rows are written with conditions, and the next run goes on.',
  }),
];
