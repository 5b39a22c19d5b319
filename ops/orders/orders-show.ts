import { dayMs, eachLimited, jstDay, jstMoment } from '../../core/kernel/index.ts';
import type { Change, OrderRow, Pause, Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { t } from '../../language/language.ts';
import { counted } from '../../language/phrases.ts';
import { fieldsOf, isoOf, jstIso, jstIsoOrNull } from '../../views/plain.ts';
import { orRefuse, shopOption, shopsMeant } from '../arguments/meant.ts';
import { flag, optional, text } from '../arguments/parameter.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { heldImportTexts, importsHeldBy, pausesNow } from '../outages/pause-words.ts';
import { gatherPushes } from '../pushes/gather.ts';
import { pushJson } from '../pushes/push-words.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type OrderFacts, orderFacts, orderLines } from './lines.ts';
import { historyLines, timelineJson, timelineOf } from './timeline.ts';

/** Shops asked at once for an order whose shop was not given. */
const shopsAtOnce = 16;

/** `ops orders show`: everything that is known of one order. */
export const ordersShow = defineCommand({
  name: 'orders show',
  summary: 'Shows everything known of one order',
  help: `When it was placed, found and stored; every revision with what changed (path:
before → after); what was announced; what is wrong with it; what it claims of
the stock; which changes were requested of it; and in the order of time whatever
happened to it: found, stored, read, requests and by whom, calls with the mall's
RequestId, answers, pauses. Shows personal data where they changed; --json holds
the whole order.`,
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
    const pauses = await pausesNow(ports, shops);
    const found = await lookThrough(ports, shops, orderNumber);
    if (found.length === 0) {
      const { pushes } = await gatherPushes(ports, shops, { orderNumber });
      if (pushes.length > 0) return showUnstored(terminal, shops, pushes, pauses, json);
      terminal.say(...unknownLines(orderNumber, shops, importsHeldBy(pauses, shops, ports.clock.now())));
      return exit.failed;
    }
    for (const [index, facts] of found.entries()) {
      if (json) terminal.printJson(orderJson(facts, pauses));
      else terminal.print(...(index === 0 ? [] : ['']), ...orderLines(facts, pauses));
    }
    return exit.ok;
  },
});

async function lookThrough(ports: Ports, shops: readonly Shop[], orderNumber: string): Promise<OrderFacts[]> {
  const found: OrderFacts[] = [];
  await eachLimited(shops, shopsAtOnce, async (shop) => {
    const row = (await ports.orders.rows(shop.key, [orderNumber])).get(orderNumber);
    if (row) found.push(await orderFacts(ports, shop, row));
  });
  return found.sort((a, b) => (a.shop.key < b.shop.key ? -1 : 1));
}

/** An order that changes were requested of, and that has no row: imported later, or mistyped. */
function showUnstored(
  terminal: Terminal,
  shops: readonly Shop[],
  pushes: readonly Change[],
  pauses: readonly Pause[],
  json: boolean,
) {
  for (const [key, own] of Map.groupBy(pushes, (push) => push.shop)) {
    const shop = shops.find((one) => one.key === key) as Shop;
    const orderNumber = own[0]?.orderNumber ?? '';
    const timeline = timelineOf(shop, null, [], own);
    const shown = {
      shop: key,
      orderNumber,
      kind: 'not-stored',
      pushes: own.map((push) => pushJson(push, pauses)),
      history: timelineJson(timeline),
    };
    if (json) terminal.printJson(shown);
    else {
      terminal.print(t`Order ${orderNumber} of ${key} (${shop.name})`, t`  nothing is stored of it`);
      terminal.print(...historyLines(own, timeline, pauses));
    }
  }
  return exit.ok;
}

/** That nothing is known of an order, what may hold it, and what to do then. */
export function unknownLines(orderNumber: string, shops: readonly Shop[], held: readonly Pause[]): string[] {
  const where = shops.length === 1 ? (shops[0] as Shop).key : counted(shops.length, 'shop');
  // 楽天's numbers hold the day: 370001-20261124-0203456789.
  const [, year, month, day] = /^\d+-(\d{4})(\d{2})(\d{2})-\d+$/.exec(orderNumber) ?? [];
  const from = year === undefined ? '<when>' : `${year}-${month}-${day}`;
  const to = year === undefined ? '<when>' : jstDay(jstMoment(from) + dayMs);
  return [
    t`Order ${orderNumber} is not known in ${where}.`,
    ...heldImportTexts(held),
    t`If the mall has it, import its day again: ops import --shop <shop> --from ${from} --to ${to}`,
  ];
}

/** An order's facts for a program. */
function orderJson(
  { shop, row, pushes, parcels, history, claims, original }: OrderFacts,
  pauses: readonly Pause[],
): unknown {
  return {
    shop: shop.key,
    orderNumber: row.orderNumber,
    kind: row.kind,
    ...contentOf(row),
    buyerRemovedAt: jstIsoOrNull(row.redacted?.at),
    problem: row.problem ? { ...row.problem, since: jstIso(row.problem.since) } : null,
    dueAt: jstIsoOrNull(row.dueAt),
    revisions: history.map((entry) => ({ ...entry, readAt: jstIso(entry.readAt) })),
    claims: claims?.map((claim) => fieldsOf(claim, 'lineId', 'merchant', 'sku', 'quantity', 'version')) ?? null,
    parcels: parcels.map(({ how: _, ...parcel }) => parcel),
    pushes: pushes.map((push) => pushJson(push, pauses)),
    history: timelineJson(timelineOf(shop, row, history, pushes)),
    order: row.kind === 'stored' && original !== '' ? (JSON.parse(original) as unknown) : null,
    ...(row.kind === 'quarantined' ? { raw: original } : {}),
  };
}

function contentOf(row: OrderRow): object {
  if (row.kind !== 'stored') return {};
  return {
    progress: row.progress,
    ...isoOf(row, 'orderedAt', 'storedAt', 'readAt'),
    ...fieldsOf(row, 'revision', 'final'),
    cancelRequested: row.cancelRequested === true,
    ...isoOf(row, 'erasedAt'),
  };
}
