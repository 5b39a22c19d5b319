import { padded } from '../../core/kernel/index.ts';
import type { Chat } from '../../core/model/index.ts';
import type { Malls } from '../../core/ports/index.ts';
import { jstTextOr, t } from '../../language/index.ts';
import { shopColumns, shopFacts } from '../../views/shop/index.ts';
import { label, table } from '../../views/words.ts';
import { merchantMeant, merchantPlace, orRefuse } from '../arguments/meant.ts';
import { flag } from '../arguments/parameter.ts';
import { chatJson, chatText } from '../chat/chat-words.ts';
import { defineCommand } from '../frame/command.ts';
import { type Block, paragraph, tableLines } from '../terminal/index.ts';
import { contactsText, type MerchantView, merchantJson, merchantViews } from './merchant-view.ts';

export const merchantsShow = defineCommand({
  name: 'merchants show',
  summary: 'Shows one merchant and its shops',
  examples: [
    ['merchants show kado', 'what is known of it, and how each of its shops stands'],
    ['merchants show kado --show-contacts', 'with its mail addresses in full'],
  ],
  arguments: { merchant: merchantPlace },
  options: { showContacts: flag('show mail addresses in full') },
  async run(context, { merchant: id, showContacts, json }) {
    const { ports, terminal } = context;
    await orRefuse(t`The merchant cannot be shown`, (problems) => merchantMeant(ports, id, problems));
    const view = (await merchantViews(context)).find(({ merchant }) => merchant.id === id) as MerchantView;
    const chat = await ports.chats.get(id);
    if (json) {
      const shops = view.shops.map(shopFacts);
      terminal.printJson({ ...merchantJson(view, showContacts), chat: chat === null ? null : chatJson(chat), shops });
    } else {
      terminal.print(...factLines(view, ports.malls, chat, showContacts), ...shopLines(view, ports.clock.now()));
    }
  },
});

function factLines(view: MerchantView, malls: Malls, chat: Chat | null, showContacts: boolean): Block[] {
  const { merchant, hasRow } = view;
  const facts: [string, string][] = [
    [t`name`, hasRow ? merchant.name : t`none: only a shop names it. To write it down: ops merchants change`],
    [t`contacts`, contactsText(merchant, showContacts)],
    ...(chat?.address === undefined ? [] : [[t`chat`, chatText(chat)] as [string, string]]),
    [t`features`, merchant.features.join(', ') || t`none`],
    [t`morning digest`, digestText(view, malls)],
    [t`since`, jstTextOr(hasRow ? merchant.createdAt : null, t`not written down`)],
  ];
  return [
    merchant.id,
    ...facts.map(([label, text]) => paragraph(text, { label: padded(label, 18, 'left'), least: 20 })),
  ];
}

function digestText({ merchant: { id, digestAt }, shops }: MerchantView, malls: Malls): string {
  if (digestAt === undefined) return t`none (ops merchants change ${id} --digest on)`;
  const without = shops.flatMap(({ shop }) =>
    shop.shipWithinDays === undefined && malls.traits(shop.mall).namesShipBy !== true ? [shop.key] : [],
  );
  const missing = t`; without days to ship: ${without.join(', ')} (ops shops change --shop <shop> --ship-within <days>)`;
  return t`each morning at ${digestAt}${without.length === 0 ? '' : missing}`;
}

function shopLines({ shops }: MerchantView, now: number): Block[] {
  if (shops.length === 0) return ['', t`It has no shop.`];
  const columns = shopColumns(now).filter(({ title }) => title !== label.merchant());
  return ['', ...tableLines(table(columns, shops))];
}
