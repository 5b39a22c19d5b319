import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { type Prng, prng, seedOf } from '../../../simulator/index.ts';
import type { Day, Wish } from '../day.ts';
import type { PlannedOrder } from '../orders-of-day.ts';
import type { Script } from '../scripts.ts';
import { type Desk, hopelessWish, openOrder, shipWish } from './orders-to-change.ts';

/** Of a shop's changes: confirms of the day's new orders, at most; and what is asked for beside confirms and parcels. */
const shares = { confirm: 0.4, subStatus: 0.04, cancel: 0.03, hopeless: 0.03 };
/** Changes that are asked for twice, and how much later at most. */
const twice = { share: 0.06, withinMs: 90 * secondMs };
/** Time from the placing of an order to its confirmation. */
const confirmedAfter = { from: 2 * minuteMs, to: 40 * minuteMs };
/** People ask for changes until this long after the end. */
const askedUntil = 2 * hourMs;
const reasons = ['buyer-cancelled', 'out-of-stock', 'buyer-other'] as const;

/**
 * Plans the changes that the shops which push statuses ask for, `pushes` in all, and puts into the mall whatever orders they
 * need beside those that buyers place. Drawn from a source of its own, so it is the same for every design.
 */
export function planWishes(
  day: Pick<Day, 'rms' | 'start' | 'script' | 'seed' | 'store' | 'shops'>,
  pushes: number,
  placed: ReadonlyMap<string, readonly PlannedOrder[]>,
): Wish[] {
  const chance = prng(seedOf(day.seed, 'pushes'));
  const shops = day.shops.filter(({ merchant }) => day.store.merchantsById.get(merchant)?.features.includes('status'));
  const upTo = (index: number): number => Math.floor((pushes * index) / shops.length);
  return shops.flatMap((shop, index) => {
    const desk = { day, shop, chance, batches: batchMoments(day.script, chance) };
    const others = placed.get(shops[(index + 1) % shops.length]?.code ?? '') ?? [];
    const wishes = wishesOf(desk, upTo(index + 1) - upTo(index), placed.get(shop.code) ?? [], others);
    return wishes.map((wish) =>
      chance.chance(twice.share) ? { ...wish, againAt: wish.at + chance.int(0, twice.withinMs) } : wish,
    );
  });
}

function wishesOf(desk: Desk, count: number, own: readonly PlannedOrder[], others: readonly PlannedOrder[]): Wish[] {
  const { day, shop, chance, batches } = desk;
  const some = (share: number): number => Math.round(share * count);
  const asked = (at: number): boolean => at <= day.script.to + askedUntil;
  const confirms = own.slice(0, some(shares.confirm)).flatMap(({ orderNumber, placedAt }): Wish[] => {
    const at = placedAt + chance.int(confirmedAfter.from, confirmedAfter.to);
    return asked(at) ? [{ at, shop: shop.key, orderNumber, content: { kind: 'confirm' }, parcels: [] }] : [];
  });
  const wish = (content: Wish['content'], orderNumber: string): Wish => {
    return { at: chance.pick(batches), shop: shop.key, orderNumber, content, parcels: [] };
  };
  const subStatusId = subStatusOf(desk);
  const subStatuses = repeated(some(shares.subStatus), () =>
    wish({ kind: 'sub-status', subStatusId }, openOrder(desk, 300)),
  );
  const cancels = repeated(some(shares.cancel), () =>
    wish({ kind: 'cancel', reason: chance.pick(reasons) }, openOrder(desk, 100)),
  );
  const hopeless = repeated(some(shares.hopeless), () => hopelessWish(desk, others));
  const rest = count - confirms.length - subStatuses.length - cancels.length - hopeless.length;
  return [...confirms, ...subStatuses, ...cancels, ...hopeless, ...repeated(rest, () => shipWish(desk))];
}

/** 出荷指示済み, which RMS knows of orders in progress 300. */
function subStatusOf({ day, shop }: Desk): string {
  const account = day.rms.control.shops().find(({ shopUrl }) => shopUrl === shop.code);
  return String((account?.shopId ?? 0) * 10 + 3);
}

function repeated<One>(times: number, make: () => One): One[] {
  return Array.from({ length: Math.max(0, times) }, make);
}

/**
 * When a warehouse hands in its ship reports: some in each part of the day, of which one is being worked on when the outage
 * begins and one when it ends.
 */
function batchMoments({ from, to, greyFrom }: Script, chance: Prng): number[] {
  const spans: [number, number][] = [
    [from - hourMs, from - 10 * minuteMs],
    [from - 30 * secondMs, from + 2 * minuteMs],
    [from + 10 * minuteMs, (greyFrom ?? to) - 10 * minuteMs],
    [to - 5 * minuteMs, to + 5 * minuteMs],
    [to + 10 * minuteMs, to + askedUntil],
  ];
  if (greyFrom !== undefined) spans.push([greyFrom, to - 5 * minuteMs], [greyFrom, to - 5 * minuteMs]);
  return spans.map(([earliest, latest]) => chance.int(earliest, latest));
}
