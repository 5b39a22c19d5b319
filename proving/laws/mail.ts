import type { Finding } from './finding.ts';
import type { IncidentEvent, MallTrouble, Span } from './outage.ts';

/** A merchant with shops at the mall, from the beginning. */
interface Merchant {
  readonly name: string;
  /** What they use: `import`, `status`, `stock`. */
  readonly uses: readonly string[];
}

/** A mail that was handed over, by what it says. */
export interface HandedMail {
  readonly at: number;
  readonly to: string;
  readonly kind: 'opened' | 'all-clear' | 'ahead' | 'digest' | 'morning' | 'other';
  /** The beginning of the outage, or of the window, as its subject has it, to the minute; absent of mails that have none. */
  readonly since?: number;
  /** When the mall was out, as an all-clear has it. */
  readonly spans?: readonly Span[];
  readonly text: string;
  /** True where a fault struck its sender before it could note that it was taken: then it may come again. */
  readonly mayComeAgain: boolean;
}

/** A window as people planned it. */
interface PlannedWindow extends Span {
  readonly plannedAt: number;
  /** When it was taken out of the calendar; absent where it never was. */
  readonly removedAt?: number;
  readonly what: readonly string[];
}

/** What was written to merchants of one mall, hours after everything was mended. */
export interface MailEnd {
  readonly merchants: readonly Merchant[];
  readonly mails: readonly HandedMail[];
  readonly troubles: readonly MallTrouble[];
  readonly incidents: readonly IncidentEvent[];
  /** Null where they were not noted. */
  readonly windows: readonly PlannedWindow[] | null;
  /** When the mail service failed, or a run of those who send died. */
  readonly faults: readonly number[];
  /** True where every clock is right that measures an outage. */
  readonly areTimesExact: boolean;
}

type MailLaw =
  /** An occasion has one mail of its beginning and one all-clear for each merchant. */
  | 'mail-once'
  /** A mail says since when something is out that its merchant uses, and that was so. */
  | 'mail-true'
  /** The first mail goes five minutes after the first failure, and only if it lasts. */
  | 'mail-in-time'
  /** A merchant whom an outage concerns that lasts is told of its beginning. */
  | 'beginning-told'
  /** Who was told of the beginning gets the all-clear, when the incident is closed. */
  | 'all-clear-told'
  /** Merchants hear of a planned window that concerns them before it begins, and again when its times change. */
  | 'window-told';

export type MailFinding = Finding<MailLaw>;

const minuteMs = 60_000;
const openedAfterMs = 5 * minuteMs;
/** From the first failure by our measure to the true one, and to the minute of a subject. */
const roundMs = 2 * minuteMs;
/** A mail is due within so long, where nothing strikes those who send. */
const sentWithinMs = 6 * minuteMs;
/** The bus may refuse an event for so long. */
const toldLateMs = 16 * minuteMs;

/** A mall that answers for so long between two troubles was not out all the time, and a trouble that lasts so long is known. */
const wellLongMs = 4 * minuteMs;
/** There is time for a mail ahead of a window. */
const aheadMs = 3 * minuteMs;

/** Everything about mails that is not as the promises say. */
export function brokenMailLaws(end: MailEnd): MailFinding[] {
  const outage = end.mails.filter(({ kind }) => kind === 'opened' || kind === 'all-clear');
  return [
    ...twice(outage, end.areTimesExact),
    ...(end.areTimesExact ? outage.flatMap((mail) => [...untrue(end, mail), ...untrueSpans(end, mail)]) : []),
    ...untoldWindows(end),
    ...occasionsOf(end).flatMap((occasion) => end.merchants.flatMap((merchant) => untold(end, occasion, merchant))),
  ];
}

const found = (law: MailLaw, words: string): MailFinding => ({ law, words });
const timeOf = (at: number): string => new Date(at).toISOString().slice(0, 16);

/**
 * Finds mails that were sent again. Wrong clocks may give two outages the same start: then a mail counts as repeated only where no mail of the
 * other kind came in between.
 */
function twice(mails: readonly HandedMail[], areTimesExact: boolean): MailFinding[] {
  const whole = mails.filter(({ mayComeAgain }) => !mayComeAgain).toSorted((one, other) => one.at - other.at);
  const byOccasion = Map.groupBy(whole, ({ to, since = 0 }) => `to ${to} of ${timeOf(since)}`);
  return [...byOccasion].flatMap(([name, own]) => {
    const again = own.filter(({ kind }, index) =>
      areTimesExact ? own.findIndex((one) => one.kind === kind) < index : own[index - 1]?.kind === kind,
    );
    return [...new Set(again.map(({ kind }) => kind))].map((kind) =>
      found('mail-once', `${kind} ${name} was sent again`),
    );
  });
}

function untrue(end: MailEnd, { at, to, kind, since }: HandedMail): MailFinding[] {
  const { merchants, troubles } = end;
  const name = `${kind} to ${to} at ${timeOf(at)}`;
  if (since === undefined) return [found('mail-true', `${name} names no beginning`)];
  const uses = merchants.find((one) => one.name === to)?.uses ?? [];
  const causes = troubles.filter(
    ({ what, from, until }) => uses.includes(what) && since >= from - roundMs && since <= until + roundMs,
  );
  if (causes.length === 0)
    return [found('mail-true', `${name} says since ${timeOf(since)}, when nothing was out that they use`)];
  if (kind !== 'opened') return [];
  // One who uses what fails last is written to with the others.
  const occasion = occasionsOf(end).findLast(({ from }) => from <= at);
  const own = troubles.filter(({ from, until }) => from <= at && until >= (occasion?.from ?? at) - 2 * roundMs);
  const isEarly = at < Math.min(since, ...own.map(({ from }) => from)) + openedAfterMs;
  // What fails while an outage stands that others were told of is part of it.
  const isJoined = end.mails.some(
    (one) =>
      one.kind === 'opened' && one.at >= (occasion?.from ?? at) && one.at < at && (one.since ?? at) < since - roundMs,
  );
  // Whatever is out then keeps the incident open.
  const lasts = isJoined || troubles.some(({ from, until }) => until >= since + openedAfterMs - roundMs && from <= at);
  return [
    ...(isEarly
      ? [found('mail-in-time', `${name} went ${Math.round((at - since) / 1000)} s after ${timeOf(since)}`)]
      : []),
    ...(lasts ? [] : [found('mail-in-time', `${name} went though the outage of ${timeOf(since)} was over in minutes`)]),
  ];
}

/** The mall was well in the midst of a span, and failed anew. */
function untrueSpans({ troubles, merchants, windows }: MailEnd, { at, to, spans = [] }: HandedMail): MailFinding[] {
  const uses = merchants.find(({ name }) => name === to)?.uses ?? [];
  const own = troubles.filter(({ what }) => uses.includes(what));
  const calms = own.flatMap(({ isWhole, isAskable, from: until, until: end }) => {
    const from = Math.max(0, ...own.filter((one) => one.from < until).map((one) => one.until));
    return isWhole && isAskable && end - until >= wellLongMs && until - from >= wellLongMs ? [{ from, until }] : [];
  });
  return spans
    .filter((span) => !windows?.some((one) => one.from < span.until + roundMs && one.until > span.from - roundMs))
    .filter((span) => calms.some(({ from, until }) => from > span.from && until < span.until))
    .map(({ from, until }) =>
      found(
        'mail-true',
        `all-clear to ${to} at ${timeOf(at)} says from ${timeOf(from)} to ${timeOf(until)}, and it was well`,
      ),
    );
}

function untoldWindows({ windows, merchants, mails, faults }: MailEnd): MailFinding[] {
  return (windows ?? []).flatMap(({ plannedAt, from, removedAt = from, what }) => {
    const by = Math.min(from, removedAt);
    if (by - plannedAt < aheadMs || faults.some((at) => at <= by)) return [];
    const concerned = merchants.filter(({ uses }) => uses.some((one) => what.includes(one)));
    return concerned
      .filter(
        ({ name }) =>
          !mails.some(
            ({ kind, to, at, since = 0 }) =>
              kind === 'ahead' && to === name && at >= plannedAt && since <= from && since > from - minuteMs,
          ),
      )
      .map(({ name }) => found('window-told', `no mail told ${name} ahead of the window of ${timeOf(from)}`));
  });
}

interface Occasion extends Span {
  readonly out: ReadonlySet<string>;
}

/** From the event that something is out to the event that all is well: each is told for itself. */
function occasionsOf({ incidents }: MailEnd): Occasion[] {
  const occasions: { from: number; until: number; out: Set<string> }[] = [];
  let isOpen = false;
  for (const { at, stage, out } of incidents) {
    if (!isOpen && stage !== 'closed') occasions.push({ from: at, until: Number.POSITIVE_INFINITY, out: new Set() });
    const last = occasions.at(-1);
    for (const what of out) last?.out.add(what);
    if (isOpen && stage === 'closed' && last !== undefined) last.until = at;
    isOpen = stage !== 'closed';
  }
  return occasions;
}

function untold(end: MailEnd, occasion: Occasion, { name, uses }: Merchant): MailFinding[] {
  const { from, until } = occasion;
  const within = (kind: HandedMail['kind'], to: number): HandedMail[] =>
    end.mails.filter((mail) => mail.to === name && mail.kind === kind && mail.at > from - toldLateMs && mail.at < to);
  const isStruck = end.faults.some((at) => at > from - toldLateMs && at < until + sentWithinMs);
  const lasting = end.troubles.some(
    (one) =>
      one.isWhole &&
      uses.includes(one.what) &&
      occasion.out.has(one.what) &&
      one.until > from &&
      one.from < from &&
      one.until > from + openedAfterMs + sentWithinMs,
  );
  const isConcerned = uses.some((what) => occasion.out.has(what));
  const opened = isConcerned ? within('opened', until) : [];
  const words = `${name} of the outage of ${timeOf(from)}`;
  const allClear = within('all-clear', Number.POSITIVE_INFINITY);
  const isAnswered = (since: number): boolean => allClear.some(({ at }) => at > since);
  // A mail of just before may be of the outage before this one, whose all-clear came before this one began.
  const isUnanswered = opened.some(({ at }) => !isAnswered(at)) || (lasting && !isAnswered(from));
  return [
    ...(lasting && !isStruck && opened.length === 0 ? [found('beginning-told', `no mail told ${words}`)] : []),
    ...(isUnanswered && until < Number.POSITIVE_INFINITY ? [found('all-clear-told', `no all-clear to ${words}`)] : []),
    // What cannot be sent holds up the close, and not what is sent another way.
    ...(isStruck ? [] : allClear)
      .filter(({ at }) => at > from + toldLateMs && at < until - toldLateMs)
      .filter(({ since = 0 }) => since > from - toldLateMs)
      .map(({ at }) => found('all-clear-told', `all-clear to ${words} went at ${timeOf(at)}, before it was closed`)),
  ];
}
