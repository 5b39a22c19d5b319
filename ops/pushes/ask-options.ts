import { flag, optional, type Parameter, required, text, words } from '../arguments/parameter.ts';
import { shopOption } from '../arguments/shop-and-span.ts';
import { byOption } from '../arguments/who.ts';
import { dayForm, dayOf } from './shipments/read-line.ts';

/** Orders, by their place. */
export const ordersArgument = { orderNumbers: words('<受注番号…>', 'order numbers, as the mall gives them') };

/** What every command has that asks for changes. */
export const askOptions = {
  shop: optional(shopOption('the shop the orders belong to; found by their rows when absent')),
  merchant: optional(text('<merchant>', 'look for the orders in this merchant’s shops only')),
  by: byOption('who asks'),
  dryRun: flag('tell what would be requested, request nothing'),
  json: flag('one line of JSON'),
};

/** A day of shipping: one that exists, or the day it is in Japan. */
export type DayMeant = { readonly day: string } | 'today';

/** A day, as an option. */
export function dayOption(help: string): Parameter<DayMeant> {
  return required<DayMeant>({
    takes: '<day|today>',
    help,
    read(typed) {
      if (typed === 'today') return { value: 'today' };
      const day = dayOf(typed);
      if (day !== null) return { value: { day } };
      return { problem: `got ${JSON.stringify(typed)}, expected ${dayForm}, or today (in Japan).` };
    },
  });
}

/** What is wrong with the options of one command together. */
export function problemsOfAsking({
  shop,
  merchant,
}: {
  shop?: string | undefined;
  merchant?: string | undefined;
}): string[] {
  return shop !== undefined && merchant !== undefined ? ['--shop, --merchant: give one of them, not both.'] : [];
}
