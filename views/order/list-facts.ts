import type { ListedOrder, OrderListing } from '../../core/import/index.ts';
import {
  anyList,
  comparable,
  type EpochMs,
  object,
  oneOf,
  orNull,
  type Static,
  text,
  whole,
} from '../../core/kernel/index.ts';
import { mallOf, type Pause, type Shop, type ShopKey, type StoredOrder, unpack } from '../../core/model/index.ts';
import type { ListedAt, Ports } from '../../core/ports/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { changeFacts, changeShape, parcelsShown } from '../change/index.ts';
import { fieldsOf, jstIso, jstIsoOrNull } from '../plain.ts';
import { moment, truth } from '../shape.ts';
import { kinds, problemShape, shipByIn } from './facts.ts';
import { contentOf } from './facts-content.ts';

/** An order of a list. Nothing of its buyer is in it but the first character of the name. */
const listedShape = object({
  shop: text<ShopKey>(),
  shopName: text(),
  orderNumber: text(),
  kind: oneOf(kinds),
  orderedAt: orNull(moment),
  progress: orNull(text()),
  progressName: orNull(text()),
  final: orNull(truth),
  cancelRequested: orNull(truth),
  readAt: orNull(moment),
  /** The sum of the order, in yen; null where that is not fixed yet, or no longer kept. */
  total: orNull(whole()),
  /** `山＊＊`; null once the buyer's data were removed. */
  buyer: orNull(text()),
  /** 出荷期限: the last moment at which it can leave in time; null once it is shipped, and where none is known. */
  shipBy: orNull(moment),
  /** Its parcels at the mall, as it was read last. */
  parcels: anyList(object({ carrier: orNull(text()), trackingNumber: orNull(text()), shippedOn: orNull(text()) })),
  problem: orNull(problemShape),
  pushes: anyList(changeShape),
});

export const orderListShape = object({
  orders: anyList(listedShape),
  /** The place after which the next page begins. */
  next: orNull(text()),
  rests: truth,
  /** The place of the first order among all; null where their number is not known. */
  place: orNull(object({ first: whole({ from: 1 }), of: whole({ from: 1 }) })),
});

export type ListedFacts = Static<typeof listedShape>;
export type OrderListFacts = Static<typeof orderListShape>;

type Needed = Pick<Ports, 'malls'>;

export function orderListFacts(
  ports: Needed,
  shops: readonly Shop[],
  { orders, next, rests, place }: OrderListing,
  pauses: readonly Pause[],
): OrderListFacts {
  const byKey = new Map(shops.map((shop) => [shop.key, shop]));
  return {
    orders: orders.map((order) => listedFacts(ports, byKey.get(order.shop), order, pauses)),
    next: next === null ? null : placeText(next),
    ...{ rests, place },
  };
}

const placeText = ({ at, shop, orderNumber }: ListedAt): string => `${at}/${shop}/${orderNumber}`;

/** The place that a text says which a page gave as its `next`; null for any other text. */
export function placeIn(typed: string): ListedAt | null {
  const [, at, shop, orderNumber] = /^(\d{1,15})\/([^/]+#[^/]+)\/(.+)$/.exec(typed) ?? [];
  if (at === undefined || shop === undefined || orderNumber === undefined) return null;
  return { at: Number(at), shop: shop as ShopKey, orderNumber };
}

function listedFacts(
  ports: Needed,
  shop: Shop | undefined,
  { shop: key, orderNumber, row, pushes }: ListedOrder,
  pauses: readonly Pause[],
): ListedFacts {
  const stored = row?.kind === 'stored' ? row : null;
  const original = stored && originalOf(stored);
  const content = stored && original !== null ? contentOf(stored, original, original) : null;
  const { progressNames } = mallDesks.of(mallOf(key));
  const total = content?.amounts.total;
  const name = content?.buyer.name;
  const shipBy = shop && original !== null ? shipByIn(original, shop, ports.malls.traits(shop.mall)) : null;
  return {
    ...{ shop: key, shopName: shop?.name ?? key, orderNumber, kind: row?.kind ?? 'not-stored' },
    orderedAt: jstIsoOrNull(stored?.orderedAt),
    ...{ progress: stored?.progress ?? null, progressName: stored && (progressNames[stored.progress] ?? null) },
    ...{ final: stored?.final ?? null, cancelRequested: stored && stored.cancelRequested === true },
    readAt: jstIsoOrNull(stored?.readAt),
    total: typeof total === 'number' ? total : null,
    buyer: name ? `${[...String(name)][0]}＊＊` : null,
    shipBy: jstIsoOrNull(shipBy),
    parcels:
      stored && shop
        ? parcelsShown(ports, shop, stored, []).map((one) => fieldsOf(one, 'carrier', 'trackingNumber', 'shippedOn'))
        : [],
    problem: row?.problem === undefined ? null : { ...row.problem, since: jstIso(row.problem.since) },
    pushes: pushes.map((push) => changeFacts(push, pauses)),
  };
}

/** The order as its mall gave it; null once its data were removed. */
const originalOf = ({ original }: StoredOrder): string | null => (original.length === 0 ? null : unpack(original));

/** 出荷期限 of a stored order (`shipByIn`); null, too, once its data were removed. */
export function shipByOfRow({ malls }: Needed, shop: Shop, row: StoredOrder): EpochMs | null {
  const original = originalOf(row);
  return original === null ? null : shipByIn(original, shop, malls.traits(shop.mall));
}

/** Finds orders by their people, telephone numbers, mail addresses and products, however these are spaced, in any width of letters. */
export function orderMatcher(wanted: string): (row: StoredOrder) => boolean {
  const part = withoutDashes(wanted);
  return (row) => {
    const original = originalOf(row);
    if (original === null) return false;
    const { buyer, destinations } = contentOf(row, original, original);
    const items = destinations.flatMap((one) => one.items);
    const texts = [
      ...[buyer, ...destinations].flatMap(({ name, kana, company, phone }) => [name, kana, company, phone]),
      buyer.mail,
      ...items.flatMap(({ name, number, sku, option }) => [name, number, sku, option]),
    ];
    return texts.some((text) => text != null && withoutDashes(String(text)).includes(part));
  };
}

const withoutDashes = (text: string): string => comparable(text).replaceAll(/[\u2010-\u2015\u2212-]/g, '');

export const pageSorts = ['shop', 'status', 'amount', 'buyer'] as const;
export type PageSort = (typeof pageSorts)[number];

const sortedValue = {
  shop: ({ shopName }) => shopName,
  status: ({ progress }) => progress ?? '',
  amount: ({ total }) => -(total ?? 0),
  buyer: ({ buyer }) => buyer ?? '',
} as const satisfies Readonly<Record<PageSort, (order: ListedFacts) => string | number>>;

/** The orders of a page, sorted; those of one value stay as they were. The largest amount comes first. */
export function sortedPage(orders: readonly ListedFacts[], by: PageSort): ListedFacts[] {
  const keyOf: (order: ListedFacts) => string | number = sortedValue[by];
  return orders.toSorted((one, other) => {
    const [a, b] = [keyOf(one), keyOf(other)];
    return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'ja');
  });
}
