import { flag } from '../arguments/parameter.ts';
import { defineCommand } from '../frame/command.ts';
import { stateJson } from '../shops/shop-state.ts';
import { tableLines } from '../terminal/table.ts';
import {
  contactsText,
  type MerchantView,
  merchantJson,
  merchantViews,
  standingText,
  worstOf,
} from './merchant-view.ts';

/** `ops merchants list`: every merchant there is. */
export const merchantsList = defineCommand({
  name: 'merchants list',
  summary: 'Lists the merchants with their contacts, features and how they stand',
  help: `The state is that of the merchant's worst shop. Contacts are cut down to what
tells one from another, unless --show-contacts asks for them. A merchant with
"no row" is only named by a shop: ops merchants change writes it down.`,
  examples: [
    ['merchants list', 'as a table'],
    ['merchants list --json --show-contacts', 'as one line of JSON, contacts in full'],
  ],
  options: { showContacts: flag('show mail addresses in full') },
  async run(context, { showContacts, json }) {
    const { terminal } = context;
    const views = await merchantViews(context);
    if (json) terminal.printJson({ merchants: views.map((view) => lineJson(view, showContacts)) });
    else if (views.length === 0) terminal.print('There is no merchant yet. Add many: ops merchants import --help');
    else terminal.print(...tableLines(views, columnsFor(terminal.width, showContacts), terminal.width));
  },
});

/** On a narrow terminal how merchants stand comes before whom they are written to, unless that was asked for. */
function columnsFor(width: number | null, showContacts: boolean) {
  const wide = width === null || width >= 100 || showContacts;
  return [
    { title: 'merchant', of: ({ merchant }: MerchantView) => merchant.id },
    {
      title: 'name',
      flexible: true,
      of: ({ merchant, hasRow }: MerchantView) => (hasRow ? merchant.name : '(no row)'),
    },
    ...(wide
      ? [
          {
            title: 'contacts',
            flexible: true,
            of: ({ merchant }: MerchantView) => contactsText(merchant, showContacts),
          },
        ]
      : []),
    { title: 'features', of: ({ merchant }: MerchantView) => merchant.features.join(' ') },
    { title: 'shops', side: 'right' as const, of: ({ shops }: MerchantView) => String(shops.length) },
    { title: 'state', of: standingText },
  ];
}

function lineJson(view: MerchantView, showContacts: boolean): object {
  const worst = worstOf(view);
  return {
    ...merchantJson(view, showContacts),
    shops: view.shops.map(({ shop }) => shop.key),
    worst: worst === null ? null : { shop: worst.shop.key, ...stateJson(worst.state) },
  };
}
