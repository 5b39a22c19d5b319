import { dayMs, hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { OrderAct } from '../laws/acts.ts';
import type { MorningOrder } from '../laws/morning.ts';
import { askedFor } from './people.ts';
import { bookRows } from './status-books.ts';
import { lossesAt } from './status-watch.ts';
import type { World } from './world.ts';

/* How orders of RMS stand at a moment, by the mall's books and by what was asked for. */

/** The reasons for which a request of an order may fail now; null where it is not known what was requested. */
export function borneOut(
  { store, rms, statusWatch, time }: Omit<World, 'shops'>,
  {
    shop,
    orderNumber,
    request,
  }: { readonly shop: World['shops'][number]['key']; readonly orderNumber: string; readonly request: string },
): Set<string> | null {
  const acts = askedFor(store).acts.get(`${shop}#${orderNumber}`) ?? [];
  const asked = acts.find((act) => act.request === request && 'at' in act);
  if (statusWatch === null || asked === undefined) return null;
  const order = rms.control.order(orderNumber);
  if (order === null) return new Set(['order-unknown']);
  const { orderProgress: progress, kind, model } = order;
  const rows = bookRows(order);
  const [what, parcels] =
    asked.kind === 'ship' ? ['ship', asked.parcels] : [asked.kind === 'other' ? asked.what : asked.kind, []];
  const names = parcels.map(({ number }) => ({ trackingNumber: number }));
  const content = what === 'ship' ? { kind: 'ship', parcels: names } : { kind: what };
  const state = { kind: 'failed', reason: 'refused-otherwise' };
  const lost = lossesAt(statusWatch, 'rms').isReasonFor({ shop, orderNumber, content, state } as never);
  const known = new Set(
    acts
      .flatMap((act) => (act.kind === 'ship' ? act.parcels : []))
      .flatMap(({ number, corrects }) => [number, corrects]),
  );
  const reasons: Readonly<Record<string, boolean>> = {
    'order-cancelled': progress === 800 || progress === 900,
    'not-confirmed-yet': !isConfirmAwaited(acts, 'at' in asked ? asked.at : 0, time.now()),
    'amount-unset': ['unpriced', 'social-gift', 'cod', 'several-destinations'].includes(kind),
    'wrong-progress': what === 'sub-status' || (what === 'cancel' && ![100, 200, 300].includes(progress)),
    'shipping-date-set': rows.some(({ date }) => date !== null),
    'basket-ambiguous': model.PackageModelList.filter(({ packageDeleteFlag }) => packageDeleteFlag !== 1).length > 1,
    'content-refused': parcels.some(({ number }) => number?.includes('①')),
    'parcel-beside': rows.some(({ number }) => number !== null && !known.has(number)),
    'done-after-withdrawal': true,
    'refused-otherwise': lost,
  };
  return new Set(Object.keys(reasons).filter((reason) => reasons[reason]));
}

/**
 * Whether the mall's books have what a request of an order asks for; null where that is not known, or another request, or a person at the mall, may
 * have said otherwise since.
 */
export function isMade(
  { store, rms, statusWatch }: Omit<World, 'shops'>,
  order: { readonly shop: string; readonly orderNumber: string; readonly request: string },
): boolean | null {
  const name = `${order.shop}#${order.orderNumber}`;
  const acts = askedFor(store).acts.get(name) ?? [];
  const asked = acts.find((act) => act.request === order.request && 'at' in act);
  const booked = rms.control.order(order.orderNumber);
  if (statusWatch === null || asked === undefined || booked === null) return null;
  if (acts.some(({ kind, request }) => kind === asked.kind && request !== order.request)) return null;
  if (asked.kind === 'memo') return statusWatch.edited.has(name) ? null : (booked.model.memo ?? '') === asked.text;
  if (asked.kind === 'ship') {
    const rows = bookRows(booked);
    return asked.parcels.every((one) => rows.some((row) => row.number === one.number && row.carrier === one.carrier));
  }
  return asked.kind === 'other' && asked.what === 'confirm' ? booked.orderProgress !== 100 : null;
}

/** A confirm was asked for before a run began that knows of it, or with what was asked then, and no event has said how that ended. */
function isConfirmAwaited(acts: readonly OrderAct[], askedAt: number, now: number): boolean {
  const confirms = acts.filter((act) => act.kind === 'other' && act.what === 'confirm');
  return confirms.some(({ request }) => {
    const last = acts.findLast((act) => act.request === request);
    return last?.kind === 'other' && (last.at <= askedAt || last.at < now - 2 * minuteMs);
  });
}

/** How the orders of each merchant stand on a morning, by merchant. */
export interface MorningSeen {
  /** When digests are due. */
  readonly at: number;
  readonly isCalm: boolean;
  readonly orders: ReadonlyMap<string, readonly MorningOrder[]>;
}

/** What is noted of mornings, and of what people and malls did to orders before them. */
interface MorningNotes {
  readonly mornings: MorningSeen[];
  /** When people changed an order last, by `<shop> <order number>`. */
  readonly changes: ReadonlyMap<string, { readonly changedAt: number }>;
  /** Until when a mall does not give an order, or not readably. */
  readonly withheld: ReadonlyMap<string, { readonly until: number }>;
}

/** Between these, orders are looked through, and digests are sent. */
const looksFromMs = -35 * minuteMs;
const looksUntilMs = 10 * minuteMs;
/** What people changed since then without another progress is read in the night to come: the last one began at midnight. */
const readAgainMs = -8 * hourMs;

/** Notes how orders stand when digests are due, at eight in Japan, on every morning to come; nothing in a world without digests. */
export function noteMornings(
  world: Omit<World, 'shops'> & { readonly shops: World['shops'] },
  { mornings: seen, changes, withheld }: MorningNotes,
): void {
  const { time, start, rms } = world;
  const changedAt = (orderNumber: string): number =>
    Math.max(...world.shops.map(({ key }) => changes.get(`${key} ${orderNumber}`)?.changedAt ?? 0));
  const shownAt = (orderNumber: string): number =>
    Math.max(rms.control.order(orderNumber)?.visibleAtMs ?? 0, withheld.get(orderNumber)?.until ?? 0);
  const isFresh = (orderNumber: string, at: number): boolean =>
    shownAt(orderNumber) > at + looksFromMs || changedAt(orderNumber) > at + readAgainMs;
  const first = Math.ceil((start + hourMs) / dayMs) * dayMs - hourMs;
  for (let at = first; at < start + 4 * dayMs; at += dayMs) {
    let before = new Map<string, MorningOrder[]>();
    time.at(at + looksFromMs, () => {
      before = world.mornings === null ? before : ordersNow(world);
    });
    time.at(at + looksUntilMs, () => {
      if (world.mornings === null) return;
      const stood = new Set([...before.values()].flat().map((one) => JSON.stringify(one)));
      const now = [...ordersNow(world)].map(([merchant, orders]) => {
        const waiting = new Set(orders.map(({ orderNumber }) => orderNumber));
        const waitNoMore = (before.get(merchant) ?? []).filter(({ orderNumber }) => !waiting.has(orderNumber));
        const all = [...orders, ...waitNoMore].map((one) => {
          const stands = waiting.has(one.orderNumber) && stood.has(JSON.stringify(one));
          return { ...one, isInMotion: !stands || isFresh(one.orderNumber, at) };
        });
        return [merchant, all] as const;
      });
      const isCalm = world.calmSince !== null && at - hourMs > world.calmSince;
      seen.push({ at, isCalm, orders: new Map(now) });
    });
  }
}

function ordersNow({ shops, rms }: Pick<World, 'shops' | 'rms'>): Map<string, MorningOrder[]> {
  const all = new Map<string, MorningOrder[]>();
  for (const { code, name: shop, merchant, importFrom, shipWithinDays, cardDays = 0 } of shops) {
    const orders = rms.control.placedBetween(code, importFrom, Number.POSITIVE_INFINITY);
    const waiting = orders.filter(({ orderProgress }) => orderProgress <= 400);
    const own = waiting.map(({ orderNumber, orderProgress, orderDatetimeMs: placedAt, model }): MorningOrder => {
      const confirmed = model.shopOrderCfmDatetime?.slice(0, 10);
      const instructed = orderProgress >= 300 ? (model.shippingInstDatetime?.slice(0, 10) ?? confirmed) : undefined;
      const isCard = model.SettlementModel.settlementMethodCode === 1 && cardDays > 0;
      return {
        ...{ shop, orderNumber, placedAt, isUnconfirmed: orderProgress === 100, isInMotion: false },
        isShipped: model.PackageModelList.filter(({ packageDeleteFlag }) => packageDeleteFlag === 0).every((pack) =>
          pack.ShippingModelList.some(({ shippingDate }) => shippingDate !== null),
        ),
        ...(model.deliveryDate ? { wishedDay: model.deliveryDate } : {}),
        ...(instructed === undefined ? {} : { instructedDay: instructed }),
        ...(confirmed === undefined ? {} : { confirmedDay: confirmed }),
        ...(shipWithinDays === undefined ? {} : { shipWithinDays }),
        ...(isCard ? { cardDays } : {}),
      };
    });
    all.set(merchant, [...(all.get(merchant) ?? []), ...own]);
  }
  return all;
}
