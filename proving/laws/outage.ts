import type { Finding } from './finding.ts';

/** A span of time, in ms. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** A trouble of the mall's own, with nothing planned in it. */
export interface MallTrouble extends Span {
  /** What fails: `import`, `status` or `stock`. */
  readonly what: string;
  /** True where every call of it fails, from the first moment to the last. */
  readonly isWhole: boolean;
  /** True where some shop could be asked all the time, so that probes can find it. */
  readonly isAskable: boolean;
}

/** An event of an incident that the bus accepted. */
export interface IncidentEvent {
  readonly at: number;
  readonly incident: string;
  readonly stage: 'open' | 'recovering' | 'closed';
  /** The first failure, as it was measured. */
  readonly openedAt: number;
  /** What is out. */
  readonly out: readonly string[];
  /** What the orders of its time were found to be; absent until they were compared with the mall's. */
  readonly figures?: {
    /** Shops whose orders were compared. */
    readonly audited: number;
    /** Orders that were passed over. */
    readonly missing: number;
  };
}

/** The orders of one mall as they could be compared. */
export interface Audited {
  /** Listings of orders that the mall gave. */
  readonly listings: readonly { readonly at: number; readonly shop: string }[];
  /** Shops whose key was good all the time, and that were there from the beginning. */
  readonly settled: readonly string[];
  /** When orders were placed that the mall showed or gave readably long after that. */
  readonly shownLate: readonly number[];
  /** Spans in which nobody was to ask, as people had planned. */
  readonly planned: readonly Span[];
}

/** One mall, its troubles, and what was made of them, hours after everything was mended. */
export interface OutageEnd {
  readonly troubles: readonly MallTrouble[];
  readonly incidents: readonly IncidentEvent[];
  /** True where the clocks are right that measure. */
  readonly areTimesExact: boolean;
  /** When a run of those who tell of incidents came to its end; absent: one does at every moment. */
  readonly toldAt?: readonly number[];
  /** Null where it was not noted. */
  readonly audited: Audited | null;
}

type OutageLaw =
  /** A trouble of the whole import that lasts has an incident. */
  | 'outage-found'
  /** What an incident says is out, was out then. */
  | 'outage-true'
  /** An incident ends, after its troubles. */
  | 'outage-ended'
  /** What comes back within the hour after the end is the same incident. */
  | 'one-incident'
  /** What its end says of the orders of its time is so, and is of all shops unless that took an hour. */
  | 'figures-true';

export type OutageFinding = Finding<OutageLaw>;

const minuteMs = 60_000;
/** A trouble that lasts so long is found, whichever process dies in it. */
const foundWithinMs = 15 * minuteMs;
/** From a failure to the end of the round of probes that hears it. */
const roundMs = 2 * minuteMs;
/** An event that the bus refused comes so much later. */
const toldLateMs = 16 * minuteMs;
const reopenWithinMs = 60 * minuteMs;

/** Everything about outages of a mall that is not as its troubles were. */
export function brokenOutageLaws(end: OutageEnd): OutageFinding[] {
  return [...unfound(end), ...untrue(end), ...unended(end), ...openedAnew(end), ...untrueFigures(end)];
}

const found = (law: OutageLaw, words: string): OutageFinding => ({ law, words });
const timeOf = (at: number): string => new Date(at).toISOString().slice(0, 19);
const spanText = ({ from, until }: Span): string => `${timeOf(from)} to ${timeOf(until)}`;
const isWithin = (at: number, { from, until }: Span, beforeMs: number, afterMs: number): boolean =>
  at >= from - beforeMs && at <= until + afterMs;

/** When an incident first said that something is out, of each time that it did. */
const outs = ({ incidents }: OutageEnd) =>
  incidents.flatMap((event, index) => {
    const before = incidents[index - 1];
    const stood = before !== undefined && before.stage !== 'closed' ? before.out : [];
    return event.out.filter((what) => !stood.includes(what)).map((what) => ({ what, event }));
  });

function unfound(end: OutageEnd): OutageFinding[] {
  return end.troubles
    .filter(({ what, isWhole, isAskable, from, until }) => {
      if (what !== 'import' || !isWhole || !isAskable || until - from < foundWithinMs) return false;
      const last = end.incidents.findLast(({ at }) => at <= from);
      const stands = last?.out.includes(what) === true;
      return (
        !stands && !outs(end).some((one) => one.what === what && isWithin(one.event.at, { from, until }, 0, toldLateMs))
      );
    })
    .map((one) => found('outage-found', `the import was out from ${spanText(one)}, and no incident says so`));
}

function untrue(end: OutageEnd): OutageFinding[] {
  return outs(end).flatMap(({ what, event }) => {
    const { incident, openedAt, at } = event;
    const causes = end.troubles.filter(
      (one) => one.what === what && isWithin(at, { ...one, until: sayableAt(end, one.until) }, 0, toldLateMs),
    );
    if (causes.length === 0)
      return [found('outage-true', `${incident} says at ${timeOf(at)} that ${what} is out, and it was well`)];
    const isFirst = end.incidents.find((one) => one.incident === incident) === event;
    const isTrue =
      !end.areTimesExact || !isFirst || end.troubles.some((one) => isWithin(openedAt, one, roundMs, roundMs));
    return isTrue ? [] : [found('outage-true', `${incident} begins at ${timeOf(openedAt)}, when the mall was well`)];
  });
}

/** When what was so at a moment could be told first: where every run dies, nobody tells. */
function sayableAt({ toldAt }: OutageEnd, at: number): number {
  return toldAt === undefined ? at : (toldAt.find((one) => one >= at) ?? Number.POSITIVE_INFINITY);
}

function unended({ incidents, troubles }: OutageEnd): OutageFinding[] {
  return [...Map.groupBy(incidents, ({ incident }) => incident)].flatMap(([incident, events]) => [
    ...(events.at(-1)?.stage === 'closed' ? [] : [found('outage-ended', `${incident} has no end`)]),
    ...events
      .filter(
        ({ stage, at }) =>
          stage === 'closed' &&
          troubles.some((one) => one.isWhole && at - roundMs > one.from + roundMs && at < one.until),
      )
      .map(({ at }) => found('outage-ended', `${incident} was closed at ${timeOf(at)}, when the mall failed`)),
  ]);
}

function openedAnew({ incidents, areTimesExact }: OutageEnd): OutageFinding[] {
  if (!areTimesExact) return [];
  return incidents.flatMap((event, index) => {
    const before = incidents[index - 1];
    if (
      before === undefined ||
      before.incident === event.incident ||
      incidents.findIndex((one) => one.incident === event.incident) !== index
    )
      return [];
    const calmMs = event.openedAt - before.at;
    return calmMs > reopenWithinMs - toldLateMs
      ? []
      : [
          found(
            'one-incident',
            `${event.incident} opened ${Math.round(calmMs / minuteMs)} min after ${before.incident}`,
          ),
        ];
  });
}

/** An incident is closed by then, whatever could not be compared. */
const comparedWithinMs = 58 * minuteMs;
/** So long before an outage orders are compared, too. */
const lookBackMs = 24 * 60 * minuteMs;

function untrueFigures(end: OutageEnd): OutageFinding[] {
  const { incidents, troubles, audited: truth } = end;
  if (truth === null) return [];
  const closings = incidents.filter(
    ({ stage }, index) => stage === 'closed' && incidents[index - 1]?.stage !== 'closed',
  );
  return closings.flatMap(({ incident, at, openedAt, figures }) => {
    const own = incidents.filter((one) => one.incident === incident && one.at <= at);
    if (!own.some(({ out }) => out.includes('import'))) return [];
    const wellSince = Math.max(0, ...troubles.filter(({ from }) => from < at).map(({ until }) => until));
    if (figures === undefined) return [found('figures-true', `${incident} was closed without figures`)];
    const { audited, missing } = figures;
    const out = troubles.filter(({ what, isWhole, until }) => what === 'import' && isWhole && until <= at);
    const importSince = Math.max(0, ...out.map(({ until }) => until));
    const answered = new Set(
      truth.listings.filter((one) => one.at > importSince && one.at <= at).map(({ shop }) => shop),
    );
    const held = truth.planned.filter(({ from }) => from < at).map(({ until }) => until);
    const isSoon = end.areTimesExact && at - Math.max(wellSince, ...held) < comparedWithinMs;
    const most = truth.shownLate.filter((placedAt) => placedAt > openedAt - lookBackMs && placedAt < at).length;
    return [
      ...(audited > answered.size
        ? [
            found(
              'figures-true',
              `${incident} says that ${audited} shops were compared, and ${answered.size} were listed`,
            ),
          ]
        : []),
      ...(isSoon && audited < truth.settled.length
        ? [found('figures-true', `${incident} was closed at ${timeOf(at)}, when ${audited} shops were compared`)]
        : []),
      ...(missing > most
        ? [found('figures-true', `${incident} counts ${missing} orders as passed over, and ${most} can have been`)]
        : []),
    ];
  });
}
