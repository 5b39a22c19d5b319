import { hourMs } from '../../core/kernel/index.ts';
import { prng, seedOf } from '../../simulator/index.ts';
import type { DeskMall } from './desk-mall.ts';
import { shopAt } from './shop-names.ts';

/** How far back orders lie at the mall when a shop opens: what a merchant who joins has waiting. */
const backlogMs = 2 * hourMs;
const standard = { shops: 8, perHour: 60 };

/** New orders an hour in each of so many shops where nobody said how many: no more in all than one machine imports as they come. */
const perHourOf = (shops: number): number => Math.min(1, standard.shops / shops) * standard.perHour;

/** The requested size of the simulated malls; null: not given. */
export interface WantedShops {
  readonly shops: number | null;
  readonly perHour: number | null;
}

/**
 * Opens the shops that are missing: the first mall has those of all merchants, the others those of the merchants who came first.
 * Malls that are there already keep their shops.
 */
export function stockMalls(malls: readonly DeskMall[], wanted: WantedShops): void {
  const [first, ...others] = malls;
  if (first === undefined) return;
  const count = wanted.shops ?? (first.truth.shops().length === 0 ? standard.shops : null);
  const shares = others.map(({ simulator }) => Math.floor((count ?? 0) / simulator.played.oneShopOf));
  const rest = (count ?? 0) - shares.reduce((sum, share) => sum + share, 0);
  [rest, ...shares].forEach((shops, index) => {
    const mall = malls[index];
    if (mall !== undefined)
      stockMall(mall, { ...wanted, shops: count === null ? null : shops }, perHourOf(count ?? standard.shops));
  });
}

/** Opens the shops that are missing at one mall, with a backlog and a stream of new orders. A new rate holds for all its shops. */
export function stockMall(mall: DeskMall, wanted: WantedShops, perHourUnsaid = standard.perHour): void {
  const { words, played } = mall.simulator;
  const there = mall.truth.shops();
  const count = Math.max(wanted.shops ?? 0, there.length);
  const perHour = wanted.perHour ?? perHourUnsaid;
  const stream = (code: string) =>
    mall.act('arrivals', { [words.shop]: code, perHour: perHour === 0 ? null : perHour });
  if (wanted.perHour !== null) for (const { code } of there) stream(code);
  for (let index = there.length; index < count; index += 1) {
    const { code } = shopAt(index);
    mall.act('add-shop', { [words.shop]: code, ...played.newShop(index) });
    const now = mall.control.nowMs();
    const waiting = Math.min(played.backlogMax, Math.round((perHour * backlogMs) / hourMs));
    const at = { from: now - backlogMs, to: now };
    mall.act('add-orders', { [words.shop]: code, count: waiting, kind: 'random', at });
    stream(code);
  }
}

/** The moment from which a shop that opened at the mall is imported. */
export function importFromOf({ beganAt }: { readonly beganAt: number }): number {
  return beganAt - backlogMs;
}

/** How often an order is changed in RMS by hand, in the mall's time. */
export const meddleEveryMs = hourMs / 4;

/** Lets a buyer or a shop change their mind about a recent order. Returns what happened, or null when nothing could. */
export function meddle(mall: DeskMall): string | null {
  const { words } = mall.simulator;
  const chance = prng(seedOf(mall.seed, 'meddle', mall.control.nowMs()));
  const shops = [...Map.groupBy(mall.truth.orders(), ({ shop }) => shop).values()];
  if (shops.length === 0) return null;
  const { shop, orderNumber } = chance.pick(chance.pick(shops).slice(-30));
  const named = { [words.shop]: shop, [words.order]: orderNumber };
  try {
    if (chance.chance(0.3)) {
      mall.act('cancel-order', named);
      return `${orderNumber} is cancelled at the mall`;
    }
    mall.act('edit-order', named);
    return `${orderNumber} is edited at the mall`;
  } catch {
    // Its progress does not allow it any more.
    return null;
  }
}
