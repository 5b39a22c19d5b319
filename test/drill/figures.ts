import { standingAgeMaxMs } from '../../core/health/standing-cache.ts';
import type { StoredOrder } from '../../core/orders/row.ts';
import { rateShare } from '../../core/pacing/pacer.ts';
import { minuteMs, secondMs } from '../../core/units.ts';
import { allClaims, allRows } from '../support/memory/index.ts';
import type { Day } from './day.ts';
import type { Record } from './record.ts';

/** The figures of a drill, as `drill --json` prints them. */
export interface DrillFigures {
  readonly incident: string;
  readonly shops: number;
  readonly seed: number;
  readonly orders: {
    readonly placed: number;
    readonly lost: number;
    readonly storedTwice: number;
    readonly placedByGrey: number;
    readonly storedDuringGrey: number;
    readonly fetchableDuringGrey: number;
  };
  readonly minutes: {
    readonly toDetect: number | null;
    readonly toFirstOrderAfterRecovery: number | null;
    readonly toCaughtUp: number | null;
  };
  readonly calls: { readonly byWorkersWhilePaused: number; readonly first5MinOfRampOverFull: number };
  readonly mails: {
    readonly affectedMin: number;
    readonly affectedMax: number;
    readonly unaffected: number;
    readonly total: number;
  };
  readonly incidents: number;
  /** Filled once statuses and stock are pushed. */
  readonly status: null;
  readonly stock: null;
}

const rampMs = 5 * minuteMs;

/** Counts a day: from the tables, the mall's books, the calls and the mails; never from what the rules returned. */
export function countDay(day: Day, record: Record): DrillFigures {
  return {
    incident: day.script.id,
    shops: day.shops.length,
    seed: day.seed,
    orders: countOrders(day, record),
    minutes: countMinutes(day, record),
    calls: countCalls(day, record),
    mails: countMails(day, record),
    incidents: day.store.incidentsById.size,
    status: null,
    stock: null,
  };
}

function bookedOrders({ rms, shops }: Day) {
  const shopOf = new Map(shops.map((shop) => [shop.code, shop]));
  return rms.control.books().shops.flatMap(({ shopUrl, orders }) => {
    const shop = shopOf.get(shopUrl);
    return shop === undefined
      ? []
      : orders.map((order) => ({ ...order, key: `${shop.key} ${order.orderNumber}`, shop }));
  });
}

function rowsByKey({ store }: Day): Map<string, StoredOrder> {
  const stored = allRows(store).filter((row): row is StoredOrder => row.kind === 'stored');
  return new Map(stored.map((row) => [`${row.shop} ${row.orderNumber}`, row]));
}

function countOrders(day: Day, { calls }: Record): DrillFigures['orders'] {
  const { script } = day;
  const rows = rowsByKey(day);
  const booked = bookedOrders(day).filter((order) => order.orderDatetimeMs >= order.shop.importFrom);
  const during = booked.filter(({ orderDatetimeMs: at }) => at >= script.from && at < script.to);
  const inGrey = script.greyFrom === undefined ? [] : during;
  const lastAnswer = calls.findLast(({ at, answered }) => answered && at < script.to)?.at ?? 0;
  return {
    placed: booked.length,
    lost: booked.filter(({ key }) => !rows.has(key)).length,
    storedTwice: countDoubles(
      day,
      booked.map(({ orderNumber }) => orderNumber),
    ),
    placedByGrey: inGrey.length,
    storedDuringGrey: inGrey.filter(({ key }) => (rows.get(key)?.storedAt ?? script.to) < script.to).length,
    // An ideal client asks all the time: it has every order placed before the last call that was answered.
    fetchableDuringGrey: inGrey.filter(({ orderDatetimeMs }) => orderDatetimeMs < lastAnswer).length,
  };
}

/** Orders that something was done twice for: a line with two claims, a revision under two ids, a number under two keys. */
function countDoubles({ store }: Day, orderNumbers: readonly string[]): number {
  const doubled = new Set<string>();
  const seen = new Set<string>();
  for (const orderNumber of orderNumbers) {
    if (seen.has(orderNumber)) doubled.add(orderNumber);
    seen.add(orderNumber);
  }
  const claims = new Set<string>();
  for (const { shop, orderNumber, lineId, quantity } of allClaims(store)) {
    if (quantity === 0) continue;
    const line = `${shop} ${orderNumber} ${lineId}`;
    if (claims.has(line)) doubled.add(orderNumber);
    claims.add(line);
  }
  const ids = new Map<string, string>();
  for (const { id, shop, orderNumber, revision } of store.accepted) {
    const name = `${shop} ${orderNumber} ${revision}`;
    if ((ids.get(name) ?? id) !== id) doubled.add(orderNumber);
    ids.set(name, id);
  }
  return doubled.size;
}

function countMinutes(day: Day, { healths }: Record): DrillFigures['minutes'] {
  const { script } = day;
  const detected = healths.find(({ health }) => health.state.kind === 'down');
  const rows = rowsByKey(day);
  // Where the import never stopped, the next order comes when a buyer places it.
  const wasHeld = script.out.includes('import');
  const stored = wasHeld ? [...rows.values()].map(({ storedAt }) => storedAt).filter((at) => at >= script.to) : [];
  const during = bookedOrders(day).filter(({ orderDatetimeMs: at }) => at >= script.from && at < script.to);
  const last = Math.max(...during.map(({ key }) => rows.get(key)?.storedAt ?? Number.POSITIVE_INFINITY), script.to);
  return {
    toDetect: detected === undefined ? null : minutes(detected.at - script.from),
    toFirstOrderAfterRecovery: stored.length === 0 ? null : minutes(Math.min(...stored) - script.to),
    toCaughtUp: Number.isFinite(last) ? minutes(last - script.to) : null,
  };
}

const minutes = (ms: number): number => Math.round((ms / minuteMs) * 10) / 10;

function countCalls({ shops }: Day, { calls, healths }: Record): DrillFigures['calls'] {
  const states = healths.filter(({ health }) => health.capability === 'import');
  const workers = calls.filter(({ caller }) => caller === 'worker');
  let whilePaused = 0;
  let ramp = 0;
  for (const [index, { at, health }] of states.entries()) {
    const until = states[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    const before = states[index - 1]?.health.state.kind;
    const between = (from: number, to: number): number =>
      workers.filter((call) => call.at >= from && call.at < to).length;
    if (health.state.kind === 'down') whilePaused += between(at + standingAgeMaxMs, until);
    const comesBack = before === 'down' && health.state.kind !== 'down';
    if (comesBack) ramp = Math.max(ramp, between(at, at + rampMs));
  }
  // What import may call at most: its share of one call a second and shop, which is what a stampede would use.
  const full = shops.length * rateShare.import * (rampMs / secondMs);
  return { byWorkersWhilePaused: whilePaused, first5MinOfRampOverFull: Math.round((ramp / full) * 1_000) / 1_000 };
}

function countMails({ script, store, shops }: Day, { mails }: Record): DrillFigures['mails'] {
  const counts = new Map<string, number>();
  for (const { to } of mails) for (const address of to) counts.set(address, (counts.get(address) ?? 0) + 1);
  const withShop = new Set(shops.map(({ merchant }) => merchant));
  const merchants = [...store.merchantsById.values()].filter(({ id }) => withShop.has(id));
  const countOf = (isAffected: boolean): number[] =>
    merchants
      .filter(({ features }) => features.some((feature) => script.out.includes(feature)) === isAffected)
      .flatMap(({ contacts }) => contacts.map((contact) => counts.get(contact) ?? 0));
  const [affected, others] = [countOf(true), countOf(false)];
  return {
    affectedMin: affected.length === 0 ? 0 : Math.min(...affected),
    affectedMax: Math.max(0, ...affected),
    unaffected: others.reduce((sum, count) => sum + count, 0),
    total: mails.length,
  };
}
