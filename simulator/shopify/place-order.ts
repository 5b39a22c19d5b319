import type { Placing } from '../control.ts';
import { drawBetween, type Prng, prng, seedOf } from '../prng.ts';
import { admitInTime, chooseAgain, drawKind, drawSku, insertOrder } from '../sales.ts';
import { chanceOfOrder, later } from '../world.ts';
import { awaitPayment, cancel, expirePayment } from './lifecycle.ts';
import { allOf, fulfill, recordId } from './parcels.ts';
import type { Line, Location, Order, OrderKind, Shop, Variant, World } from './state.ts';
import { commit, locationFor, shelfOf } from './stock.ts';
import { post } from './webhooks.ts';

/** Out of 100 orders that arrive: the rest is plain. */
const SHARES: readonly (readonly [OrderKind, number])[] = [
  ['pending', 12],
  ['gift', 6],
  ['guest', 5],
  ['hold', 2],
  ['custom', 2],
];

/** What a buyer puts into a cart; a custom line has no variant. */
interface Wanted {
  sku: Variant;
  units: number;
}

/** A buyer places an order. Everything about it is drawn from the world's seed, the shop and its count. */
export function placeOrder(world: World, shop: Shop, placing: Placing<OrderKind, Variant>): Order {
  const chance = chanceOfOrder(world, shop, shop.code, placing.placedAt);
  const { kind: asked = placing.isArrival ? 'random' : 'plain' } = placing;
  const kind = asked === 'random' ? drawKind(SHARES, 'plain', chance) : asked;
  const order = emptyOrder(world, shop, kind, placing, chance);
  const cart = { lines: [...(placing.lines ?? drawLines(world, shop, chance))] as Wanted[] };
  const isCancelled = placing.isArrival === true && chance.chance(world.settings.flow.buyerCancelShare);
  const expiring = prng(seedOf(world.seed, 'expiring', shop.code, shop.ordersPlaced));
  const isExpiring = placing.isArrival === true && expiring.chance(world.settings.flow.expiredShare);
  admitInTime(world, order.placedAt, {
    isDrawn: placing.lines === undefined,
    chooseAgain: () => {
      cart.lines = chooseAgain(shelfOf(world, shop), cart.lines, chance);
    },
    admit: () => admit(world, order, cart.lines, { isCancelled, isExpiring }),
  });
  return order;
}

function emptyOrder(
  world: World,
  shop: Shop,
  kind: OrderKind,
  placing: Placing<OrderKind, Variant>,
  chance: Prng,
): Order {
  const placedAt = Math.floor(placing.placedAt / 1000) * 1000;
  const { indexDelayMinMs, indexDelayMaxMs, sameNames } = world.settings.orders;
  const visibleAt = placedAt + (placing.visibleAfterMs ?? drawBetween(chance, indexDelayMinMs, indexDelayMaxMs));
  const number = shop.ordersPlaced - (sameNames && shop.ordersPlaced % 5 === 0 ? 1 : 0);
  return {
    orderId: drawOrderId(world, chance),
    name: `#${1000 + number}`,
    shop,
    seed: chance.int(0, 0xffff_ffff),
    kind,
    placedAt,
    updatedAt: placedAt,
    visibleAt,
    indexed: null,
    reindexedAt: visibleAt,
    stage: 0,
    isPaid: kind !== 'pending',
    moneyLost: null,
    cancelledAt: null,
    cancelReason: null,
    lines: [],
    refunds: [],
    fulfillmentOrders: [],
    fulfillments: [],
    movedSeed: null,
    note: kind === 'gift' ? chance.pick(['お誕生日おめでとう♪ 𠮷田より', '内祝＆御礼 <髙橋家>']) : null,
    tags: kind === 'gift' ? ['ギフト'] : [],
  };
}

/** `5512345678901`: digits that no other order of any shop has. */
function drawOrderId(world: World, chance: Prng): string {
  for (;;) {
    const id = `55${String(chance.int(0, 99_999)).padStart(5, '0')}${String(chance.int(0, 999_999)).padStart(6, '0')}`;
    if (!world.orders.has(id)) return id;
  }
}

/** What becomes of an order that arrives, if nobody does anything. */
interface Ends {
  isCancelled: boolean;
  isExpiring: boolean;
}

/** The order exists from here on. */
function admit(world: World, order: Order, cart: readonly Wanted[], { isCancelled, isExpiring }: Ends): void {
  const { shop } = order;
  const isAtTill = order.kind === 'pos';
  const location = isAtTill ? (shop.locations.at(-1) as Location) : locationFor(shop, cart);
  order.lines = cart.map(({ sku, units }) => lineOf(order, sku, sku.productTitle, sku.priceYen, units));
  if (order.kind === 'custom') order.lines.push(lineOf(order, null, '名入れ代', 550, 1));
  for (const { variant, quantity } of order.lines) commit(world, shop, variant, location, quantity);
  order.fulfillmentOrders = [
    {
      id: recordId(order),
      location,
      status: order.kind === 'hold' ? 'ON_HOLD' : 'OPEN',
      lines: order.lines.map((line) => ({ id: recordId(order), line, total: line.quantity, remaining: line.quantity })),
    },
  ];
  if (isAtTill) for (const one of order.fulfillmentOrders) fulfill(world, order, [allOf(one)], []);
  insertOrder(shop.orders, order);
  world.orders.set(order.orderId, order);
  const since = order.placedAt - world.timeMs;
  const { pendingMs } = world.settings.flow;
  if (!order.isPaid) {
    const ends = isExpiring ? expirePayment : awaitPayment;
    ends(world, order, Math.max(0, since + pendingMs));
  }
  if (isCancelled) {
    later(world, order, Math.max(0, since + Math.floor(pendingMs / 2)), () => cancel(world, order, 'CUSTOMER'));
  }
  post(world, order, 'ORDERS_CREATE');
}

const lineOf = (order: Order, variant: Variant | null, title: string, priceYen: number, units: number): Line => ({
  lineId: recordId(order),
  variant,
  title,
  priceYen,
  quantity: units,
  removed: 0,
  unfulfilled: units,
});

function drawLines(world: World, shop: Shop, chance: Prng): Wanted[] {
  const shelf = shelfOf(world, shop);
  const count = chance.pick([1, 1, 1, 1, 1, 1, 2, 3]);
  const skus = new Set(Array.from({ length: count }, () => drawSku(shelf, chance)));
  return [...skus].map((sku) => ({ sku, units: chance.pick([1, 1, 1, 1, 2, 3]) }));
}
