import { type EpochMs, jstText, minuteMs, Sentence, sentence, type Words } from '../kernel/index.ts';
import type { Capability, Health, Stretch } from './health.ts';
import { defaultHealthSettings } from './health-settings.ts';
import type { newsAbout } from './news-kinds.ts';
import type { MallName } from './shop.ts';

/** When one capability was out, as we measured it. */
export interface AffectedSpan {
  readonly capability: Capability;
  /** The first failure. */
  readonly from: EpochMs;
  /** The first moment after which nothing failed any more; null while it is out. */
  readonly to: EpochMs | null;
  /** The stretches in between in which everything was answered, the oldest first, at most the longest 60; absent where there were none. */
  readonly wellBetween?: readonly Stretch[];
}

/**
 * Where an incident stands. `open`: something is out. `recovering`: the mall is well, and what waited is being caught up and
 * audited. `closed`: the all-clear may be sent.
 */
type IncidentStage =
  | { readonly kind: 'open' }
  | { readonly kind: 'recovering'; readonly since: EpochMs }
  | { readonly kind: 'closed'; readonly at: EpochMs };

/** What an audit found over all shops of an incident. What could not be looked at is counted as unaudited, never as 0 missing. */
export interface AuditFigures {
  readonly shops: number;
  readonly audited: number;
  /** Orders of the span that the mall lists. */
  readonly atMall: number;
  /** 取込漏れ: listed by the mall, placed before the cursor, and without a row at a second look. */
  readonly missing: number;
  /** 重複: orders whose claims differ from their lines, and surplus rows of parcels at the mall. */
  readonly doubled: number;
  /** What of `doubled` are surplus rows, and how many of those no push removes any more. Absent where there are none. */
  readonly surplusRows?: number;
  readonly surplusLeft?: number;
  /** Listed by the mall and not stored, since they cannot be read. Absent from an audit that 0.1.0 summed up, which did not count them. */
  readonly unread?: number;
}

/** One trouble of one mall, from its first failure to its all-clear. Hours of flapping are one incident. */
export interface Incident {
  /** `rms-20200210-154500`: the mall and its first failure, in Japanese time. */
  readonly id: string;
  readonly mall: MallName;
  /** Counts up with every write; a write is conditional on the one that was read. */
  readonly version: number;
  readonly openedAt: EpochMs;
  readonly detectedAt: EpochMs;
  readonly stage: IncidentStage;
  readonly affected: readonly AffectedSpan[];
  /** How often it came back within the hour after its all-clear. */
  readonly reopened: number;
  /** The first failure of the last relapse; absent when there was none. */
  readonly reopenedAt?: EpochMs;
  /** What there was when the last relapse began; absent when there was none, and of one that 0.1.0 wrote. */
  readonly before?: BeforeRelapse;
  /** When it was decided to inform merchants; absent for a blip, which sends no mail. A relapse is decided anew. */
  readonly noticedAt?: EpochMs;
  /** The occasions before the last relapse that merchants were informed of, the oldest first; absent when there are none. */
  readonly told?: readonly ToldOccasion[];
  /** Words in between for the affected merchants, the oldest first: a person's, or of itself where an installation wants that. */
  readonly interims?: readonly { readonly at: EpochMs; readonly text: string }[];
  /** The audit that the all-clear reports. */
  readonly audit?: AuditFigures;
  /** The one a day later, for orders that the mall shows late. */
  readonly secondAudit?: AuditFigures;
  /** The version that timeline and bus have; a later one is published again until it is noted here. */
  readonly toldVersion?: number;
}

/** How much of an incident belongs to the time before its last relapse. Counted, since two probes may tell other times. */
interface BeforeRelapse {
  /** Of `affected`, the first ones. */
  readonly spans: number;
  /** Of `interims`, the first ones. */
  readonly interims: number;
}

/** An occasion of an incident that merchants were informed of, as it was when it was closed. */
export interface ToldOccasion extends Pick<Incident, 'reopened' | 'reopenedAt' | 'before' | 'affected'> {
  readonly noticedAt: EpochMs;
  readonly closedAt: EpochMs;
}

/** What the mails of an incident belong to: a relapse after the all-clear is announced anew. */
export function occasionOf({ id, reopened }: Pick<Incident, 'id' | 'reopened'>): string {
  return reopened === 0 ? id : `${id}~${reopened}`;
}

/** What was out in the current occasion: what had recovered before the last relapse no longer matters. */
export function spansOfOccasion({ affected, reopenedAt, before }: Incident): AffectedSpan[] {
  if (reopenedAt === undefined) return [...affected];
  if (before !== undefined) return affected.slice(before.spans);
  // 0.1.0 did not count them for a relapse: they are separated by their times, which is right where the clocks of the probes agree.
  return affected.filter(({ from, to }) => to === null || to > reopenedAt || from >= reopenedAt);
}

/**
 * How long an outage or a span of it was, in ms: whole minutes, from one minute on the clock to the other, because a reader subtracts the times
 * that stand beside it; less than a minute counts as one. Every page, command and mail has the length of an outage from here.
 */
export function outageLengthMs(from: EpochMs, to: EpochMs): number {
  return Math.max(1, Math.floor(to / minuteMs) - Math.floor(from / minuteMs)) * minuteMs;
}

/** Adds up how long anything was out, up to now where it lasts; the time in between does not count. */
export function outMs({ affected }: Pick<Incident, 'affected'>, now: EpochMs): number {
  return stretchesOf(affected.flatMap(outsOf), now).reduce((sum, { from, to }) => sum + outageLengthMs(from, to), 0);
}

/** Divides a span at each relapse of the recovery. Pages, commands and mails show these parts. */
export function outsOf({ capability, from, to, wellBetween = [] }: AffectedSpan): AffectedSpan[] {
  const begins = [from, ...wellBetween.map((stretch) => stretch.to)];
  const ends = [...wellBetween.map((stretch) => stretch.from), to];
  return begins.map((begin, index) => ({ capability, from: begin, to: ends[index] ?? null }));
}

/** The stretches in which anything was out: spans that touch or overlap are one. */
export function stretchesOf(spans: readonly AffectedSpan[], now: EpochMs): Stretch[] {
  const stretches: { from: EpochMs; to: EpochMs }[] = [];
  for (const { from, to } of [...spans].sort((one, other) => one.from - other.from)) {
    const [last, end] = [stretches.at(-1), Math.max(from, to ?? now)];
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, end);
    else stretches.push({ from, to: end });
  }
  return stretches;
}

/** One line of an incident's timeline. */
export interface IncidentEvent {
  readonly incident: string;
  readonly at: EpochMs;
  /** Unique within the incident and moment, so that asserting it again writes nothing new. */
  readonly what: string;
  /** What happened and on what evidence, in a sentence; ids and counts only. */
  readonly text: string;
  /** The text as it can be said in another language; absent of what a person wrote, and in rows of a release that did not note it. */
  readonly words?: Sentence;
  readonly by: string;
}

/**
 * What a relapse must keep of an incident that was closed: that merchants were informed of it, and of what. Its all-clear may
 * not have reached everyone yet, and a merchant who uses nothing of what fails now would never receive it.
 */
export function toldBefore(incident: Incident): ToldOccasion[] {
  const { told = [], reopened, noticedAt, stage, affected } = incident;
  if (noticedAt === undefined || stage.kind !== 'closed') return [...told];
  return [...told, { reopened, ...relapseOf(incident), noticedAt, closedAt: stage.at, affected }];
}

/** What says with which relapse an occasion begins; nothing of the first one. */
function relapseOf({ reopenedAt, before }: Pick<Incident, 'reopenedAt' | 'before'>) {
  return {
    ...(reopenedAt === undefined ? {} : { reopenedAt }),
    ...(before === undefined ? {} : { before }),
  };
}

/** An incident with what was out since an earlier occasion began, as one. */
export function sinceOccasion(incident: Incident, first: Incident): Incident {
  const { reopenedAt: _, before: __, ...rest } = incident;
  return { ...rest, ...relapseOf(first) };
}

/** The earlier occasions of an incident that merchants were informed of, each as it was when it was closed; the newest first. */
export function earlierOccasions(incident: Incident): Incident[] {
  const { told = [], reopenedAt: _, before: __, noticedAt: ___, secondAudit: ____, ...rest } = incident;
  return told
    .map(({ closedAt, ...occasion }, index): Incident => {
      const stage = { kind: 'closed', at: closedAt } as const;
      return { ...rest, ...occasion, stage, told: told.slice(0, index) };
    })
    .toReversed();
}

/** What the bus carries of an incident. */
export interface IncidentNews {
  readonly kind: (typeof newsAbout)['incidents'][number];
  /** The same for every repeat of the same version. */
  readonly id: string;
  readonly incident: string;
  readonly mall: MallName;
  readonly stage: Incident['stage']['kind'];
  readonly openedAt: EpochMs;
  /** What is out now. */
  readonly out: readonly Capability[];
  readonly audit?: AuditFigures;
}

/** The news of an incident's present version. */
export function newsOf(incident: Incident): IncidentNews {
  return {
    kind: kindOf(incident),
    id: `${occasionOf(incident)}#${incident.version}`,
    incident: incident.id,
    mall: incident.mall,
    stage: incident.stage.kind,
    openedAt: incident.openedAt,
    out: incident.affected.filter(({ to }) => to === null).map(({ capability }) => capability),
    ...(incident.audit === undefined ? {} : { audit: incident.audit }),
  };
}

/** What the bus hears first of an incident is that it opened, whichever version it is: those before may not have come through. */
function kindOf({ stage, toldVersion }: Incident): IncidentNews['kind'] {
  switch (stage.kind) {
    case 'open':
      return toldVersion === undefined ? 'IncidentOpened' : 'IncidentUpdated';
    case 'recovering':
      return 'IncidentUpdated';
    case 'closed':
      return 'IncidentClosed';
  }
}

const by = 'health-probe';

/**
 * The lines of the timeline that an incident's row implies. They are written again whenever the row changed: a line that is
 * already there stays the same.
 */
export function timelineOf(incident: Incident): IncidentEvent[] {
  const line = lineOf(incident);
  const lines = [line(incident.openedAt, 'first-failure', sentence`The mall failed for the first time.`)];
  lines.push(line(incident.detectedAt, 'detected', sentence`It is certain: workers are held, the mall is probed.`));
  if (incident.reopenedAt !== undefined) {
    const again = sentence`The mall failed again within the hour after the all-clear: the same incident goes on (relapse ${incident.reopened}).`;
    lines.push(line(incident.reopenedAt, 'reopened', again));
  }
  for (const [index, { capability, from, to }] of incident.affected.entries()) {
    const name = nameOf(capability);
    const isAgain = incident.affected.slice(0, index).some((span) => span.capability === capability);
    lines.push(line(from, `out-${capability}`, isAgain ? sentence`${name} is out again.` : sentence`${name} is out.`));
    if (to !== null)
      lines.push(line(to, `well-${capability}-${from}`, sentence`${name} is answered again without failures.`));
  }
  if (incident.noticedAt !== undefined) {
    lines.push(line(incident.noticedAt, 'noticed', sentence`It lasts: the affected merchants are written to.`));
  }
  switch (incident.stage.kind) {
    case 'open':
      break;
    case 'recovering':
      lines.push(line(incident.stage.since, 'recovered', sentence`Everything is well; catching up and auditing.`));
      break;
    case 'closed':
      lines.push(line(incident.stage.at, 'closed', sentence`Closed. ${auditText(incident.audit)}`));
      break;
  }
  return lines;
}

function lineOf({ id }: Pick<Incident, 'id'>) {
  return (at: number, what: string, words: Sentence): IncidentEvent => ({
    incident: id,
    at,
    // With its moment that is enough: what an earlier occasion told stays the same line after a relapse.
    what: `${what}~${id}`,
    text: String(words),
    words,
    by,
  });
}

/**
 * The lines that the health of what is out implies while the mall comes back: its first answer, the steps of the ramp, and that it is silent
 * again. Each stands for a round of probes at least, so that the next round adds what a crash left out.
 */
export function recoveryLinesOf(incident: Incident, healths: readonly Health[]): IncidentEvent[] {
  const line = lineOf(incident);
  return healths.flatMap(({ mall, capability, state }) => {
    if (mall !== incident.mall || state.kind !== 'trickle') return [];
    const { answeredAt, step, stepSince, silentRounds, lastRound } = state;
    const name = nameOf(capability);
    if (silentRounds > 0) {
      const isOfRound = lastRound !== undefined && lastRound.answered === 0;
      return isOfRound
        ? [line(lastRound.at, `silent-${capability}`, sentence`${name} is silent again: every shop is held.`)]
        : [];
    }
    const place = stepText(step);
    const words =
      stepSince === answeredAt ? sentence`${name}: first answer; step ${place}.` : sentence`${name}: step ${place}.`;
    return [line(stepSince, `step-${capability}`, words)];
  });
}

/** A capability as a word of a sentence. */
const nameOf = (capability: Capability): Sentence => new Sentence(capability, []);

function stepText(step: number): Sentence {
  const { ramp } = defaultHealthSettings;
  const { share = 1, shopsMax } = ramp[step] ?? {};
  const portion = share >= 1 ? sentence`every shop` : sentence`${Math.round(share * 100)} % of the shops`;
  const shops = shopsMax === undefined ? portion : sentence`at most ${shopsMax} shops`;
  return sentence`${step + 1} of ${ramp.length}: ${shops}`;
}

function auditText(audit: AuditFigures | undefined): Sentence {
  if (audit === undefined) return sentence`Nothing had to be audited.`;
  const { shops, audited, atMall, missing, doubled, unread = 0 } = audit;
  return sentence`${audited} of ${shops} shops audited: ${atMall} orders at the mall, ${missing} missing, ${doubled} doubled, ${unread} unread.`;
}

/** A line that a person adds. */
export function noteLine(incident: string, at: number, text: Words, person: string): IncidentEvent {
  const words = typeof text === 'string' ? {} : { words: text };
  return { incident, at, what: `note-${jstText(at)}`, text: String(text), ...words, by: person };
}
