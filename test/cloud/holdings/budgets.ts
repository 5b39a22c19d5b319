import { budgets } from '../signed-call.ts';
import { type Looker, only } from './look.ts';

interface Given {
  readonly Budget: { readonly BudgetLimit: { readonly Amount: number } };
  readonly NotificationsWithSubscribers: readonly { readonly Notification: object; readonly Subscribers: unknown }[];
}

/** Its limit, and who is written to when. */
export const budget: Looker = async ({ endpoint }, { physicalId: BudgetName, properties }) => {
  const { Budget: wanted, NotificationsWithSubscribers: mails } = properties as unknown as Given;
  const names = ['BudgetType', 'TimeUnit'] as const;
  const of = { AccountId: '000000000000', BudgetName };
  const { Budget: found } = (await budgets(endpoint, 'DescribeBudget', of)) as unknown as Given;
  const told = await Promise.all(
    mails.map(({ Notification }) =>
      budgets(endpoint, 'DescribeSubscribersForNotification', { ...of, Notification }).then(
        ({ Subscribers }) => Subscribers,
      ),
    ),
  );
  return {
    wanted: {
      ...only(wanted, ...names),
      dollars: wanted.BudgetLimit.Amount,
      told: mails.map((one) => one.Subscribers),
    },
    found: { ...only(found, ...names), dollars: Number(found.BudgetLimit.Amount), told },
  };
};
