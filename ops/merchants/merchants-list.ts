import { t } from '../../language/index.ts';
import { stateFacts } from '../../views/shop/index.ts';
import { flag } from '../arguments/parameter.ts';
import { defineCommand } from '../frame/command.ts';
import { type Block, flexible, tableOf } from '../terminal/index.ts';
import {
  contactsText,
  type MerchantView,
  merchantJson,
  merchantViews,
  standingText,
  worstOf,
} from './merchant-view.ts';

export const merchantsList = defineCommand({
  name: 'merchants list',
  summary: 'Lists the merchants with their contacts, features and how they stand',
  help: `The state is that of the merchant's worst shop. Contacts are cut down to what
tells one from another, unless --show-contacts asks for them. digest is the time
of the morning digest, where a merchant has one. A merchant with "no row" is only
named by a shop: ops merchants change writes it down.`,
  examples: [
    ['merchants list', 'as a table'],
    ['merchants list --json --show-contacts', 'as one line of JSON, contacts in full'],
  ],
  options: { showContacts: flag('show mail addresses in full') },
  async run(context, { showContacts, json }) {
    const { terminal } = context;
    const views = await merchantViews(context);
    if (json) terminal.printJson({ merchants: views.map((view) => lineJson(view, showContacts)) });
    else if (views.length === 0) terminal.print(t`There is no merchant yet. Add many: ops merchants import --help`);
    else terminal.print(...merchantTable(views, showContacts));
  },
});

/** On a narrow terminal how merchants stand comes before whom they are written to, unless that was asked for. */
function merchantTable(views: readonly MerchantView[], showContacts: boolean): Block[] {
  const hasDigest = views.some(({ merchant }) => merchant.digestAt !== undefined);
  return tableOf(views, (view, width) => ({
    merchant: view.merchant.id,
    name: flexible(view.hasRow ? view.merchant.name : t`(no row)`),
    ...((width === null || width >= 100 || showContacts) && {
      contacts: flexible(contactsText(view.merchant, showContacts)),
    }),
    features: view.merchant.features.join(' '),
    ...(hasDigest && { digest: view.merchant.digestAt ?? '-' }),
    shops: view.shops.length,
    state: standingText(view),
  }));
}

function lineJson(view: MerchantView, showContacts: boolean): object {
  const worst = worstOf(view);
  return {
    ...merchantJson(view, showContacts),
    shops: view.shops.map(({ shop }) => shop.key),
    worst: worst === null ? null : { shop: worst.shop.key, ...stateFacts(worst.state) },
  };
}
