import { wrapped } from '../../core/kernel/index.ts';
import { merchantMeant, merchantPlace } from '../arguments/merchant-meant.ts';
import { flag } from '../arguments/parameter.ts';
import { orRefuse } from '../arguments/shop-and-span.ts';
import { defineCommand } from '../frame/command.ts';
import { shopColumns, shopJson } from '../shops/shop-lines.ts';
import { tableLines } from '../terminal/table.ts';
import { jstTextOr } from '../terminal/text.ts';
import { contactsText, type MerchantView, merchantJson, merchantViews } from './merchant-view.ts';

/** `ops merchants show`: one merchant with its shops. */
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
    await orRefuse('The merchant cannot be shown', (problems) => merchantMeant(ports, id, problems));
    const view = (await merchantViews(context)).find(({ merchant }) => merchant.id === id) as MerchantView;
    if (json) {
      terminal.printJson({ ...merchantJson(view, showContacts), shops: view.shops.map((line) => shopJson(line)) });
    } else {
      terminal.print(
        ...factLines(view, showContacts, terminal.width),
        ...shopLines(view, ports.clock.now(), terminal.width),
      );
    }
  },
});

function factLines({ merchant, hasRow }: MerchantView, showContacts: boolean, width: number | null): string[] {
  const facts: [string, string][] = [
    ['name', hasRow ? merchant.name : 'none: only a shop names it. To write it down: ops merchants change'],
    ['contacts', contactsText(merchant, showContacts)],
    ['features', merchant.features.join(', ') || 'none'],
    ['since', jstTextOr(hasRow ? merchant.createdAt : null, 'not written down')],
  ];
  const room = width === null ? Number.POSITIVE_INFINITY : Math.max(20, width - 10);
  return [
    merchant.id,
    ...facts.flatMap(([label, text]) =>
      wrapped(text, room).map((line, index) => `${(index === 0 ? label : '').padEnd(10)}${line}`),
    ),
  ];
}

function shopLines({ shops }: MerchantView, now: number, width: number | null): string[] {
  if (shops.length === 0) return ['', 'It has no shop.'];
  return ['', ...tableLines(shops, shopColumns(shops, now, width, { merchant: false }), width)];
}
