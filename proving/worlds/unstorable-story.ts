import { dayMs, hourMs, jstOffsetMs, minuteMs } from '../../core/kernel/time.ts';
import type { Shop } from '../../core/model/shop.ts';
import type { Spoil } from '../../simulator/rms/index.ts';
import type { Draws } from './draws.ts';
import { drawsOf } from './edition.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { World } from './world.ts';

/** Orders that no table takes as they are shown, and what each of them counts as. */
const unstorable = [
  ['huge', 'oversized-order'],
  ['huge-unreadable', 'oversized-remains'],
  ['long-sku', 'oversized-sku'],
  ['absurd-units', 'absurd-quantity'],
] as const satisfies readonly (readonly [Spoil, FaultKind])[];

/** The faults of a world's tables; null in worlds of earlier editions. */
export interface UnstorableStory {
  /** The shop of which the store refuses every row for hours after the storm; null in most worlds. */
  readonly failing: Shop | null;
  readonly draws: Draws;
}

/** Draws what is to happen, from a stream of its own. */
export function drawUnstorable({ seed, edition, shops, outages, statuses, stocks }: World): UnstorableStory | null {
  if (edition < 3) return null;
  const draws = drawsOf(edition, seed, 'unstorable');
  const chance = draws.of('shop');
  const isPlain = outages === null && statuses === null && stocks === null;
  const failing = chance.chance(0.25) && isPlain ? chance.among(shops, ({ code }) => code) : null;
  return { failing, draws };
}

/** Orders that the tables do not take, until they are corrected at the mall when the storm is over. */
export function scheduleUnstorable(world: World, story: UnstorableStory | null, stormEnd: number): void {
  if (story === null) return;
  const { time, rms, counts, shops } = world;
  const chance = story.draws.of('order');
  if (!chance.chance(0.4)) return;
  const [how, kind] = chance.pick(unstorable);
  const shop = chance.among(shops, ({ code }) => code);
  time.at(chance.int(world.start, stormEnd - 1), () => {
    const [order = ''] = rms.control.addOrders(shop.code, { count: 1, kind: 'plain' });
    rms.control.spoilOrder(order, how);
    counts[kind]++;
    world.note(`${order} of ${shop.key} is ${kind}`);
    time.at(stormEnd + chance.int(0, 2 * hourMs), () => rms.control.mendOrder(order));
  });
}

/** When the store begins to refuse a shop's rows: what is looked at after the storm has been seen by then. */
const beginsAfterMs = 7 * hourMs;
/** By then its polls have left notes that a sweep takes up. */
const cancelAfterMs = 135 * minuteMs;
const noticedAfterMs = 255 * minuteMs;
const lastsMs = 270 * minuteMs;
/** What it left is caught up with, and a night is over: these hours are before a morning. */
const caughtUpAfterMs = lastsMs + 5 * hourMs;
const nightEndMs = 5 * hourMs;

/** When a world with such a shop may end; the storm's end where there is none. */
export function lastingFailureEnd(story: UnstorableStory | null, stormEnd: number): number {
  if (!story?.failing) return stormEnd;
  const after = stormEnd + beginsAfterMs + caughtUpAfterMs;
  return Math.ceil((after + jstOffsetMs - nightEndMs) / dayMs) * dayMs - jstOffsetMs + nightEndMs;
}

/**
 * The store refuses the rows of one shop and of no other, for hours in calm weather: the shop is noted as failing, and what becomes of
 * orders of all other shops is noticed as ever.
 */
export function scheduleLastingFailure(world: World, story: UnstorableStory | null, stormEnd: number): void {
  const failing = story?.failing ?? null;
  if (failing === null) return;
  const { time, rms, store, counts, unexpected } = world;
  const at = stormEnd + beginsAfterMs;
  const others = world.shops.filter(({ key }) => key !== failing.key);
  const placed = new Map<string, Shop>();
  time.at(at, () => {
    counts['store-refuses-shop']++;
    world.refusedShop = { key: failing.key, isOver: false };
    world.note(`the store refuses every row of ${failing.key}`);
    rms.control.addOrders(failing.code, { count: 1, kind: 'plain' });
    for (const shop of others) {
      const [order = ''] = rms.control.addOrders(shop.code, { count: 1, kind: 'plain' });
      placed.set(order, shop);
    }
  });
  time.at(at + cancelAfterMs, () => {
    for (const [order, { code }] of placed) rms.control.cancelOrder(code, order);
  });
  time.at(at + noticedAfterMs, () => {
    for (const [order, { key }] of placed) {
      const row = store.rowsByShop.get(key)?.get(order);
      if (row?.kind === 'stored' && row.progress === '900') continue;
      unexpected.push(`the cancel of ${order} of ${key} went unnoticed, because the store refuses ${failing.key}`);
    }
    const noted = store.shopsByKey.get(failing.key)?.failing;
    if (noted === undefined)
      unexpected.push(`${failing.key} is not noted as failing though the store refuses its rows`);
  });
  time.at(at + lastsMs, () => {
    world.refusedShop = { key: failing.key, isOver: true };
    world.note(`the store takes the rows of ${failing.key} again`);
  });
}
