import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { Shop } from '../../core/model/shop.ts';
import type { Finding } from '../laws/finding.ts';
import { brokenStockLaws, type SetCall, type StockEnd } from '../laws/stock.ts';
import type { Movement, SoldLine } from '../laws/stock-levels.ts';
import { noteForLaws, notesOf, type WorldNotes } from './law-notes.ts';
import { troublesOf } from './outage-laws-of-world.ts';
import { relatedSkus, shownAt, soldLines } from './stock-books.ts';
import { claimName, listingId, type StockCall, type StockWatch } from './stock-watch.ts';
import type { World } from './world.ts';
import { mallAt } from './world-mall.ts';

/* The shapes of the laws of stock, filled from a world. */

/** Until then after the storm, the night's comparison has set nothing right yet. */
const settledAfterMs = 5 * hourMs;
/** An event so long after a change may be of a reading before it. */
const readMs = 2 * minuteMs;
/** What changed lately may still be under way. */
const quietMs = 30 * minuteMs;
/** From one look at the levels to the next, and how many of them in a row find a listing wrong that nobody sets right. */
const lookMs = 20 * minuteMs;
const looksMax = 3;

/** Begins to note what the laws need: before the first shop is there. Levels are looked at before the night, too. */
export function watchForLaws(world: World): void {
  const notes = noteForLaws(world);
  const { time, start, swarm } = world;
  const looks = Math.ceil((swarm.activeMs + settledAfterMs) / lookMs);
  for (let look = 4; look <= looks; look++) time.at(start + look * lookMs, () => lookAtLevels(world, notes));
}

/** Levels are wrong for as long as a mall is out, or a message was lost; and no longer. */
function lookAtLevels(world: World, { settled, wrongSince }: WorldNotes): void {
  const { time } = world;
  // No level is raised while a mall may have orders that are not known, and none is set at a mall that is out.
  const found = isMallOut(world) ? [] : settledLevels(world, notesOf(world.store) as WorldNotes);
  const wrong = new Map(found.map((one) => [one.words.split(' shows ')[0] ?? '', one]));
  for (const name of wrongSince.keys()) if (!wrong.has(name)) wrongSince.delete(name);
  for (const [name, finding] of wrong) {
    const since = wrongSince.get(name) ?? time.now();
    wrongSince.set(name, since);
    if (time.now() - since >= looksMax * lookMs) settled.push(finding);
  }
}

function isMallOut(world: World): boolean {
  const { outages, start, time } = world;
  if (outages === null) return false;
  const windows = outages.troubles.flatMap((one) => (one.kind === 'maintenance' ? one : []));
  const planned = windows.map(({ from, until }) => ({ from: start + from, until: start + until }));
  return [...troublesOf(world, outages), ...planned].some(
    ({ from, until }) => from <= time.now() && time.now() < until + lookMs,
  );
}

function settledLevels(world: World, notes: WorldNotes): Finding[] {
  const { stockWatch: watch, stocks, time } = world;
  if (watch === null) return [];
  const end = stockEnd(world, watch, notes);
  const since = time.now() - quietMs;
  const isQuiet = (sku: string): boolean =>
    end.lines
      .filter((line) => line.sku === sku)
      .every(({ held, readAt, orderedAt }) => {
        const isRead = readAt.some((at) => at > (held.at(-1)?.from ?? 0) + readMs);
        return isRead && [orderedAt, ...readAt, ...held.map(({ from }) => from)].every((at) => at < since);
      }) && watch.goods.movements.every((one) => one.sku !== sku || Math.max(one.at, one.writtenAt) < since);
  const listings = end.listings.filter(({ shop, item, sku }) => {
    const mall = mallAt(world, shop as Shop['key']);
    const isAtOnce = mall.settlesMs === 0 || stocks?.rightClocks === true;
    return (
      isAtOnce && !watch.drifted.has(listingId(shop as Shop['key'], item)) && relatedSkus(watch, sku).every(isQuiet)
    );
  });
  return brokenStockLaws({ ...end, listings, calls: [] }).filter(({ law }) => law === 'level-shown');
}

/** What the laws find of levels when a world has ended. */
export async function stockFindings(world: World, notes: WorldNotes) {
  const { stockWatch: watch } = world;
  if (watch === null) return [];
  const reported = new Set((await notes.ports.stock.oversoldSkus(watch.goods.merchant)).map(({ sku }) => sku));
  return brokenStockLaws({ ...stockEnd(world, watch, notes), reported });
}

function stockEnd(world: World, watch: StockWatch, notes: WorldNotes): StockEnd {
  const { goods } = watch;
  const shown = new Map(goods.shops.map(({ key }) => [key, shownAt(world, key)]));
  return {
    movements: goods.movements.map(
      ({ sku, at, kind, quantity }): Movement => ({ sku, at, kind: kind === 'counted' ? kind : 'moved', quantity }),
    ),
    lines: linesOf(world, watch, notes),
    recipes: goods.recipes,
    buffers: goods.buffers,
    // The bus may refuse an event for a quarter of an hour.
    lateMs: 20 * minuteMs + (world.swarm.skewChance > 0 ? hourMs : 0),
    listings: [...goods.listings.values()].map(({ shop, item, sku, terms, isThere, highest }) => ({
      ...{ shop: shop.key, item, sku, terms: { ...terms, highest } },
      level: isThere ? (shown.get(shop.key)?.get(item) ?? null) : null,
      isRefused: watch.refused.has(listingId(shop.key, item)),
    })),
    calls: setCalls(watch),
    areClocksRight: world.stocks?.rightClocks === true,
    reported: new Set(),
  };
}

/** Lines as the books have them, and those that were there and are gone. */
function linesOf(world: World, watch: StockWatch, { held, orders, changes }: WorldNotes): SoldLine[] {
  const events = Map.groupBy(orders, ({ shop, orderNumber }) => `${shop} ${orderNumber}`);
  // Without the claims, which are rows.
  const lines = soldLines(world, { ...watch, claims: new Map() });
  const names = new Set(lines.map(({ shop, orderNumber, lineId }) => claimName(shop, orderNumber, lineId, '')));
  const gone = [...held].flatMap(([name, { line, units }]) => {
    const sku = line.sku ?? watch.goods.listings.get(listingId(line.shop, line.item))?.sku ?? line.item;
    const readAt = (events.get(`${line.shop} ${line.orderNumber}`) ?? []).map(({ at }) => at);
    return names.has(name) ? [] : [{ sku, orderedAt: line.orderedAt, held: units, readAt }];
  });
  const seen = new Map<string, number>();
  const standing = lines.map(({ shop, orderNumber, lineId, item, sku, orderedAt, units }): SoldLine => {
    const own = events.get(`${shop} ${orderNumber}`) ?? [];
    // An order may have an item in several lines.
    const nth = seen.get(`${shop} ${orderNumber} ${item}`) ?? 0;
    seen.set(`${shop} ${orderNumber} ${item}`, nth + 1);
    const taken = mallAt(world, shop).taken(orderNumber);
    const placed = taken.filter((one) => one.item === item)[nth]?.units ?? units;
    const noted = held.get(claimName(shop, orderNumber, lineId, ''))?.units ?? [
      { from: Number.NEGATIVE_INFINITY, units: placed },
    ];
    // What its mall or a call changed: by the event that tells of it.
    const seenAt = own.find(({ kind }) => kind === 'cancelled')?.at ?? own.at(-1)?.at ?? orderedAt;
    const at = changes.get(`${shop} ${orderNumber}`)?.cancelledAt ?? seenAt;
    const isSeen = noted.at(-1)?.units === units;
    return {
      ...{ sku, orderedAt, readAt: own.map((one) => one.at) },
      held: isSeen ? noted : [...noted, { from: Math.max(at, (noted.at(-1)?.from ?? 0) + 1), units }],
    };
  });
  return [...standing, ...gone];
}

function setCalls({ calls, imports }: StockWatch): SetCall[] {
  const readings = new Map<string, StockCall>();
  return calls.flatMap((call) => {
    const { by, shop, at, startedAt, kind, inBatch } = call;
    if (kind === 'read') readings.set(`${by} ${shop}`, call);
    if (kind === 'read') return [];
    const seen = readings.get(`${by} ${shop}`)?.levels;
    const levels = [...call.levels].map(([item, level]) => {
      const before = call.before.get(item) ?? 0;
      return { item, level, before: Math.max(before, seen?.get(item) ?? before) };
    });
    const imported = imports.findLast((one) => one.by === by && one.shop === shop && one.at <= at);
    return [{ shop, by, startedAt, endedAt: call.endedAt, levels, inBatch, importedAt: imported?.at ?? null }];
  });
}
