import {
  codeOrName,
  dayMs,
  type EpochMs,
  eachLimited,
  hourMs,
  jstDay,
  jstHour,
  jstMoment,
  minuteMs,
  secondMs,
} from '../kernel/index.ts';
import {
  digestHours,
  digestMoment,
  type Merchant,
  type MorningGroup,
  type MorningReport,
  type Shop,
  type StoredOrder,
} from '../model/index.ts';
import type { MallTraits, Ports, WaitingOrder } from '../ports/index.ts';
import { merchantsOf, type ProcessCache } from '../session/index.ts';
import { isOrderShipping, storedOrders } from './deadlines.ts';

export const defaultMorningSettings = {
  /** Lead before the digest: enough for a late run, and still fresh. */
  leadMs: 20 * minuteMs,
  /** Time after the digest for which an unread shop is retried. */
  lateMs: hourMs,
  cardDaysLeft: 7,
  unconfirmedLeftMs: 3 * dayMs,
  failedWithinMs: 30 * dayMs,
};

type MorningSettings = Readonly<typeof defaultMorningSettings>;

type Needed = Pick<Ports, 'merchants' | 'orders' | 'changes' | 'digests' | 'malls' | 'clock' | 'log'>;

const shopsAtOnce = 10;
const failedMax = 200;
/** Orders of a group kept by number, more than a mail lists. */
const keptMax = 50;

/**
 * Writes each shop's report once a day, shortly before its merchant's digest, from unshipped orders without calling malls. An unreadable
 * shop gets no row, as the digest then says. `behind`: up to when orders were imported, null if well.
 */
export async function reportMornings(
  { ports, cache }: { readonly ports: Needed; readonly cache: Pick<ProcessCache, 'merchants'> },
  shops: readonly Shop[],
  behind: () => Promise<(shop: Shop) => EpochMs | null>,
  settings: MorningSettings,
): Promise<void> {
  const now = ports.clock.now();
  if (!mayBeMorning(now, settings)) return;
  const merchants = await merchantsOf({ ports, cache }, shops);
  const due = shops.filter((shop) => isDue(merchants.get(shop.merchant), now, settings));
  if (due.length === 0) return;
  const behindSince = await behind();
  const mark = `morning*${jstDay(now)}`;
  let count = 0;
  await eachLimited(due, shopsAtOnce, async (shop) => {
    try {
      if ((await ports.digests.warned(shop.key)).has(mark)) return;
      await ports.digests.putMorning(await reportOf(ports, shop, behindSince(shop), settings));
      await ports.digests.markWarned(shop.key, mark, now + dayMs);
      count++;
    } catch (error) {
      // Other shops still get their reports; the next run retries this one.
      ports.log.error('morning.unread', { shop: shop.key, code: codeOrName(error) });
    }
  });
  if (count > 0) ports.log.info('mornings.reported', { shops: count });
}

/** False while no digest can be due, so that merchants are not even read. */
function mayBeMorning(now: EpochMs, { leadMs, lateMs }: MorningSettings): boolean {
  return jstHour(now + leadMs) >= digestHours.from && jstHour(now - lateMs) < digestHours.to;
}

function isDue(merchant: Merchant | undefined, now: EpochMs, { leadMs, lateMs }: MorningSettings): boolean {
  const at = merchant === undefined ? null : digestMoment(merchant, now);
  return at !== null && now >= at - leadMs && now < at + lateMs;
}

async function reportOf(
  ports: Needed,
  shop: Shop,
  behind: EpochMs | null,
  settings: MorningSettings,
): Promise<MorningReport> {
  const now = ports.clock.now();
  const found: Found[] = [];
  const waiting = new Set<string>();
  const traits = ports.malls.traits(shop.mall);
  for await (const { row, order } of waitingOrders(ports, shop, traits)) {
    waiting.add(row.orderNumber);
    const ofOrder = groupsOf(row, order, { shop, traits, now, settings });
    if (ofOrder.length > 0 && !(await isOrderShipping(ports, row))) found.push(...ofOrder);
  }
  found.push(...(await failedChanges(ports, shop, waiting, settings)));
  return {
    ...{ merchant: shop.merchant, shop: shop.key, shopName: shop.name, day: jstDay(now), at: now },
    ...(behind === null ? {} : { behindSince: behind }),
    knowsShipDays: shop.shipWithinDays !== undefined || traits.namesShipBy === true || traits.waitingIn === undefined,
    groups: grouped(found),
  };
}

interface Found {
  readonly group: MorningGroup;
  readonly orderNumber: string;
  readonly by?: EpochMs;
}

async function* waitingOrders(
  { orders }: Pick<Needed, 'orders'>,
  { key }: Shop,
  { unshipped, waitingIn }: MallTraits,
): AsyncGenerator<{ readonly row: StoredOrder; readonly order: WaitingOrder }> {
  if (waitingIn === undefined) return;
  const open = (await orders.openOrders(key)).filter(({ progress }) => unshipped.includes(progress));
  for await (const { row, original } of storedOrders({ orders }, key, open)) {
    // The index lags: the order may be shipped or cancelled.
    const order = unshipped.includes(row.progress) ? waitingIn(original) : null;
    if (order !== null) yield { row, order };
  }
}

interface Judging {
  readonly shop: Pick<Shop, 'shipWithinDays' | 'cardDays'>;
  readonly traits: Pick<MallTraits, 'unconfirmed' | 'cardDays'>;
  readonly now: EpochMs;
  readonly settings: Pick<MorningSettings, 'cardDaysLeft' | 'unconfirmedLeftMs'>;
}

export function groupsOf(
  { orderNumber, progress, orderedAt }: Pick<StoredOrder, 'orderNumber' | 'progress' | 'orderedAt'>,
  order: WaitingOrder,
  { shop, traits, now, settings }: Judging,
): Found[] {
  const found: Found[] = [];
  const shipBy = shipByOf(order, shop);
  if (shipBy !== null && jstDay(shipBy) <= jstDay(now)) {
    found.push({ group: jstDay(shipBy) < jstDay(now) ? 'overdue' : 'today', orderNumber, by: shipBy });
  }
  const cardDays = shop.cardDays ?? traits.cardDays ?? 0;
  if (order.cardSince !== null && cardDays > 0) {
    const by = endOfDay(order.cardSince + cardDays * dayMs);
    if (jstDay(now + settings.cardDaysLeft * dayMs) >= jstDay(by)) found.push({ group: 'card', orderNumber, by });
  }
  if (traits.unconfirmed?.progress === progress) {
    const by = orderedAt + traits.unconfirmed.cancelledAfterMs;
    if (by > now && by - now <= settings.unconfirmedLeftMs) found.push({ group: 'unconfirmed', orderNumber, by });
  }
  return found;
}

/**
 * End of the last day to ship (出荷期限): the mall's own; else the day before 配達希望日, since most parcels take a day; else by the shop's days.
 * Null if unknown.
 */
export function shipByOf(
  { shipBy, wishedDay, shippableSince }: WaitingOrder,
  { shipWithinDays }: Pick<Shop, 'shipWithinDays'>,
): EpochMs | null {
  // Midnight ends the day before.
  if (shipBy !== null) return endOfDay(shipBy - secondMs);
  if (wishedDay !== null) return endOfDay(jstMoment(wishedDay) - dayMs);
  if (shippableSince === null || shipWithinDays === undefined) return null;
  return endOfDay(shippableSince + shipWithinDays * dayMs);
}

const endOfDay = (at: EpochMs): EpochMs => jstMoment(jstDay(at)) + dayMs - secondMs;

/** Failed changes for the merchant, whose order still waits. */
async function failedChanges(
  { changes, clock }: Pick<Needed, 'changes' | 'clock'>,
  { key }: Shop,
  waiting: ReadonlySet<string>,
  { failedWithinMs }: MorningSettings,
): Promise<Found[]> {
  if (waiting.size === 0) return [];
  const failed = await changes.failed(key, clock.now() - failedWithinMs, failedMax);
  const numbers = failed.flatMap(({ orderNumber, state }) =>
    state.kind === 'failed' && state.who === 'merchant' && waiting.has(orderNumber) ? [orderNumber] : [],
  );
  return [...new Set(numbers)].map((orderNumber) => ({ group: 'failed', orderNumber }));
}

function grouped(found: readonly Found[]): MorningReport['groups'] {
  const byGroup = Map.groupBy(found, ({ group }) => group);
  return Object.fromEntries(
    [...byGroup].map(([group, all]) => {
      const sorted = all.toSorted((one, other) => (one.by ?? 0) - (other.by ?? 0));
      const orders = sorted.slice(0, keptMax).map(({ group: _, ...order }) => order);
      return [group, { count: all.length, orders }];
    }),
  );
}
