import { standingAgeMaxMs } from '../../core/health/standing-cache.ts';
import { defaultSyncSettings } from '../../core/stock/sync-settings.ts';
import { minuteMs, secondMs } from '../../core/units.ts';
import { relatedSkus } from './stock-books.ts';
import { listingId, type StockCall, type StockWatch } from './stock-watch.ts';
import type { World } from './world.ts';

/** Between the last look at the gate and the beginning of a call. */
const callMs = secondMs;
/** Between the import of a shop's orders and the last call under the claims that were made after it. */
const importedMs = defaultSyncSettings.freshForMs + defaultSyncSettings.claimMs + 30 * secondMs;
/** What was held goes out within this after a pause. */
const flushMs = 15 * minuteMs;

/** What must hold of the calls that show stock. */
export function brokenStockCalls(world: World, watch: StockWatch): string[] {
  return [
    ...callsWhilePaused(watch),
    ...raisedWithoutImport(watch),
    ...setByTwoAtOnce(world, watch),
    ...pushedTwiceAfterAPause(watch),
  ];
}

function callsWhilePaused({ holds, calls }: StockWatch): string[] {
  return holds.flatMap(({ shop, from, until }) =>
    calls
      .filter(
        (call) => call.shop === shop && call.startedAt > from + standingAgeMaxMs + callMs && call.startedAt < until,
      )
      .map(({ kind, startedAt }) => `stock of ${shop} was ${kind} ${startedAt - from} ms after a person had paused it`),
  );
}

/** Nobody raises a listing over what its mall shows unless they have just imported the shop's orders. */
function raisedWithoutImport({ calls, imports }: StockWatch): string[] {
  const broken: string[] = [];
  const importsOf = Map.groupBy(imports, ({ by, shop }) => `${by} ${shop}`);
  const readings = new Map<string, StockCall>();
  for (const call of calls) {
    const name = `${call.by} ${call.shop}`;
    if (call.kind === 'read') {
      readings.set(name, call);
      continue;
    }
    const isFresh = importsOf.get(name)?.some(({ at }) => at <= call.at && at > call.at - importedMs) ?? false;
    if (isFresh) continue;
    for (const [item, level] of call.levels) {
      const before = call.before.get(item) ?? 0;
      const seen = readings.get(name)?.levels.get(item);
      // It may have been sold since it was read.
      if (level !== null && level > before && level > (seen ?? before)) {
        broken.push(`${item} of ${call.shop} was raised from ${before} to ${level}, and its orders were not imported`);
      }
    }
  }
  return broken;
}

/** No two calls that are under way at once set one listing to different levels. */
function setByTwoAtOnce({ stocks }: World, { calls }: StockWatch): string[] {
  if (!stocks?.rightClocks) return [];
  const sets = calls.filter(({ kind }) => kind === 'set').sort((one, other) => one.startedAt - other.startedAt);
  const broken: string[] = [];
  const last = new Map<string, { readonly call: StockCall; readonly level: number | null }>();
  for (const call of sets) {
    for (const [item, level] of call.levels) {
      const before = last.get(listingId(call.shop, item));
      if (before && before.call.by !== call.by && before.call.endedAt > call.startedAt && before.level !== level) {
        broken.push(`${item} of ${call.shop} was set to ${before.level} and ${level} at once`);
      }
      if (!before || before.call.endedAt < call.endedAt) last.set(listingId(call.shop, item), { call, level });
    }
  }
  return broken;
}

/** However much changed while a shop was held, each of its listings is pushed once, unless it changes again: calls that the mall did not carry out are none. */
function pushedTwiceAfterAPause(watch: StockWatch): string[] {
  const { holds, calls, goods, marks, touched } = watch;
  return holds.flatMap(({ shop, until }) =>
    [...goods.listings.values()]
      .filter((listing) => listing.shop.key === shop)
      .flatMap(({ item, sku }) => {
        const related = relatedSkus(watch, sku).flatMap((one) => marks.get(one) ?? []);
        const changes = [...related, ...(touched.get(listingId(shop, item)) ?? [])];
        // What was marked just before the release may be pushed after it; what comes later is another change.
        const changedAt = Math.min(until + flushMs, ...changes.filter((at) => at > until - flushMs / 15));
        const own = calls.filter(
          ({ kind, isDone, startedAt, levels, ...call }) =>
            kind === 'set' &&
            isDone &&
            call.shop === shop &&
            startedAt > until &&
            startedAt < changedAt &&
            levels.has(item),
        );
        return own.length > 1
          ? [`${item} of ${shop} was pushed ${own.length} times after a pause, without a change`]
          : [];
      }),
  );
}
