import { dayMs, type EpochMs, eachLimited, jstDay, jstMoment, printable } from '../../core/kernel/index.ts';
import { mallOf, type Pause, type Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { counted, t } from '../../language/index.ts';
import { changeColumns } from '../../views/change/index.ts';
import {
  amountFields,
  announcementColumns,
  type ContentFacts,
  claimColumns,
  contentFields,
  eventColumns,
  type ItemFacts,
  itemColumns,
  noClaimsText,
  type OrderFacts,
  orderFacts,
  orderFields,
  parcelTexts,
  problemTexts,
  progressText,
  revisionTexts,
  unstoredFacts,
} from '../../views/order/index.ts';
import { heldImportTexts, importsHeldBy, pausesNow } from '../../views/pause/index.ts';
import { timeText } from '../../views/words.ts';
import { orRefuse, shopOption, shopsMeant } from '../arguments/meant.ts';
import { flag, optional, text } from '../arguments/parameter.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { gatherPushes } from '../pushes/gather.ts';
import { type Block, fieldLines, indented, tableLines } from '../terminal/index.ts';

/** Shops asked at once for an order whose shop was not given. */
const shopsAtOnce = 16;

export const ordersShow = defineCommand({
  name: 'orders show',
  summary: 'Shows everything known of one order',
  help: `What was ordered, what it costs and when it must leave; when it was placed, found
and stored; every revision with what changed (path: before → after); what was
announced; what is wrong with it; what it claims of the stock; which changes were
requested of it; and in the order of time whatever happened to it: found, stored,
read, requests and by whom, calls with the mall's RequestId, answers, pauses. Shows
personal data where they changed; --json holds the whole order, with its buyer.`,
  examples: [
    ['orders show 370001-20261124-0203456789', 'looks through all shops'],
    ['orders show 370001-20261124-0203456789 --shop kado-no-mise --json', 'one shop; the whole order as JSON'],
  ],
  arguments: { orderNumber: text('<受注番号>', 'the order number, as the mall gives it') },
  options: {
    shop: optional(shopOption('the shop it belongs to; all are looked through when absent')),
    json: flag('one line of JSON, with the whole order as the mall gave it'),
  },
  async run({ ports, terminal }, { orderNumber, shop: shopName, json }) {
    const shops = await orRefuse(t`This order cannot be looked for`, (problems) =>
      shopsMeant(ports, shopName, problems),
    );
    const found = await lookThrough(ports, shops, orderNumber);
    if (found.length === 0) {
      const { pushes } = await gatherPushes(ports, shops, { orderNumber });
      for (const [key, own] of Map.groupBy(pushes, (push) => push.shop)) {
        const shop = shops.find((one) => one.key === key) as Shop;
        found.push(await unstoredFacts(ports, shop, orderNumber, own, { isWhole: true }));
      }
    }
    const now = ports.clock.now();
    if (found.length === 0) {
      terminal.say(...unknownLines(orderNumber, shops, importsHeldBy(await pausesNow(ports, shops), shops, now)));
      return exit.failed;
    }
    for (const [index, facts] of found.entries()) {
      if (json) terminal.printJson(facts);
      else terminal.print(...(index === 0 ? [] : ['']), ...orderLines(facts, now));
    }
    return exit.ok;
  },
});

async function lookThrough(ports: Ports, shops: readonly Shop[], orderNumber: string): Promise<OrderFacts[]> {
  const found: OrderFacts[] = [];
  await eachLimited(shops, shopsAtOnce, async (shop) => {
    const row = (await ports.orders.rows(shop.key, [orderNumber])).get(orderNumber);
    if (row) found.push(await orderFacts(ports, shop, row, { isWhole: true }));
  });
  return found.sort((a, b) => (a.shop < b.shop ? -1 : 1));
}

/** An order's facts for a person. Of people it shows nothing but what changed. */
function orderLines(facts: OrderFacts, now: EpochMs): Block[] {
  const { revisions, claims, pushes, history, content } = facts;
  const problem = problemTexts(facts);
  const parcels = parcelTexts(facts);
  const section = (title: string, blocks: readonly Block[]): Block[] => [
    '',
    title,
    indented(blocks, { narrower: true }),
  ];
  const isStored = facts.kind === 'stored';
  return [
    t`Order ${facts.orderNumber}`,
    indented(fieldLines([...orderFields(facts, now), ...parcels.map((parcel) => [t`parcel`, parcel] as const)]), {
      narrower: true,
    }),
    ...(facts.raw ? [t`  the received data is kept; see it with --json`] : []),
    ...(problem.length === 0 ? [] : section(t`Problem`, problem)),
    ...(content === null ? [] : section(t`What was ordered`, contentLines(facts, content))),
    ...(isStored
      ? section(
          t`Revisions`,
          revisions.flatMap((one) => revisionLines(facts, one)),
        )
      : []),
    ...(isStored ? ['', t`Announcements`, indented(tableLines(announcementColumns(facts), revisions))] : []),
    ...(isStored
      ? section(t`Claims on stock`, claims?.length ? tableLines(claimColumns(), claims) : [noClaimsText(facts)])
      : []),
    ...section(
      t`Requested changes`,
      pushes.length === 0 ? [t`none`] : tableLines(changeColumns({ ofOneOrder: true }), pushes),
    ),
    ...section(t`Timeline`, tableLines(eventColumns(facts), history)),
  ];
}

/** What was ordered, without what people wrote. */
function contentLines(facts: OrderFacts, content: ContentFacts): Block[] {
  const { remarks: _, memo: __, ...impersonal } = content;
  const unwritten = ({ option: _option, giftMessage: _giftMessage, ...item }: ItemFacts): ItemFacts => item;
  return [
    ...fieldLines([...contentFields(impersonal), ...amountFields(content)]),
    ...content.destinations.flatMap(({ items }) => tableLines(itemColumns(facts), items.map(unwritten))),
  ];
}

const revisionLines = ({ shop }: OrderFacts, revision: OrderFacts['revisions'][number]): string[] => [
  `${revision.revision}  ${timeText(revision.readAt)}  ${progressText(mallOf(shop), revision.progress)}`,
  ...revisionTexts(revision).map((line) => `     ${printable(line)}`),
];

export function unknownLines(orderNumber: string, shops: readonly Shop[], held: readonly Pause[]): string[] {
  const only = shops.length === 1 ? shops[0]?.key : undefined;
  const where = only ?? counted(shops.length, 'shop');
  // 楽天's numbers hold the day: 370001-20261124-0203456789.
  const [, year, month, day] = /^\d+-(\d{4})(\d{2})(\d{2})-\d+$/.exec(orderNumber) ?? [];
  const from = year === undefined ? t`<when>` : `${year}-${month}-${day}`;
  const to = year === undefined ? t`<when>` : jstDay(jstMoment(from) + dayMs);
  return [
    t`Order ${orderNumber} is not known in ${where}.`,
    ...heldImportTexts(held),
    t`If the mall has it, import its day again: ops import --shop ${only ?? t`<shop>`} --from ${from} --to ${to}`,
  ];
}
