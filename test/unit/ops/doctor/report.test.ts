import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../../core/text/width.ts';
import { diagnoseStage } from '../../../../ops/doctor/diagnose.ts';
import { remediesFor } from '../../../../ops/doctor/remedies.ts';
import { reportLines, summaryText } from '../../../../ops/doctor/report.ts';
import { fn, known, notAllowed, schedule, table, wellAround, wellStage } from './stage-facts.ts';

/** A stage with three things wrong, and one that may not be looked at. */
const facts = wellStage({
  functions: [fn('poll-orders', { reservedConcurrency: 0 }), fn('reconcile')],
  schedules: known([
    schedule('poll-orders', 0),
    schedule('poll-orders', 1),
    schedule('reconcile', 0, { isEnabled: false }),
    schedule('reconcile', 1),
  ]),
  tables: [table('ORDERS', { isProtected: false }), table('SHOPS')],
  dataKey: notAllowed('kms:DescribeKey'),
});
const outcomes = diagnoseStage(
  facts,
  wellAround(),
  remediesFor({ name: 'prod', region: 'ap-northeast-1', profile: undefined }),
);

describe('the doctor’s report', () => {
  it('says in one line how it stands', () => {
    expect(summaryText(outcomes)).toBe('3 wrong, 0 to look at, 1 unchecked, 12 in order');
    expect(summaryText(outcomes.filter(({ kind }) => kind === 'fine'))).toBe('Nothing is wrong.');
  });

  it('shows a stage with three things wrong on 80 columns: what, why, and what to type', () => {
    expect(reportLines(outcomes, 80).join('\n')).toMatchInlineSnapshot(`
      "check         state         finding
      stacks        ok            Tsunagi-prod UPDATE_COMPLETE
                    ok            TsunagiData-prod UPDATE_COMPLETE
      functions     WRONG      1  tsunagi-prod-poll-orders may not run: its reserved
                                  concurrency is 0
      concurrency   ok            2 executions at once are needed at most, 1000 of the
                                  account’s 1000 are free
      schedules     WRONG      2  The schedule of tsunagi-prod-reconcile (shard 0 of
                                  2) is switched off
      queues        ok            tsunagi-prod-status: worked on, and nothing given up
      tables        WRONG      3  Not protected from being deleted: Orders
      data key      unchecked  4  The KMS key could not be checked: needs the IAM
                                  action kms:DescribeKey
      failed runs   ok            none in the last 14 days
      alarm mails   ok            pages go to ops@example.jp
      sender        ok            info@example.jp; 3 of 50000 mails sent in a day, at
                                  most 14 a second
      clock         ok            this machine’s clock agrees with AWS’s
      malls         ok            RMS answers at https://api.rms.rakuten.co.jp (12 ms
                                  from here)
      shops         ok            2 shops, none paused, none behind
      licence keys  ok            the first one ends on 2027-01-23 15:45:00
      merchants     ok            1 merchant, each with a contact

      Not here: folder, disk (on this machine only); release (the stacks do not tell
                their release).

      1. tsunagi-prod-poll-orders may not run: its reserved concurrency is 0.
         why  Somebody stopped it by hand (the console says "Throttle"). Every run is
              refused; the cursors wait.
         fix  Let it run again; it catches up by itself:
              aws lambda delete-function-concurrency --function-name tsunagi-prod-poll-orders --region ap-northeast-1

      2. The schedule of tsunagi-prod-reconcile (shard 0 of 2) is switched off.
         why  Somebody switched it off by hand. The function is not started for these
              shops; the cursors wait.
         fix  Switch it on again; the import catches up by itself. A deployment does
              not: it changes only what the template changed.
              aws scheduler update-schedule --state ENABLED --cli-input-json "$(aws scheduler get-schedule --group-name tsunagi-prod --name reconcile-0 --query '{Name:Name,GroupName:GroupName,Description:Description,ScheduleExpression:ScheduleExpression,FlexibleTimeWindow:FlexibleTimeWindow,Target:Target}' --output json --region ap-northeast-1)" --region ap-northeast-1

      3. Not protected from being deleted: Orders.
         why  One call by mistake, or one script, takes all rows.
         fix  Protect them:
              aws dynamodb update-table --table-name TsunagiData-prod-ORDERS --deletion-protection-enabled --region ap-northeast-1

      4. The KMS key could not be checked: needs the IAM action kms:DescribeKey.
         why  These credentials may not do kms:DescribeKey.
         fix  Allow kms:DescribeKey to whoever runs this; AWS's managed policy
              ReadOnlyAccess has every action of the doctor but kms:Decrypt."
    `);
  });

  it('breaks everything but the commands, which are copied', () => {
    for (const width of [80, 120]) {
      const commands = new Set(outcomes.flatMap((one) => ('fix' in one ? one.fix.run : [])));
      const broken = reportLines(outcomes, width).filter((line) => !commands.has(line.trim()));
      expect(Math.max(...broken.map(columnsOf))).toBeLessThanOrEqual(width);
    }
  });
});
