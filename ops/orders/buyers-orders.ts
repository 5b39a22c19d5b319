import { type FoundOrder, ordersOfSameBuyer } from '../../core/import/index.ts';
import type { RemovedBuyer } from '../../core/jobs/index.ts';
import type { EpochMs } from '../../core/kernel/index.ts';
import type { Shop } from '../../core/model/index.ts';
import type { BuyerMark, Ports } from '../../core/ports/index.ts';
import { t } from '../../language/language.ts';
import { counted, jstTextOr } from '../../language/phrases.ts';
import { placesOf, shopsToSearch } from '../pushes/places.ts';
import { type Block, flexible, tableOf } from '../terminal/table.ts';

export interface OrderOfBuyer {
  readonly shop: Shop;
  readonly orderNumber: string;
  /** Undefined where nothing readable is stored. */
  readonly orderedAt: EpochMs | undefined;
  readonly because: 'named' | 'same-buyer';
  /** What it was found by; absent where it was named. */
  readonly foundBy?: Pick<FoundOrder, 'mark' | 'sameAs'>;
}

type SearchPorts = Pick<Ports, 'orders' | 'shops' | 'merchants' | 'malls'>;

/** The orders that were named, and with `sameBuyer` the others of the same people in the same shops. Notes every problem. */
export async function buyersOrders(
  ports: SearchPorts,
  wanted: { readonly orderNumbers: readonly string[]; readonly shop: string | undefined; readonly sameBuyer: boolean },
  problems: string[],
  onProgress: (shop: string, rows: number) => void,
): Promise<OrderOfBuyer[]> {
  const scope = await shopsToSearch(ports, { shop: wanted.shop, merchant: undefined }, problems);
  if (scope === null) return [];
  const places = await placesOf(ports, { ...scope, orderNumbers: wanted.orderNumbers });
  const named: { readonly shop: Shop; readonly orderNumber: string }[] = [];
  for (const [orderNumber, { shop, problem, warning }] of places) {
    const trouble = problem ?? warning;
    if (trouble !== null) problems.push(`${orderNumber} ${trouble}`);
    else if (shop !== null) named.push({ shop, orderNumber });
  }
  const found: OrderOfBuyer[] = [];
  for (const [shop, orders] of Map.groupBy(named, (one) => one.shop)) {
    const numbers = orders.map(({ orderNumber }) => orderNumber);
    const rows = await ports.orders.rows(shop.key, numbers);
    for (const orderNumber of numbers) {
      const row = rows.get(orderNumber);
      const orderedAt = row?.kind === 'stored' ? row.orderedAt : undefined;
      found.push({ shop, orderNumber, orderedAt, because: 'named' });
    }
    if (!wanted.sameBuyer) continue;
    const reading = { orders: ports.orders, traits: ports.malls.traits(shop.mall) };
    const others = await ordersOfSameBuyer(reading, shop.key, numbers, (count) => onProgress(shop.key, count));
    found.push(
      ...others.map(({ orderNumber, orderedAt, mark, sameAs }) => {
        const foundBy = { mark, sameAs };
        return { shop, orderNumber, orderedAt, because: 'same-buyer' as const, foundBy };
      }),
    );
  }
  return found;
}

function foundBy({ foundBy: found }: OrderOfBuyer): string {
  return found === undefined ? t`by its number` : t`${markText(found.mark)}, as ${found.sameAs}`;
}

/** Shows just enough of a mark to distinguish a buyer's from the shop's own or an invented one. */
function markText({ kind, value }: BuyerMark): string {
  switch (kind) {
    case 'mail':
      return t`same mail address ${value.slice(0, 2)}…${value.slice(value.lastIndexOf('@'))}`;
    case 'name-and-phone':
      return t`same name and telephone ${value.slice(0, 1)}… …${value.slice(-4)}`;
  }
}

export function foundLines(found: readonly OrderOfBuyer[]): Block[] {
  return tableOf(found, (one) => ({
    order: one.orderNumber,
    shop: one.shop.key,
    placed: jstTextOr(one.orderedAt, t`unknown`),
    found: flexible(foundBy(one)),
  }));
}

export function resultLines(removed: readonly RemovedBuyer[]): string[] {
  const of = (outcome: RemovedBuyer['outcome']): number => removed.filter((one) => one.outcome === outcome).length;
  const pushes = removed.reduce((sum, { forgotten }) => sum + forgotten, 0);
  const earlier = of('already') > 0 ? [t`Removed from ${counted(of('already'), 'order')} before.`] : [];
  const left = removed.flatMap(({ orderNumber, outcome, underWay }) => [
    ...(outcome === 'unknown' ? [t`${orderNumber}: nothing is stored any more.`] : []),
    ...(outcome === 'changing' ? [t`${orderNumber}: others keep writing it. Run this again.`] : []),
    ...(underWay > 0
      ? [t`${orderNumber}: ${counted(underWay, 'change')} not done yet (ops push list). Run this again once done.`]
      : []),
  ]);
  return [
    t`Removed from ${counted(of('redacted'), 'order')}, and from ${counted(pushes, 'requested change')}.`,
    ...earlier,
    ...left,
  ];
}

/** Where the buyer may still be, which no command of ours reaches. */
export const stillElsewhere = (): string[] => [
  t`Not reached by this: the mall itself, exported files, mails, systems that took the`,
  t`orders over from the tables, journals of runs, and for 35 days the tables’ own`,
  t`backups: after a restore, run this again.`,
];
