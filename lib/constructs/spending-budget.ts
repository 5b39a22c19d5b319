import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';

/** Half as much again as a shard of a thousand shops costs in a month, by docs/reference/cost.md. */
const dollarsAShard = 300;

/** What the account may cost in a month before somebody is written to, where nobody has chosen: it grows with the shops. */
export function standardBudget(shards: number): number {
  return shards * dollarsAShard;
}

/**
 * Mails once a month when the account has cost more than its budget, and when AWS foresees that. The budget is that of the whole account:
 * one stage alone is known by its tags, which count only once somebody has activated them for billing, and until then it would be silent.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-budgets-budget.html
 */
export function spendingBudget(
  scope: Construct,
  id: string,
  { stage, dollars, email }: { readonly stage: string; readonly dollars: number; readonly email: string },
): CfnBudget {
  const mailAt = (notificationType: 'ACTUAL' | 'FORECASTED'): CfnBudget.NotificationWithSubscribersProperty => ({
    notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold: 100, thresholdType: 'PERCENTAGE' },
    subscribers: [{ subscriptionType: 'EMAIL', address: email }],
  });
  return new CfnBudget(scope, id, {
    budget: {
      budgetName: `tsunagi-${stage}`,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: dollars, unit: 'USD' },
    },
    notificationsWithSubscribers: [mailAt('ACTUAL'), mailAt('FORECASTED')],
  });
}
