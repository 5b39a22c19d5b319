import { describe, expect, it } from 'vitest';
import { buildDeployment } from '../../lib/app.ts';
import { readParameters } from '../../lib/parameters.ts';
import { resourcesOf, templatesOf, theOne } from '../../proving/templates.ts';

const opsEmail = 'ops@example.jp';
const budgetsOf = (context: Readonly<Record<string, string>>) =>
  resourcesOf(templatesOf({ stage: 'shop', ...context }).tsunagi, 'AWS::Budgets::Budget').map(
    ([, { Properties }]) => Properties as { Budget: Record<string, unknown>; NotificationsWithSubscribers: object[] },
  );

describe('what an account costs', () => {
  it('is mailed to who gets the tickets once it is over its budget, and once AWS foresees that', () => {
    const { tsunagi } = templatesOf({ stage: 'shop', opsEmail, ticketEmail: 'desk@example.jp', budgetDollars: '50' });
    const { Budget, NotificationsWithSubscribers: mails } = theOne(tsunagi, 'AWS::Budgets::Budget').properties as {
      Budget: object;
      NotificationsWithSubscribers: { Notification: { NotificationType: string }; Subscribers: object[] }[];
    };
    expect(Budget).toEqual({
      BudgetName: 'tsunagi-shop',
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

  it('has a budget that grows with the shards where nobody chose one', () => {
    const dollarsOf = (context: Readonly<Record<string, string>>) =>
      budgetsOf({ opsEmail, ...context }).map(({ Budget }) => (Budget.BudgetLimit as { Amount: number }).Amount);
    expect([dollarsOf({}), dollarsOf({ shards: '57' }), dollarsOf({ budgetDollars: '' })]).toEqual([
      [300],
      [17_100],
      [300],
    ]);
  });

  it('has none where it is 0, and where there is nobody to write to', () => {
    expect([budgetsOf({ opsEmail, budgetDollars: '0' }), budgetsOf({})]).toEqual([[], []]);
    expect(() => readParameters({ budgetDollars: '50' })).toThrow('neither ticketEmail nor opsEmail is');
    expect(() => readParameters({ budgetDollars: '-1', opsEmail })).toThrow('budgetDollars is "-1"');
  });

  it('is known by stage: both stacks have tags, which CloudFormation puts on what is in them', () => {
    const context = { 'aws:cdk:bundling-stacks': [], stage: 'shop' };
    const { data, tsunagi } = buildDeployment({ context });
    for (const stack of [data, tsunagi])
      expect(stack.tags.tagValues()).toEqual({ application: 'tsunagi', stage: 'shop' });
  });
});
