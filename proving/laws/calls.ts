import type { Finding } from './finding.ts';
import type { IncidentEvent, MallTrouble, Span } from './outage.ts';

/** A run of a worker that imports orders, and the shops that it called. */
export interface ImportRun {
  readonly at: number;
  readonly hasRightClock: boolean;
  readonly calls: readonly { readonly at: number; readonly shop: string }[];
}

/** A run of those who ask whether a mall is well: when its first call reached the mall and its last one did, and how many were answered. */
export interface Round extends Span {
  readonly answered: number;
  readonly failed: number;
  /** False for a round that died or went by a wrong clock: nobody may know what it found. */
  readonly isKept: boolean;
  readonly hasRightClock: boolean;
}

/** Who called a mall, and when it wanted to be left alone. */
export interface CallsEnd {
  readonly troubles: readonly MallTrouble[];
  readonly incidents: readonly IncidentEvent[];
  readonly runs: readonly ImportRun[];
  /** In the order in which they began. */
  readonly rounds: readonly Round[];
  /** When the mall answered one of them how its import is. */
  readonly answers: readonly number[];
  /** Spans that people planned in advance, for the import. */
  readonly windows: readonly Span[];
  /** Spans in which the schedules of some shops rest: of those that are named, or of any. */
  readonly resting: readonly (Span & { readonly shops?: ReadonlySet<string> })[];
  /** How many shops a run calls when a mall has just come back; null where all of them may. */
  readonly shopsAtFirst: number | null;
  /** Shops whose key was refused or changed: nothing waits for them. */
  readonly unsettled: ReadonlySet<string>;
}

type CallsLaw =
  /** Workers let a mall rest that is known to be out. */
  | 'mall-spared'
  /** They come back few at a time. */
  | 'mall-eased'
  /** Where all shops are a light load, all come back within minutes. */
  | 'back-soon'
  /** They call no shop that a person has paused. */
  | 'pause-kept'
  /** They let it rest in a planned window. */
  | 'window-kept'
  /** While nothing is in their way, they call each shop. */
  | 'work-goes-on';

export type CallsFinding = Finding<CallsLaw>;

const minuteMs = 60_000;
/** From the word that a mall is out to the last call that begins. */
const graceMs = 12_000;
/** Where nobody called for so long, the mall may be known to be well. */
const longMs = 15 * minuteMs;
/** So long a mall that comes back is asked for few shops. */
const easedMs = 4 * minuteMs;
/** By then, after the second round that was answered, all shops are back that need no ramp. */
const backWithinMs = 100_000;
/** A run calls its shops within so long. */
const backRunMs = 15_000;
/** Workers were kept from a mall for so long. */
const heldLongMs = 5 * minuteMs;
/** The first shops are alone for so long. */
const firstStepMs = 100_000;
/** Calls that are under way, or begun by a process that has not heard. */
const handful = 3;

/** Calls of workers for one thing, and when people had paused it. */
export interface PausedCalls {
  readonly calls: readonly { readonly shop: string; readonly startedAt: number }[];
  readonly holds: readonly (Span & { readonly shop: string })[];
}

/** Calls for a shop that a person has paused. */
export function callsInPauses({ calls, holds }: PausedCalls): CallsFinding[] {
  return holds.flatMap(({ shop, from, until }) => {
    const own = calls.filter((call) => call.shop === shop && call.startedAt > from + graceMs && call.startedAt < until);
    return own.map(
      (): CallsFinding => ({ law: 'pause-kept', words: `${shop} was called while a person had paused it` }),
    );
  });
}

/** Work of one kind at a mall: every run of its workers, the spans in which nothing was in their way, and the shops that want it. */
export interface WorkEnd {
  readonly what: string;
  readonly runs: readonly (Span & { readonly shops: ReadonlySet<string> })[];
  readonly free: readonly Span[];
  readonly shops: readonly string[];
}

/** Shops that a run passed over, though nothing was in its way. */
export function passedOver({ what, runs, free, shops }: WorkEnd): CallsFinding[] {
  return runs
    .filter((run) => free.some(({ from, until }) => run.from >= from && run.until <= until))
    .flatMap((run) => {
      const missed = shops.filter((shop) => !run.shops.has(shop));
      return missed.length === 0
        ? []
        : [
            {
              law: 'work-goes-on',
              words: `${missed.join(', ')} had no call for ${what} at ${timeOf(run.from)}`,
            } as const,
          ];
    });
}

/** Shops that workers called at once when they came back after a window, of those that may be. */
export function crowdedAfterWindows(
  { windows, runs }: Pick<CallsEnd, 'windows' | 'runs'>,
  shopsAtFirst: (at: number) => number,
): CallsFinding[] {
  const starts = runs.flatMap(({ calls }) => calls.map(({ at }) => at)).sort((one, other) => one - other);
  return windows.flatMap(({ from, until }) => {
    const back = starts.find((at, index) => at > from && at - (starts[index - 1] ?? 0) > heldLongMs);
    if (back === undefined || back > until + heldLongMs) return [];
    const most = shopsAtFirst(back);
    return runs.flatMap(({ at, calls }) => {
      const early = calls.filter((one) => one.at >= back && one.at < back + firstStepMs);
      const shops = new Set(early.map(({ shop }) => shop)).size;
      return at < back + firstStepMs && shops > most
        ? [{ law: 'mall-eased', words: `a run of ${timeOf(at)} called ${shops} shops just after a window` } as const]
        : [];
    });
  });
}

/** Everything about calls that a mall in trouble did not want. */
export function brokenCallsLaws(end: CallsEnd): CallsFinding[] {
  const runs = end.runs.filter(({ hasRightClock }) => hasRightClock);
  return [
    ...unspared(end),
    ...end.windows.flatMap((window) => calledWithin(runs, window, 'window-kept', 'in a planned window')),
  ];
}

const timeOf = (at: number): string => new Date(at).toISOString().slice(0, 19);
const spanText = ({ from, until }: Span): string => `${timeOf(from)} to ${timeOf(until)}`;

/** From the word that the import is out to the end of the trouble; of one that begins while it is out, from its first silent round. */
function unspared(end: CallsEnd): CallsFinding[] {
  return end.troubles.flatMap(({ what, isWhole, from, until }) => {
    if (what !== 'import' || !isWhole) return [];
    const standing = end.incidents.findLast(({ at }) => at <= from);
    // What is said sooner is of a trouble before this one.
    const first = end.incidents.find(({ at, out }) => at > from + minuteMs && at < until && out.includes(what));
    const isKnown = standing?.stage === 'recovering' || standing?.out.includes(what) === true;
    const knownAts = isKnown ? silentBy(end, { from, until }) : first === undefined ? [] : [first.at];
    const knownAt = Math.min(...knownAts, Number.POSITIVE_INFINITY);
    if (knownAt >= until) return [];
    return [
      ...calledWithin(end.runs, { from: knownAt, until }, 'mall-spared', 'while it was known to be out'),
      // One silent round stops all calls; the second one says that the mall went again, and is to be eased back anew.
      ...(isKnown && knownAts.length < 2 ? [] : uneased(end, until)),
      ...late(end, { from, until }),
    ];
  });
}

/** Since when nothing answers in a trouble that comes back: at once while the mall comes back, and a minute later where it was well. */
function silentBy({ troubles, rounds }: CallsEnd, { from, until }: Span): number[] {
  const isComingBack = troubles.some(
    (one) => one.what === 'import' && one.until < from && one.until > from - 2 * minuteMs,
  );
  const since = isComingBack ? from : from + minuteMs;
  const isSilent = ({ answered, failed, isKept }: Round): boolean => answered === 0 && failed > 0 && isKept;
  return rounds.filter((one) => isSilent(one) && one.from >= since && one.until < until).map((one) => one.until);
}

/** Rounds that began when a trouble was over, that the mall has answered, and of which it was kept. */
const goodRounds = ({ rounds }: CallsEnd, since: number): Round[] =>
  rounds.filter(({ from, answered, failed, isKept }) => isKept && from >= since && answered > 0 && failed === 0);

function uneased(end: CallsEnd, endedAt: number): CallsFinding[] {
  const { runs, rounds, troubles, shopsAtFirst, unsettled } = end;
  const [, sure = endedAt] = end.answers.filter((at) => at >= endedAt);
  if (shopsAtFirst === null) {
    const tooSoon = runs.flatMap(({ at, calls }) => {
      const early = calls.filter((one) => one.at >= endedAt && one.at < sure && !unsettled.has(one.shop));
      const shops = new Set(early.map(({ shop }) => shop)).size;
      return shops > 1 ? [`a run of ${timeOf(at)} called ${shops} shops before the mall had answered twice`] : [];
    });
    return tooSoon.map((words) => ({ law: 'mall-eased', words }));
  }
  const back = Math.min(...runs.flatMap(({ calls }) => calls.map(({ at }) => at)).filter((at) => at >= endedAt));
  if (back > endedAt + longMs) return [];
  // The few are counted from the first answer on, whenever workers come.
  const heard = rounds.filter(({ until, answered }) => until >= endedAt && answered > 0).map(({ until }) => until);
  const easedUntil = Math.min(back, ...heard) + easedMs;
  if (troubles.some((one) => one.what === 'import' && one.until > endedAt && one.from < easedUntil)) return [];
  // Who asks measures how long few shops are called: by a wrong clock these minutes are over at once.
  if (rounds.some((one) => !one.hasRightClock && one.until >= endedAt && one.from < easedUntil)) return [];
  const tooMany = runs.flatMap(({ at: begunAt, calls }) => {
    const isFirst = begunAt >= back && begunAt < easedUntil;
    const early = calls.filter(({ at, shop }) => isFirst && at < easedUntil && !unsettled.has(shop));
    const shops = new Set(early.map(({ shop }) => shop)).size;
    return shops <= shopsAtFirst
      ? []
      : [`a run of ${timeOf(begunAt)} called ${shops} shops when the mall was just back`];
  });
  return tooMany.map((words) => ({ law: 'mall-eased', words }));
}

/** Shops that were called before a trouble, and not soon after it. */
function late(end: CallsEnd, { from, until }: Span): CallsFinding[] {
  const { runs, troubles, shopsAtFirst, unsettled, resting } = end;
  const [, sure] = goodRounds(end, until);
  if (sure === undefined) return [];
  const backBy = sure.until + backWithinMs;
  const isOut = troubles.some((one) => one.until > until && one.from < backBy);
  const rests = resting.filter((one) => one.from < backBy && one.until > until);
  if (shopsAtFirst !== null || isOut || rests.some(({ shops }) => shops === undefined)) return [];
  // A run by a wrong clock takes the mall for held, or for well.
  if (!runs.some(({ at, hasRightClock }) => hasRightClock && at > sure.until && at < backBy - backRunMs)) return [];
  const calls = runs.flatMap((run) => run.calls);
  const called = (since: number, to: number): Set<string> =>
    new Set(calls.filter(({ at }) => at >= since && at < to).map(({ shop }) => shop));
  const back = called(until, backBy);
  const isKept = (shop: string): boolean => unsettled.has(shop) || rests.some(({ shops }) => shops?.has(shop));
  const missing = [...called(from - longMs, from)].filter((shop) => !back.has(shop) && !isKept(shop));
  return missing.map((shop) => ({
    law: 'back-soon',
    words: `${shop} was not called minutes after ${spanText({ from, until })}`,
  }));
}

function calledWithin(runs: readonly ImportRun[], { from, until }: Span, law: CallsLaw, when: string): CallsFinding[] {
  const calls = runs.flatMap((run) => run.calls.filter(({ at }) => at > from + graceMs && at < until));
  return calls.length <= handful
    ? []
    : [{ law, words: `workers called the mall ${calls.length} times ${when}, ${spanText({ from, until })}` }];
}
