import { dayMs, type EpochMs, inChunks, jstDay, jstHour, minuteMs } from '../kernel/index.ts';
import {
  bucketCount,
  bucketOf,
  mallOf,
  orderDueOf,
  type Shop,
  type ShopKey,
  type StoredOrder,
  storedOrderOf,
  type Window,
  windowsBetween,
} from '../model/index.ts';
import type { MallTraits, OpenOrder } from '../ports/index.ts';
import type { ImportSession, ImportSettings, RunContext } from '../session/index.ts';
import { listWindow, type NightOf, type WindowListing, wayOf } from './list-window.ts';
import { readAndStore } from './read-and-store.ts';

/** Place after the last number: all orders are reread, the audit is still to come. */
const read = '}';
/** The audit is done, too. */
const done = '~';
/** Hours in which an unfinished audit is retried, as long as its listing counts. */
const auditHours = 6;

/** The night due for a shop, or null. Shops are spread over two hours by bucket. */
export function rereadDue(shop: Shop, now: number, settings: ImportSettings): string | null {
  const day = jstDay(now);
  const spreadHours = (bucketOf(shop.key) / bucketCount) * 2;
  const started = jstHour(now) >= settings.rereadHour + Math.floor(spreadHours);
  // Nights beyond the next were noted by a fast clock.
  const isLater = shop.rereadDay > day && shop.rereadDay <= jstDay(now + dayMs);
  const isAuditOver = shop.rereadAfter === read && jstHour(now) >= settings.rereadHour + auditHours;
  const finished = isLater || (shop.rereadDay === day && (shop.rereadAfter === done || isAuditOver));
  return started && !finished ? day : null;
}

/** True if a scan must wait for the night: its listings every two hours would take those of the audit, and the night lists the same. */
export function nightComesFirst(
  shop: Shop,
  now: number,
  settings: ImportSettings,
  listings: MallTraits['listings'],
): boolean {
  if (listings === undefined || jstHour(now) >= settings.rereadHour + auditHours) return false;
  return rereadDue(shop, now, settings) !== null;
}

/**
 * Rereads open orders once a night: an edited address or quantity changes no progress. Resumes within the night; returns the number
 * changed.
 */
export async function rereadShop(run: ImportSession, day: string): Promise<{ changed: number; finished: boolean }> {
  const { ports, shop, traits } = run;
  const after = shop.rereadDay === day ? shop.rereadAfter : '';
  if (after === read) return { changed: 0, finished: true };
  const { nightOf } = wayOf(traits);
  if (nightOf !== null) {
    const reread = await rereadChanged(run, nightOf, after, (place) => ports.shops.recordReread(shop, day, place));
    if (reread.finished) await ports.shops.recordReread(shop, day, read);
    return reread;
  }
  const open = await ports.orders.openOrders(shop.key);
  const rest = open
    .map((order) => order.orderNumber)
    .filter((orderNumber) => orderNumber > after)
    .sort();
  const reread = await readThose(run, rest, (last) => ports.shops.recordReread(shop, day, last));
  if (reread.finished) await ports.shops.recordReread(shop, day, read);
  return reread;
}

export async function endNight({ ports, shop }: ImportSession, day: string): Promise<void> {
  await ports.shops.recordReread(shop, day, done);
}

const comparedAtOnce = 200;

/**
 * Nightly rereading where listings have last changes: lists open orders by day, and reads those changed since stored. Reading all by single
 * calls would take days.
 *
 * @param after resume point, '' at first
 * @param note stores such a point
 */
async function rereadChanged(
  run: ImportSession,
  nightOf: NightOf,
  after: string,
  note: (place: string) => Promise<void>,
): Promise<{ changed: number; finished: boolean }> {
  const { ports, shop, traits } = run;
  const open = new Map((await ports.orders.openOrders(shop.key)).map((order) => [order.orderNumber, order]));
  const now = run.mallNow();
  const night = nightOf(Math.max(now - traits.maxSpanMs, shop.importFrom), now, traits);
  let changed = 0;
  for (const day of windowsBetween(
    Math.max(night.from, Number(after)),
    Math.max(now, night.from + minuteMs),
    night.partMs,
  )) {
    for (let rest: Window | null = day; rest; ) {
      if (!run.mayCall()) return { changed, finished: false };
      const listing: WindowListing = await listWindow(run, rest, { by: night.by });
      if (!listing.whole) return { changed, finished: false };
      const listed = listing.orderNumbers.filter((orderNumber) => open.has(orderNumber));
      const read = await readChanged(run, listing.changedAt, listed);
      changed += read.changed;
      if (!read.finished) return { changed, finished: false };
      await note(String(listing.window.to));
      rest = listing.window.to < day.to ? { from: listing.window.to, to: day.to } : null;
    }
  }
  // Too old to be listed; few, since most are final by then.
  const isOlder = ({ orderedAt }: OpenOrder): boolean => orderedAt < night.readFrom;
  const older = [...open.values()].filter(isOlder).map(({ orderNumber }) => orderNumber);
  const read = await readThose(run, older);
  return { changed: changed + read.changed, finished: read.finished };
}

/** Rereads stored orders that changed by the listing's times. */
export async function readChanged(
  run: ImportSession,
  changedAt: WindowListing['changedAt'],
  orderNumbers: readonly string[],
): Promise<{ readonly changed: number; readonly finished: boolean }> {
  return readThose(run, await changedSince(run, changedAt, orderNumbers));
}

async function changedSince(
  { ports, shop, traits }: ImportSession,
  changedAt: WindowListing['changedAt'],
  orderNumbers: readonly string[],
): Promise<string[]> {
  const changed: string[] = [];
  for (const chunk of inChunks(orderNumbers, comparedAtOnce)) {
    for (const row of (await ports.orders.rows(shop.key, chunk)).values()) {
      if (row.kind !== 'stored' || row.original.length === 0) continue;
      const stored = storedOrderOf(row.original, row, traits);
      const listed = changedAt.get(row.orderNumber);
      // Without a listed time the order may have changed.
      if (listed === undefined || stored.changedAt !== listed) changed.push(row.orderNumber);
    }
  }
  return changed;
}

/** `onRead` gets the last number of each completed batch. */
async function readThose(
  run: ImportSession,
  orderNumbers: readonly string[],
  onRead: (last: string) => Promise<unknown> = async () => undefined,
): Promise<{ readonly changed: number; readonly finished: boolean }> {
  let changed = 0;
  for (const chunk of inChunks(orderNumbers, run.traits.readBatch)) {
    if (!run.mayCall()) return { changed, finished: false };
    const batch = await readAndStore(
      run,
      chunk.map((orderNumber) => ({ orderNumber })),
    );
    changed += batch.changed.length;
    if (batch.unread.length > 0) return { changed, finished: false };
    await onRead(chunk.at(-1) as string);
  }
  return { changed, finished: true };
}

/** The schedule's interval, so that one run a night falls into it. */
const retiringMs = 5 * minuteMs;
const retiredAtOnce = 100;

/** True in the minutes of the night in which unread orders are retired. */
export function retiringIsDue(now: number, { rereadHour }: RunContext['settings']): boolean {
  return jstHour(now) === rereadHour && now % (60 * minuteMs) < retiringMs;
}

/** Time when an open order became final without a reading; null if open. */
type Retires = (order: OpenOrder) => EpochMs | null;

/**
 * Finalises open orders that no run reads any more, which would keep buyers' data forever: those of removed shops at the age of finality (a
 * shop added again before finds them open), and settled ones where the mall limits retention, a day after a night should have. Orders still
 * to be sent by a held shop stay open.
 *
 * @param shops those of the schedule
 */
export async function retireOrders(
  context: RunContext,
  buckets: readonly number[],
  shops: readonly Shop[],
): Promise<number> {
  const { ports } = context;
  const { malls, clock } = ports;
  let retired = 0;
  for (const { key } of await ports.removedShops.list()) {
    if (!buckets.includes(bucketOf(key)) || (await ports.shops.get(key)) !== null) continue;
    const { settledAfterMs } = malls.traits(mallOf(key));
    const now = clock.now();
    retired += await retireOrdersOf(context, key, ({ orderedAt }) => (now - orderedAt > settledAfterMs ? now : null));
  }
  for (const shop of shops) {
    const { retentionMaxMs, isSettled, settledAfterMs } = malls.traits(shop.mall);
    if (retentionMaxMs === undefined) continue;
    const before = clock.now() - dayMs;
    retired += await retireOrdersOf(context, shop.key, ({ orderedAt, progress }) => {
      const finalAt = orderedAt + settledAfterMs;
      return isSettled(progress) && finalAt < before ? finalAt : null;
    });
  }
  return retired;
}

async function retireOrdersOf(context: RunContext, shop: ShopKey, since: Retires): Promise<number> {
  const { ports, settings, runId, budget } = context;
  if (budget.remainingMs() <= settings.callReserveMs) return 0;
  const now = ports.clock.now();
  const traits = ports.malls.traits(mallOf(shop));
  const old = (await ports.orders.openOrders(shop)).filter((order) => since(order) !== null);
  let retired = 0;
  for (const chunk of inChunks(old, retiredAtOnce)) {
    const rows = await ports.orders.rows(
      shop,
      chunk.map(({ orderNumber }) => orderNumber),
    );
    for (const row of rows.values()) {
      const finalAt = row.kind === 'stored' && !row.final ? since(row) : null;
      if (row.kind !== 'stored' || finalAt === null) continue;
      const { problem: _, ...rest } = row;
      const final: StoredOrder = { ...rest, version: row.version + 1, writer: runId, final: true, finalAt };
      const outcome = await ports.orders.put(
        { ...final, ...orderDueOf(final, { settings, traits, now }) },
        row.version,
      );
      if (outcome === 'stored') retired++;
    }
  }
  if (retired > 0) ports.log.info('shop.orders-retired', { shop, orders: retired });
  return retired;
}
