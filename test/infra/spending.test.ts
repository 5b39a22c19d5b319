import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildDeployment } from '../../lib/app.ts';
import { readParameters } from '../../lib/parameters.ts';
import { resourcesOf, templatesOf, theOne } from '../../proving/templates.ts';
import { shopsPerShard } from '../../proving/worlds/scale/shops-per-shard.ts';

const opsEmail = 'ops@example.jp';
const budgetsOf = (context: Readonly<Record<string, string>>) =>
  resourcesOf(templatesOf({ stage: 'shop', ...context }).tsunagi, 'AWS::Budgets::Budget').map(
    ([, { Properties }]) => Properties as { Budget: Record<string, unknown>; NotificationsWithSubscribers: object[] },
  );

describe('what an account costs', () => {
  it('the recipient of tickets gets a mail once the account is over its budget, and once AWS foresees that', () => {
    const { tsunagi } = templatesOf({ stage: 'shop', opsEmail, ticketEmail: 'desk@example.jp', budgetDollars: '50' });
    const { Budget, NotificationsWithSubscribers: mails } = theOne(tsunagi, 'AWS::Budgets::Budget').properties as {
      Budget: object;
      NotificationsWithSubscribers: { Notification: { NotificationType: string }; Subscribers: object[] }[];
    };
    expect(Budget).toEqual({
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount: 50, Unit: 'USD' },
    });
    expect(mails.map(({ Notification }) => Notification)).toEqual(
      ['ACTUAL', 'FORECASTED'].map((NotificationType) => ({
        NotificationType,
        ComparisonOperator: 'GREATER_THAN',
        Threshold: 100,
        ThresholdType: 'PERCENTAGE',
      })),
    );
    for (const { Subscribers } of mails)
      expect(Subscribers).toEqual([{ SubscriptionType: 'EMAIL', Address: 'desk@example.jp' }]);
  });

  it('a budget has no name, so that with another address the new one is made before the old one is gone', () => {
    const names = ['a@example.jp', 'b@example.jp'].flatMap((ticketEmail) =>
      budgetsOf({ ticketEmail }).map(({ Budget }) => Budget.BudgetName),
    );
    expect(names).toEqual([undefined, undefined]);
  });

  it('a budget that nobody chose is above what full shards cost', () => {
    const dollarsOf = (context: Readonly<Record<string, string>>): number =>
      budgetsOf({ opsEmail, ...context }).map(({ Budget }) => (Budget.BudgetLimit as { Amount: number }).Amount)[0] ??
      0;
    // The last column of docs/reference/cost.md is of the profile full with 57,000 shops.
    const [, cost = ''] =
      /\*\*together\*\*.*\*\*([\d,]+)\*\* \|\n/.exec(readFileSync('docs/reference/cost.md', 'utf8')) ?? [];
    const reckoned = Number(cost.replaceAll(',', ''));
    expect(reckoned).toBeGreaterThan(1_000);
    expect(dollarsOf({ shards: String(57_000 / shopsPerShard) })).toBeGreaterThan(reckoned);
    expect([dollarsOf({}), dollarsOf({ budgetDollars: '' })]).toEqual([650, 650]);
  });

  it('an account has no budget where it is 0, and where there is nobody to write to', () => {
    expect([budgetsOf({ opsEmail, budgetDollars: '0' }), budgetsOf({})]).toEqual([[], []]);
    expect(() => readParameters({ budgetDollars: '50' })).toThrow('neither ticketEmail nor opsEmail is');
    expect(() => readParameters({ budgetDollars: '-1', opsEmail })).toThrow('budgetDollars is "-1"');
  });

  it('spending is known by stage: both stacks have tags, which CloudFormation puts on what is in them', () => {
    const context = { 'aws:cdk:bundling-stacks': [], stage: 'shop' };
    const { data, tsunagi } = buildDeployment({ context });
    for (const stack of [data, tsunagi])
      expect(stack.tags.tagValues()).toEqual({ application: 'tsunagi', stage: 'shop' });
  });
});
