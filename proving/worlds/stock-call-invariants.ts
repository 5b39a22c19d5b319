import { hourMs, minuteMs, secondMs } from '../../core/kernel/time.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import { standingAgeMaxMs } from '../../core/session/gate.ts';
import { defaultSyncSettings } from '../../core/stock/settings.ts';
import { relatedSkus } from './stock-books.ts';
import { listingId, type StockCall, type StockWatch } from './stock-watch.ts';
import type { World } from './world.ts';

/** Between the last look at the gate and the beginning of a call. */
const callMs = secondMs;
const { claimMs } = defaultSyncSettings;
/** Between the import of a shop's orders and the last call under the claims that were made after it. */
const importedMs = defaultSyncSettings.freshForMs + claimMs + 30 * secondMs;
/** What was held goes out within this after a pause. */
const flushMs = 15 * minuteMs;
/** After a call to which no answer came the mall is looked at for the last time after so long: nothing can come of the call any more. */
const lastLookMs = Math.max(...defaultSyncSettings.lookAgainMs);
/** That look waits for a sweep, and for a pause of the shop to end. */
const lookLateMs = 2 * hourMs + 15 * minuteMs;

/** What must hold of the calls that show stock. */
export function brokenStockCalls(world: World, watch: StockWatch): string[] {
  return [
    ...callsWhilePaused(watch),
    ...raisedWithoutImport(watch),
    ...setByTwoAtOnce(world, watch),
    ...pushedTwiceAfterAPause(watch),
    ...setAgainUnchanged(world, watch),
    ...leftWithAnOpenEnd(world, watch),
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

/** A process raises a listing over what its mall shows only if it has just imported the shop's orders. */
function raisedWithoutImport({ calls, imports }: StockWatch): string[] {
  const broken: string[] = [];
  const importsOf = Map.groupBy(imports, ({ by, shop }) => `${by} ${shop}`);
  /** Levels that a process read last, by listing: it may read some of a batch again, one by one. */
  const readings = new Map<string, number | null>();
  for (const call of calls) {
    const name = `${call.by} ${call.shop}`;
    if (call.kind === 'read') {
      for (const [item, level] of call.levels) readings.set(`${name} ${item}`, level);
      continue;
    }
    const isFresh = importsOf.get(name)?.some(({ at }) => at <= call.at && at > call.at - importedMs) ?? false;
    if (isFresh) continue;
    for (const [item, level] of call.levels) {
      const before = call.before.get(item) ?? 0;
      const seen = readings.get(`${name} ${item}`);
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

/**
 * However much changed while a shop was held, each of its listings is pushed once, unless it changes again: calls that the mall did not
 * carry out are none, and neither are those that set right what was changed at the mall itself since.
 */
export function pushedTwiceAfterAPause(
  watch: Pick<StockWatch, 'holds' | 'calls' | 'goods' | 'marks' | 'moves' | 'touched' | 'workers'>,
): string[] {
  const { holds, calls, goods, touched } = watch;
  return holds.flatMap(({ shop, until }) =>
    [...goods.listings.values()]
      .filter((listing) => listing.shop.key === shop)
      .flatMap(({ item, sku }) => {
        const related = relatedSkus(watch, sku).flatMap((one) => changesOf(watch, one));
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
        const pushes = own.filter((call, index) => {
          const before = own[index - 1];
          if (before === undefined || before.levels.get(item) !== call.levels.get(item)) return true;
          return !setsRightAgain(calls, item, call, before) && !tookOver(watch, call, before);
        });
        return pushes.length > 1
          ? [`${item} of ${shop} was pushed ${pushes.length} times after a pause, without a change`]
          : [];
      }),
  );
}

/**
 * What a mall has taken is not sent to it again, however often a listing is reported as due: only after a change of what it sells or of
 * its terms, or because the mall was seen to show otherwise.
 */
function setAgainUnchanged({ stocks }: World, watch: StockWatch): string[] {
  if (!stocks?.rightClocks) return [];
  const { calls, goods, touched } = watch;
  const broken: string[] = [];
  const last = new Map<string, StockCall>();
  for (const call of calls) {
    if (call.kind !== 'set') continue;
    for (const item of call.levels.keys()) {
      const id = listingId(call.shop, item);
      const before = last.get(id);
      last.set(id, call);
      const sku = goods.listings.get(id)?.sku;
      if (sku === undefined || !before?.isDone || before.levels.get(item) !== call.levels.get(item)) continue;
      const changes = [...relatedSkus(watch, sku).flatMap((one) => changesOf(watch, one)), ...(touched.get(id) ?? [])];
      // What was marked while the one before was reckoned may be pushed again.
      if (changes.some((at) => at > before.startedAt - claimMs && at < call.startedAt)) continue;
      if (setsRightAgain(calls, item, call, before)) continue;
      broken.push(`${item} of ${call.shop} was set to ${call.levels.get(item)} again, and nothing had changed`);
    }
  }
  return broken;
}

/** When what is free of a SKU changed, and when that was marked. */
function changesOf({ marks, moves }: Pick<StockWatch, 'marks' | 'moves'>, sku: string): number[] {
  return [...(marks.get(sku) ?? []), ...(moves.get(sku) ?? [])];
}

/**
 * True for a call that sets a listing to the level to which it was set last, because its caller has read since that the mall shows
 * another: a cancel there gave a piece back, or a person changed it. Our ledger has nothing of it yet, so no mark says so.
 */
function setsRightAgain(calls: readonly StockCall[], item: string, call: StockCall, before: StockCall): boolean {
  // A worker's reading and its call may have one moment: their order tells which came first.
  const earlier = calls.slice(0, calls.indexOf(call));
  const reading = earlier.findLast(
    ({ kind, by, shop, isAccepted, levels }) =>
      kind === 'read' && by === call.by && shop === call.shop && isAccepted && levels.has(item),
  );
  return reading !== undefined && reading.at > before.at && reading.levels.get(item) !== call.levels.get(item);
}

/**
 * True of a call that sets a listing once more to the level to which another worker has just set it, where one clock of the two is wrong by more
 * than a claim lasts: to it the other's claim was over, and neither knows of the other's call.
 */
function tookOver({ workers }: Pick<StockWatch, 'workers'>, call: StockCall, before: StockCall): boolean {
  if (before.by === call.by) return false;
  const apartMs = Math.abs((workers.get(before.by) ?? 0) - (workers.get(call.by) ?? 0));
  return apartMs > claimMs && call.startedAt - before.at < claimMs;
}

/**
 * A call without an answer may be applied long afterwards, over what was set in between: so the mall is read once the call can no longer
 * be applied. What the mall refuses by name is for a person.
 */
function leftWithAnOpenEnd(world: World, watch: StockWatch): string[] {
  if (!world.stocks?.rightClocks) return [];
  const { calls, goods, refused } = watch;
  const broken: string[] = [];
  for (const [index, { kind, shop, isUnanswered, endedAt, levels }] of calls.entries()) {
    if (kind !== 'set' || !isUnanswered) continue;
    for (const item of levels.keys()) {
      const id = listingId(shop, item);
      const { openUntil, knownAt } = openEnd(watch, { shop, item, endedAt });
      const lookedAtUntil = healthyFrom(world, Math.max(openUntil + lastLookMs, knownAt)) + lookLateMs;
      const later = calls
        .slice(index + 1)
        .filter((call) => call.shop === shop && call.levels.has(item) && call.at < lookedAtUntil);
      // Whose end may be open, too, puts the last look off.
      const isPutOff = later.some((call) => call.kind === 'set' && (!call.isAccepted || call.isUnanswered));
      const isRead = later.some((call) => call.kind === 'read' && call.at > openUntil + lastLookMs - minuteMs);
      if (isPutOff || isRead || refused.has(id) || !goods.listings.get(id)?.terms.linked) continue;
      broken.push(`${item} of ${shop} was not looked at for hours after a call to which no answer came`);
    }
  }
  return broken;
}

/** Until when a call may be under way after one to which no answer came: a run that died with its claim afterwards may have called, too. */
function openEnd(
  { takenOver }: Pick<StockWatch, 'takenOver'>,
  { shop, item, endedAt }: { readonly shop: ShopKey; readonly item: string; readonly endedAt: number },
): { readonly openUntil: number; readonly knownAt: number } {
  let end = { openUntil: endedAt, knownAt: endedAt };
  for (const { until, at, ...claim } of takenOver) {
    const isNext = claim.shop === shop && claim.item === item && at > end.knownAt;
    if (isNext && at < end.openUntil + lastLookMs + lookLateMs)
      end = { openUntil: Math.max(end.openUntil, until), knownAt: at };
  }
  return end;
}

/** When stock was healthy again, as the probes found it; `moment` where it was so then. Worlds with probes have one mall. */
function healthyFrom({ watch }: World, moment: number): number {
  const found = watch.healths.filter(({ health }) => health.capability === 'stock');
  const standing = found.findLast(({ at }) => at <= moment)?.health.state.kind ?? 'healthy';
  if (standing === 'healthy') return moment;
  return found.find(({ at, health }) => at > moment && health.state.kind === 'healthy')?.at ?? Number.POSITIVE_INFINITY;
}
