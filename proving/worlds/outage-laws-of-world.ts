import { hourMs, jstDay, minuteMs } from '../../core/kernel/time.ts';
import { overrunMs } from '../../core/model/pause.ts';
import { brokenCallsLaws, type ImportRun, type Round } from '../laws/calls.ts';
import type { Finding } from '../laws/finding.ts';
import { type ListingsEnd, listedTo } from '../laws/listings.ts';
import { brokenMailLaws, type HandedMail } from '../laws/mail.ts';
import { brokenMorningLaws } from '../laws/morning.ts';
import { type Audited, brokenOutageLaws, type MallTrouble } from '../laws/outage.ts';
import { workersOf } from './call-invariants.ts';
import { postsOf } from './chats.ts';
import type { WorldNotes } from './law-notes.ts';
import { sinceOf } from './mail-since.ts';
import type { Outages, Span, Trouble } from './outages.ts';
import { putsOut } from './outages.ts';
import { outByStrikes } from './stock-strikes.ts';
import type { World } from './world.ts';

/* The shapes of the laws of outages and mails, filled from a world. */

/** Orders of RMS that are compared when an outage is over. */
function auditedAt({ watch, shops, swarm, rms }: World, { withheld }: WorldNotes): Audited {
  const calls = watch.runs.flatMap((run) => run.calls);
  const orders = shops.flatMap(({ code }) => rms.control.placedBetween(code, 0, Number.POSITIVE_INFINITY));
  const isLate = ({ orderNumber, orderDatetimeMs, visibleAtMs }: (typeof orders)[number]): boolean =>
    withheld.has(orderNumber) || visibleAtMs > orderDatetimeMs + minuteMs;
  // Others are added later.
  const first = shops.slice(0, swarm.shops);
  return {
    listings: calls.filter(({ lists, isAnswered }) => lists && isAnswered),
    settled: first.filter(({ key }) => !watch.unsettled.has(key)).map(({ key }) => key),
    shownLate: orders.filter(isLate).map(({ orderDatetimeMs }) => orderDatetimeMs),
    planned: [],
  };
}

/** What the laws find of outages, calls in them, and what was told of them. */
export function outageFindings(world: World, notes: WorldNotes): Finding[] {
  const { incidents } = notes;
  const { outages, watch, start } = world;
  if (outages === null) return [];
  const troubles = troublesOf(world, outages);
  const areTimesExact = outages.probeSkewChance === 0;
  const runs = workersOf(world).map(({ at, calls, skewMs }): ImportRun => ({ at, calls, hasRightClock: skewMs === 0 }));
  const rounds = watch.runs
    .filter(({ kind, calls }) => kind === 'probe' && calls.length > 0)
    .map(({ at: from, calls, hasEnded, skewMs }): Round => {
      const answered = calls.filter(({ isAnswered }) => isAnswered).length;
      const hasRightClock = skewMs === 0;
      const until = calls.at(-1)?.at ?? from;
      const isKept = hasEnded && hasRightClock;
      return { from, until, answered, failed: calls.length - answered, isKept, hasRightClock };
    });
  const probeRuns = watch.runs.filter(({ kind }) => kind === 'probe');
  const probes = probeRuns.flatMap(({ calls }) => calls);
  const toldAt = probeRuns.filter(({ hasEnded }) => hasEnded).map(({ at }) => at);
  const answers = probes.filter(({ lists, isAnswered }) => lists && isAnswered).map(({ at }) => at);
  answers.sort((one, other) => one - other);
  const windows = outages.troubles.flatMap((one) =>
    one.kind === 'maintenance' ? [{ from: start + one.from, until: start + one.until }] : [],
  );
  // Schedules are a minute apart in the storm alone.
  const calm = { from: world.calmSince ?? 0, until: Number.POSITIVE_INFINITY };
  const lag = outages.lag === null ? [] : [{ from: start + outages.lag.from, until: start + outages.lag.until }];
  const resting = [calm, ...lag, ...windows, ...takenByFastClocks(world)];
  const isLight = outages.lightCallsPerSecond > 0;
  const shopsAtFirst = isLight ? null : 1;
  return [
    ...brokenOutageLaws({ troubles, incidents, areTimesExact, toldAt, audited: auditedAt(world, notes) }),
    ...brokenCallsLaws({
      ...{ troubles, incidents, runs, rounds, answers, windows, shopsAtFirst, resting },
      unsettled: watch.unsettled,
    }),
    ...brokenMailLaws({ ...mailsOf(world), troubles, incidents, areTimesExact }),
    ...brokenMailLaws({ ...mailsOf(world, postsOf(world)), troubles, incidents, areTimesExact }),
  ];
}

/** Where a run died whose clock was fast, its schedule is taken until that clock's time has come. */
function takenByFastClocks({ watch }: World) {
  const dead = watch.runs.filter(({ kind, skewMs, hasEnded }) => kind === 'poll' && skewMs > 0 && !hasEnded);
  return dead.map(({ at, skewMs, shops }) => ({
    ...{ from: at, until: at + skewMs + 2 * minuteMs },
    ...(shops && { shops }),
  }));
}

/** The troubles of RMS itself in true time, fault by fault; of a window what it ran over. */
export function troublesOf(world: World, outages: Outages): MallTrouble[] {
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
export function mailsOf({ watch, store, start }: World, posted?: ReturnType<typeof postsOf>) {
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
    windows: null,
    faults: [...watch.mailTroubles, ...(posted?.troubles ?? [])],
  };
}

/** What the laws find of morning digests. `listings` has how the orders of the shops were listed. */
export function morningFindings(world: World, { mornings }: WorldNotes, listings: ListingsEnd) {
  const { outages, start, shops, swarm, watch } = world;
  if (outages === null || world.mornings === null) return [];
  const whole = troublesOf(world, outages).filter(({ what, isWhole }) => what === 'import' && isWhole);
  const { merchants, mails, faults } = mailsOf(world);
  const first = shops.slice(0, swarm.shops);
  const isHeld = (shop: World['shops'][number], by: number, at: number): boolean =>
    listedTo(listings, shop.key, by) < at - hourMs;
  const judged = mornings.flatMap(({ at, isCalm, orders }) =>
    merchants.map(({ name: merchant }) => ({
      heldAt: (by: number) =>
        first.filter((shop) => shop.merchant === merchant && isHeld(shop, by, at)).map(({ name }) => name),
      hasRightClocks: !watch.runs.some((run) => run.skewMs !== 0 && Math.abs(run.at - at) < 2 * hourMs),
      isSendable: !faults.some((one) => one > at && one < at + 2 * hourMs),
      ...{ merchant, at, day: jstDay(at), orders: isCalm ? (orders.get(merchant) ?? []) : null },
      isUnreadable: whole.some(({ from, until }) => from < at - hourMs && until > at + 20 * minuteMs && from > start),
    })),
  );
  return brokenMorningLaws(
    judged,
    mails.filter(({ kind }) => kind === 'morning'),
  );
}
