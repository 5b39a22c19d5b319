import { minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { YahooControl } from '../../../simulator/yahoo/index.ts';
import { memoryPorts } from '../../memory/index.ts';
import { appliedLater, brokenOff, pagesInstead } from '../../worlds/fault-tables.ts';
import { listingId } from '../../worlds/stock-watch.ts';
import { booksOf, type Placed, type StockScene } from './scene.ts';
import type { SkuWorld } from './world.ts';

const mallName = ({ shop }: SkuWorld['malls'][number]): string => shop.key;
const orderName = ({ orderNumber }: Placed): string => orderNumber;

/** What buyers, the people of a mall and the mall itself do. */

/** An order of one line or several, placed now or some time ago, and shown at once or late. */
export function order(scene: StockScene, where?: SkuWorld['malls'][number]): void {
  const { world, chance, wares, tell } = scene;
  const { at, control, shop, named } = where ?? chance.among(world.malls, mallName);
  const now = world.time.now();
  const placedAt =
    now -
    chance.pick([0, 0, chance.int(1, 50) * secondMs, chance.int(1, 90) * minuteMs, chance.int(35, 90) * minuteMs]);
  const lateMs = chance.pick([0, 0, chance.int(1, 40) * minuteMs]);
  const lines = Array.from({ length: chance.pick([1, 1, 1, 2, 3]) }, () => {
    const item = at.itemOf(chance.pick(wares));
    return { item, units: chance.pick([1, 1, 1, 2, 3]) };
  });
  const [orderNumber = ''] = control.addOrders(shop.code, {
    count: 1,
    kind: 'plain',
    at: placedAt,
    visibleAfterMs: now - placedAt + lateMs,
    lines: lines.map(({ item, units }) => ({ ...named(item), units })),
  });
  scene.orders.push({
    shop: shop.key,
    orderNumber,
    shownAt: now + lateMs,
    changedOver: null,
    isCancelled: false,
    isMisdated: false,
  });
  const words = lines.map(({ item, units }) => `${units} ${item}`).join(' and ');
  const when = `placed ${((now - placedAt) / minuteMs).toFixed(1)} min ago, shown in ${(lateMs / minuteMs).toFixed(1)} min`;
  tell(`${shop.key}: ${orderNumber} for ${words}, ${when}`);
}

/** A change of quantity, a line more or less, or something else that holds no pieces. */
export function edit(scene: StockScene, where?: SkuWorld['malls'][number]): void {
  change(scene, where, 'is edited', false, ({ at, control, shop }, { orderNumber }) => {
    const { chance } = scene;
    const lines = (control.order(orderNumber) as { lines: readonly { lineId?: number }[] } | null)?.lines ?? [];
    const index = chance.int(0, Math.max(0, lines.length - 1));
    const line = at.mall === 'rms' ? index : (lines[index]?.lineId ?? 0);
    const units = { units: { [line]: chance.int(0, 4) } };
    // The last line of an order is not taken out: the order is cancelled.
    const removal = lines.length > 1 ? [{ removeLine: line }] : [];
    control.editOrder(shop.code, orderNumber, chance.pick([units, units, ...removal, { addLine: true }, {}]));
  });
}

export function cancel(scene: StockScene, where?: SkuWorld['malls'][number]): void {
  change(scene, where, 'is cancelled', false, (mall, placed) => {
    mall.cancel(placed.orderNumber);
    placed.isCancelled = true;
  });
}

export function undoCancel(scene: StockScene, where?: SkuWorld['malls'][number]): void {
  change(scene, where, 'is no longer cancelled', true, ({ control, shop, openStatus }, placed) => {
    if (openStatus === null) throw new Error('A cancel is final there.');
    control.moveOrder(shop.code, placed.orderNumber, openStatus);
    placed.isCancelled = false;
  });
}

function change(
  { world, chance, orders, relisted, tell }: StockScene,
  where: SkuWorld['malls'][number] | undefined,
  what: string,
  ofCancelled: boolean,
  work: (mall: SkuWorld['malls'][number], placed: Placed) => void,
): void {
  const fit = orders.filter(
    ({ isCancelled, shop }) => isCancelled === ofCancelled && (where === undefined || where.shop.key === shop),
  );
  if (fit.length === 0) return;
  const placed = chance.among(fit, orderName);
  const mall = booksOf(world, placed.shop);
  const before = mall.at.taken(placed.orderNumber);
  try {
    work(mall, placed);
  } catch {
    // The mall allows it no more: nothing happened.
    return;
  }
  const after = mall.at.taken(placed.orderNumber);
  // What moves the mall's own level while we read of no change is found by the night alone.
  const row = world.store.rowsByShop.get(placed.shop)?.get(placed.orderNumber);
  const isUnread = row === undefined || row.version === placed.changedOver;
  placed.changedOver = row?.version ?? null;
  for (const { item } of ofCancelled || isUnread ? [...before, ...after] : [])
    world.stockWatch.drifted.add(listingId(placed.shop, item));
  // An importer knows a new listing after a minute; what it reads before that is told of the earlier SKU alone.
  for (const { item } of [...before, ...after]) {
    const id = listingId(placed.shop, item);
    if (world.time.now() - (relisted.get(id) ?? 0) < 3 * minuteMs) world.stockWatch.drifted.add(id);
  }
  tell(`${placed.orderNumber} ${what}: ${after.map(({ item, units }) => `${units} ${item}`).join(' and ')}`);
}

/** An order of Yahoo!ショッピング goes on in two parts. */
export function split({ world, chance, orders, tell }: StockScene): void {
  const whole = orders.filter(({ shop, isCancelled }) => shop.startsWith('yahoo#') && !isCancelled);
  if (whole.length === 0) return;
  const placed = chance.among(whole, orderName);
  const { control, shop } = booksOf(world, placed.shop);
  let parts: string[];
  try {
    parts = (control as YahooControl).splitOrder(shop.code, placed.orderNumber);
  } catch {
    // It has no two pieces, or is its buyer's still: nothing happened.
    return;
  }
  orders.splice(orders.indexOf(placed), 1);
  for (const orderNumber of parts) orders.push({ ...placed, orderNumber, changedOver: null });
  tell(`${placed.orderNumber} is split into ${parts.join(' and ')}`);
}

/** The order bears a date that cannot be, and is put right later. */
export function misdate({ world, chance, orders, tell }: StockScene): void {
  const fit = orders.filter(({ shop, isMisdated }) => !isMisdated && /^(rms|yahoo)#/.test(shop));
  if (fit.length === 0) return;
  const placed = chance.among(fit, orderName);
  const { shop, orderNumber } = placed;
  placed.isMisdated = true;
  const { control } = booksOf(world, shop);
  control.spoilOrder(orderNumber, 'future-date');
  const afterMs = chance.int(1, 60) * minuteMs;
  world.time.at(world.time.now() + afterMs, () => mendDate(world, placed));
  tell(`${orderNumber} bears a date to come, for ${afterMs / minuteMs} min`);
}

/** It is put right as a change of the order, which a mall that lists changes shows as one. */
export function mendDate(world: SkuWorld, placed: Placed): void {
  if (!placed.isMisdated) return;
  const { control, shop } = booksOf(world, placed.shop);
  placed.isMisdated = false;
  control.mendOrder(placed.orderNumber);
  control.editOrder(shop.code, placed.orderNumber, {});
}

const sets = [
  ...brokenOff,
  ...appliedLater(2, 8, 25, 50),
  ...pagesInstead,
  { kind: 'throttle' },
  { kind: 'lost-write' },
];
const readings = [...brokenOff, ...pagesInstead, { kind: 'throttle' }, { kind: 'all-well' }];

/** The next calls that set levels, or that read them or orders, fail in some way. */
export function breakCalls({ world, chance, tell }: StockScene): void {
  const { control, calls, shop, setFaults } = chance.among(world.malls, mallName);
  const isOfSet = chance.chance(0.65);
  const fault = chance.pick(isOfSet ? [...sets, ...setFaults] : readings);
  const operations = isOfSet ? calls.set : chance.pick([calls.read, calls.orders]);
  const times = chance.int(1, 3);
  control.break({ ...fault, operations, times });
  if (fault.kind === 'lost-write') driftAll(world, shop.key);
  tell(`${shop.key}: the next ${times} calls of ${operations.join(', ')} meet ${JSON.stringify(fault)}`);
}

/** A level that a mall says it has taken, and has not, is found by the night alone. */
function driftAll({ malls, stockWatch }: SkuWorld, shop: string): void {
  for (const { at, shop: one } of malls) {
    if (one.key !== shop) continue;
    for (const item of at.shown(one.code).keys()) stockWatch.drifted.add(listingId(one.key, item));
  }
}

export function takeDown({ world, chance, tell }: StockScene): void {
  const { control, shop, calls } = chance.among(world.malls, mallName);
  const operations = chance.pick([undefined, calls.orders, [...calls.set, ...calls.read]]);
  const forMs = chance.int(2, 40) * minuteMs;
  const kind = chance.pick(['refuse', 'timeout-before', 'html-200']);
  control.break({ kind, until: world.time.now() + forMs, ...(operations && { operations }) });
  tell(`${shop.key}: ${operations?.join(', ') ?? 'everything'} meets ${kind} for ${forMs / minuteMs} min`);
}

export function refuseItem({ world, chance, tell }: StockScene): void {
  const { refusing, refused, goods } = world.stockWatch;
  if (goods.listings.size === 0) return;
  const id = chance.among([...goods.listings.keys()], (name) => name);
  refusing.add(id);
  refused.add(id);
  const forMs = chance.int(5, 60) * minuteMs;
  world.time.at(world.time.now() + forMs, () => refusing.delete(id));
  tell(`${id.replace('\n', ' ')} is refused by name for ${forMs / minuteMs} min`);
}

export function pause({ world, chance, tell }: StockScene): void {
  const { shop } = chance.among(world.malls, mallName);
  const capability = chance.pick(['stock', 'stock', 'import'] as const);
  const held = { cause: 'manual', scope: shop.key, capability } as const;
  const forMs = chance.int(1, 60) * minuteMs;
  const { pauses } = memoryPorts(world.store);
  void pauses.set({ ...held, since: world.time.now(), by: 'ops', note: '棚卸し' });
  world.time.at(world.time.now() + forMs, () => void pauses.lift(held));
  tell(`${shop.key}: ${capability} is paused for ${forMs / minuteMs} min`);
}
