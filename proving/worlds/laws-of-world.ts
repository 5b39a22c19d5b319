import { hourMs, jstDay, minuteMs } from '../../core/kernel/time.ts';
import { overrunMs } from '../../core/model/pause.ts';
import type { Shop } from '../../core/model/shop.ts';
import { brokenCallsLaws, callsInPauses, type ImportRun, type Round } from '../laws/calls.ts';
import { brokenChangesLaws, type CancelCall, type ChangeCall } from '../laws/changes.ts';
import { brokenDigestLaws } from '../laws/digest.ts';
import type { Finding } from '../laws/finding.ts';
import { type BookedOrder, brokenImportLaws } from '../laws/import.ts';
import { knownDifference } from '../laws/known.ts';
import { brokenListingsLaws } from '../laws/listings.ts';
import { brokenMailLaws, type HandedMail } from '../laws/mail.ts';
import { brokenMorningLaws } from '../laws/morning.ts';
import { type Audited, brokenOutageLaws, type MallTrouble } from '../laws/outage.ts';
import { brokenStatusLaws, type StatusFinding } from '../laws/status.ts';
import { brokenStockLaws, type SetCall, type StockEnd } from '../laws/stock.ts';
import type { Movement, SoldLine } from '../laws/stock-levels.ts';
import { postsOf } from './chats.ts';
import { noteForLaws, notesOf, type WorldNotes } from './law-notes.ts';
import { sinceOf } from './mail-since.ts';
import type { Outages, Span, Trouble } from './outages.ts';
import { putsOut } from './outages.ts';
import { askedFor } from './people.ts';
import { bookRows } from './status-books.ts';
import { relatedSkus, shownAt, soldLines } from './stock-books.ts';
import { outByStrikes } from './stock-strikes.ts';
import { claimName, listingId, type StockCall, type StockWatch } from './stock-watch.ts';
import { drawUnstorable } from './unstorable-story.ts';
import type { World } from './world.ts';
import { besideNamed, isBeside, mallAt } from './world-mall.ts';

/* The shapes of the laws, filled from a world that has ended: the malls' books, events, mails, what people did, and calls. No row is read. */

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
  const wrong = new Map(
    settledLevels(world, notesOf(world.store) as WorldNotes).map((one) => [one.words.split(' shows ')[0] ?? '', one]),
  );
  for (const name of wrongSince.keys()) if (!wrong.has(name)) wrongSince.delete(name);
  for (const [name, finding] of wrong) {
    const since = wrongSince.get(name) ?? time.now();
    wrongSince.set(name, since);
    if (time.now() - since >= looksMax * lookMs) settled.push(finding);
  }
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

/** Everything that the laws find in a world, a sentence each; what is known to differ is left out. */
export async function unlawful(world: World): Promise<string[]> {
  const notes = notesOf(world.store);
  if (notes === null) throw new Error('The laws need a world that was created with laws: true.');
  const findings: Finding[] = [
    ...brokenImportLaws(importEnd(world, notes)),
    ...brokenListingsLaws({ importsFrom: importsFrom(world), pages: notes.pages }),
    ...statusFindings(world),
    ...notes.settled,
    ...(await stockFindings(world, notes)),
    ...outageFindings(world, notes),
    ...brokenDigestLaws(digestEnd(world, notes)),
    ...pauseFindings(world),
    ...brokenChangesLaws({
      ...{ failures: notes.failuresSeen, confirmations: notes.confirmations, tooEarly: [] },
      ...{ cancels: cancelsOf(world), calls: changeCalls(world) },
    }),
    ...morningFindings(world, notes),
  ];
  return findings.map(({ law, words }) => `${law}: ${words}`);
}

const shopsOf = ({ shops, stockWatch }: World): readonly Shop[] => [
  ...shops,
  ...(stockWatch?.goods.shops.filter(({ key }) => isBeside(key)) ?? []),
];

const cancelled: readonly string[] = ['900', '4', 'CANCELLED'];
/** Orders that are over are read no more, or no more in time. */
const over: readonly string[] = [...cancelled, '700', '800', '5', 'SHIPPED', 'FULFILLED'];

/** When each shop's orders begin to count. */
const importsFrom = (world: World): Map<string, number> =>
  new Map(shopsOf(world).map(({ key, importFrom }) => [key, Math.floor(importFrom / 1_000) * 1_000]));

function importEnd(world: World, notes: WorldNotes) {
  const { orders } = notes;
  return {
    importsFrom: importsFrom(world),
    orders: shopsOf(world).flatMap((shop) => bookedAt(world, shop, notes)),
    events: orders,
    calmSince: world.calmSince,
  };
}

function bookedAt(world: World, { key, code, mall }: Shop, { changes, withheld }: WorldNotes): BookedOrder[] {
  const books = isBeside(key)
    ? besideNamed(world, mall).mustBeStored(code)
    : world.rms.control
        .placedBetween(code, 0, Number.POSITIVE_INFINITY)
        .map(({ orderNumber, orderDatetimeMs: orderedAt, orderProgress, visibleAtMs }) => ({
          ...{ orderNumber, orderedAt, progress: String(orderProgress) },
          shownAt: Math.max(visibleAtMs, withheld.get(orderNumber)?.until ?? 0),
        }));
  // Of a shop whose rows the tables do not take for hours, nothing is expected in time.
  const isHindered = drawUnstorable(world)?.failing?.key === key;
  const polls = world.watch.runs.filter(({ kind }) => kind === 'poll').flatMap(({ calls }) => calls);
  const polled = polls.filter((call) => call.shop === key && call.lists && call.isAnswered).map(({ at }) => at);
  const nextPoll = (shownAt: number) => {
    const at = polled.find((one) => one > shownAt);
    return at === undefined ? {} : { nextPollAt: at };
  };
  return books.map(({ orderNumber, orderedAt: placedAt, progress, ...seen }) => ({
    ...{ shop: key, orderNumber, placedAt },
    shownAt: isHindered || !('shownAt' in seen) ? 0 : seen.shownAt,
    ...(isHindered || !('shownAt' in seen) ? {} : nextPoll(seen.shownAt)),
    isCancelled: cancelled.includes(progress),
    ...changes.get(`${key} ${orderNumber}`),
    isOver: over.includes(progress),
  }));
}

/** An order that its mall is about to change itself: what was asked for waits for that. */
const mallChanges = [200, 400];

function statusFindings(world: World): StatusFinding[] {
  const { statusWatch, store, rms } = world;
  if (statusWatch === null) return [];
  const { acts, unanswered } = askedFor(store);
  return [...acts].flatMap(([name, ofOrder]) => {
    const [, , orderNumber = ''] = name.split('#');
    const order = rms.control.order(orderNumber);
    if ((unanswered.get(name) ?? 0) > 0) return [];
    const rows = order === null ? [] : bookRows(order);
    const fromElsewhere = statusWatch.handParcels.get(orderNumber) ?? [];
    const memo = order?.model.memo ?? '';
    const { orderProgress = 900 } = order ?? {};
    if (mallChanges.includes(orderProgress)) return [];
    // The mall takes no change of what is cancelled, and a person may have written over a memo.
    const isMeant = ({ law }: StatusFinding): boolean =>
      law === 'request-answered' || (orderProgress < 800 && !(law === 'memo-true' && statusWatch.edited.has(name)));
    const findings = brokenStatusLaws({ acts: ofOrder, rows, memo, fromElsewhere });
    return findings
      .filter((one) => isMeant(one) && knownDifference(one) === undefined)
      .map((one) => ({ ...one, words: `${orderNumber}: ${one.words}` }));
  });
}

async function stockFindings(world: World, notes: WorldNotes) {
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

/** Calls beside RMS are noted by their shops alone. */
function pauseFindings({ statusWatch, changesBeside, stockWatch }: World): Finding[] {
  const watched = [statusWatch, changesBeside, stockWatch].filter((one) => one !== null);
  return watched.flatMap(({ calls, holds }) => callsInPauses({ calls, holds }));
}

/** Orders of RMS that are compared when an outage is over. */
function auditedAt({ watch, shops, rms }: World, { withheld }: WorldNotes): Audited {
  const calls = watch.runs.flatMap((run) => run.calls);
  const orders = shops.flatMap(({ code }) => rms.control.placedBetween(code, 0, Number.POSITIVE_INFINITY));
  const isLate = ({ orderNumber, orderDatetimeMs, visibleAtMs }: (typeof orders)[number]): boolean =>
    withheld.has(orderNumber) || visibleAtMs > orderDatetimeMs + minuteMs;
  return {
    listings: calls.filter(({ lists, isAnswered }) => lists && isAnswered),
    settled: shops.map(({ key }) => key).filter((key) => !watch.unsettled.has(key)),
    shownLate: orders.filter(isLate).map(({ orderDatetimeMs }) => orderDatetimeMs),
  };
}

function outageFindings(world: World, notes: WorldNotes): Finding[] {
  const { incidents } = notes;
  const { outages, watch, start } = world;
  if (outages === null) return [];
  const troubles = troublesOf(world, outages);
  const areTimesExact = outages.probeSkewChance === 0;
  const runs = watch.runs
    .filter(({ kind }) => kind === 'poll' || kind === 'reconcile')
    .map(({ at, calls, skewMs }): ImportRun => ({ at, calls, hasRightClock: skewMs === 0 }));
  const rounds = watch.runs
    .filter(({ kind, calls }) => kind === 'probe' && calls.length > 0)
    .map(({ at: from, calls }): Round => {
      const answered = calls.filter(({ isAnswered }) => isAnswered).length;
      return { from, until: calls.at(-1)?.at ?? from, answered, failed: calls.length - answered };
    });
  const probes = watch.runs.filter(({ kind }) => kind === 'probe').flatMap(({ calls }) => calls);
  const answers = probes.filter(({ lists, isAnswered }) => lists && isAnswered).map(({ at }) => at);
  answers.sort((one, other) => one - other);
  const mayMissARound = outages.crash > 0 || outages.probeSkewChance > 0;
  const windows = outages.troubles.flatMap((one) =>
    one.kind === 'maintenance' ? [{ from: start + one.from, until: start + one.until }] : [],
  );
  // Schedules are a minute apart in the storm alone.
  const calm = { from: world.calmSince ?? 0, until: Number.POSITIVE_INFINITY };
  const lag = outages.lag === null ? [] : [{ from: start + outages.lag.from, until: start + outages.lag.until }];
  const resting = [calm, ...lag, ...windows];
  const isLight = outages.lightCallsPerSecond > 0;
  const shopsAtFirst = isLight ? null : 1;
  return [
    ...brokenOutageLaws({ troubles, incidents, areTimesExact, audited: auditedAt(world, notes) }),
    ...brokenCallsLaws({
      ...{ troubles, incidents, runs, rounds, answers, mayMissARound, windows, shopsAtFirst, resting },
      unsettled: watch.unsettled,
    }),
    ...brokenMailLaws({ ...mailsOf(world), troubles, incidents, areTimesExact }),
    ...brokenMailLaws({ ...mailsOf(world, postsOf(world)), troubles, incidents, areTimesExact }),
  ];
}

/** The troubles of RMS itself in true time, fault by fault; of a window what it ran over. */
function troublesOf(world: World, outages: Outages): MallTrouble[] {
  const { start, watch, shops } = world;
  const rests = ({ from, until }: Span): boolean =>
    shops.every(({ key }) => watch.keyRests.some((one) => one.shop === key && one.from <= from && one.until >= until));
  const own = (['import', 'status', 'stock'] as const).flatMap((what) =>
    outages.troubles
      .filter((trouble) => putsOut(trouble, what))
      .flatMap((trouble) => spansOf(trouble, what))
      .map(({ from, until, isWhole }) => ({ what, from: start + from, until: start + until, isWhole }))
      .map((one): MallTrouble => ({ ...one, isAskable: !rests(one) })),
  );
  const struck = outByStrikes(watch.stockStrikes).map((span) => ({
    ...{ ...span, what: 'stock', isWhole: false, isAskable: true },
  }));
  return [...own, ...struck];
}

function spansOf(trouble: Trouble, what: Parameters<typeof putsOut>[1]): (Span & { readonly isWhole: boolean })[] {
  if (trouble.kind === 'maintenance') {
    const from = trouble.until + overrunMs;
    const until = trouble.until + trouble.overrunMs;
    return until > from ? [{ from, until, isWhole: false }] : [];
  }
  if (!('faults' in trouble)) return [];
  return trouble.faults
    .filter((fault) => putsOut({ ...trouble, faults: [fault] }, what))
    .map(({ from, until, probability = 1 }) => ({ from, until, isWhole: probability === 1 }));
}

const kinds: Readonly<Record<string, HandedMail['kind']>> = {
  opened: 'opened',
  'all-clear': 'all-clear',
  'status-digest': 'digest',
  'morning-digest': 'morning',
};

/** The mails to merchants, or what was posted to their chats. */
function mailsOf({ watch, store, start }: World, posted?: ReturnType<typeof postsOf>) {
  const known = [...store.merchantsById.values()];
  const nameAt = new Map(known.map(({ id, contacts }) => [contacts.join(), id]));
  return {
    merchants: known
      .filter(({ createdAt }) => createdAt <= start)
      .map(({ id, features }) => ({ name: id, uses: features })),
    mails: (posted?.posts ?? watch.mails)
      .filter(({ to }) => known.some(({ createdAt, contacts }) => contacts.join() === to && createdAt <= start))
      .map(({ at, to, kind, subject, text, cutOff }): HandedMail => {
        const since = sinceOf(subject);
        return {
          ...{ at, to: nameAt.get(to) ?? to, kind: kinds[kind] ?? 'other', text, mayComeAgain: cutOff },
          ...(since === undefined ? {} : { since }),
        };
      }),
    faults: [...watch.mailTroubles, ...(posted?.troubles ?? [])],
  };
}

/** The calls of RMS that make one change each. */
const single = ['updateOrderShipping', 'updateOrderMemo', 'cancelOrder'];

function changeCalls({ statuses, statusWatch }: World): ChangeCall[] | null {
  if (statusWatch === null || statuses?.rightClocks !== true) return null;
  return statusWatch.calls
    .filter(({ operation, body }) => single.includes(operation) && !body.includes('shippingDeleteFlag'))
    .map(({ shop, startedAt, operation, body, isAnswered }) => ({
      shop,
      startedAt,
      isAnswered,
      text: `${operation} ${body}`,
    }));
}

function cancelsOf({ statusWatch, shops, store }: World): CancelCall[] {
  const cancels = statusWatch?.calls.filter(({ operation }) => operation === 'cancelOrder') ?? [];
  return cancels.map(({ shop, body }) => {
    const merchant = shops.find(({ key }) => key === shop)?.merchant ?? '';
    const isKeptHere = store.merchantsById.get(merchant)?.features.includes('stock') ?? false;
    return { shop, isKeptHere, restores: !body.includes('"inventoryRestoreType":2') };
  });
}

function morningFindings(world: World, { mornings }: WorldNotes) {
  const { outages, start } = world;
  if (outages === null || world.mornings === null) return [];
  const whole = troublesOf(world, outages).filter(({ what, isWhole }) => what === 'import' && isWhole);
  const { merchants, mails } = mailsOf(world);
  const judged = mornings.flatMap(({ at, isCalm, orders }) =>
    merchants.map(({ name: merchant }) => ({
      ...{ merchant, at, day: jstDay(at), orders: isCalm ? (orders.get(merchant) ?? []) : null },
      isUnreadable: whole.some(({ from, until }) => from < at - hourMs && until > at + 20 * minuteMs && from > start),
    })),
  );
  return brokenMorningLaws(
    judged,
    mails.filter(({ kind }) => kind === 'morning'),
  );
}

function digestEnd(world: World, { failures }: WorldNotes) {
  const { mails, merchants, faults } = mailsOf(world);
  const merchantOf = new Map(shopsOf(world).map(({ key, merchant }) => [key as string, merchant]));
  return {
    ...{ mails, faults, merchants: merchants.map(({ name }) => name), failuresAtOnce: 2 },
    failures: [...failures.values()].map(({ at, shop, orderNumber }) => ({
      ...{ at, orderNumber, merchant: merchantOf.get(shop) ?? '' },
    })),
  };
}
