import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';

/** Half as much again as a full shard costs in a month, by docs/reference/cost.md. */
const dollarsAShard = 650;

/** What the account may cost in a month before somebody is written to, where nobody has chosen: it grows with the shops. */
export function standardBudget(shards: number): number {
  return shards * dollarsAShard;
}

/**
 * Mails once a month when the account has cost more than its budget, and when AWS foresees that. The budget is that of the whole account:
 * one stage alone is known by its tags, which count only once somebody has activated them for billing, and until then it would be silent.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-budgets-budget.html
 *
 * It has no name of its own: who gets the mails can only be changed by replacing it, and two budgets of one name cannot stand side by side.
 */
export function spendingBudget(
  scope: Construct,
  id: string,
  { dollars, email }: { readonly dollars: number; readonly email: string },
): CfnBudget {
  const mailAt = (notificationType: 'ACTUAL' | 'FORECASTED'): CfnBudget.NotificationWithSubscribersProperty => ({
    notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold: 100, thresholdType: 'PERCENTAGE' },
    subscribers: [{ subscriptionType: 'EMAIL', address: email }],
  });
  return new CfnBudget(scope, id, {
    budget: {
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: dollars, unit: 'USD' },
    },
    notificationsWithSubscribers: [mailAt('ACTUAL'), mailAt('FORECASTED')],
  });
}
