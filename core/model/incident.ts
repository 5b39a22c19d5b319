import { type EpochMs, jstText, minuteMs, Sentence, sentence, type Words } from '../kernel/index.ts';
import type { Capability, Health, Stretch } from './health.ts';
import { defaultHealthSettings } from './health-settings.ts';
import type { newsAbout } from './news-kinds.ts';
import type { MallName } from './shop.ts';

export interface AffectedSpan {
  readonly capability: Capability;
  /** First failure. */
  readonly from: EpochMs;
  /** First moment after the last failure; null while out. */
  readonly to: EpochMs | null;
  /** Stretches of full answers in between, the oldest first, the longest 60. */
  readonly wellBetween?: readonly Stretch[];
}

/** `recovering`: the mall is well, and waiting work is caught up and audited. `closed`: the all-clear may be sent. */
type IncidentStage =
  | { readonly kind: 'open' }
  | { readonly kind: 'recovering'; readonly since: EpochMs }
  | { readonly kind: 'closed'; readonly at: EpochMs };

/** Shops not looked at count as unaudited, never as 0 missing. */
export interface AuditFigures {
  readonly shops: number;
  readonly audited: number;
  readonly atMall: number;
  /** 取込漏れ: listed, placed before the cursor, and without a row at a second look. */
  readonly missing: number;
  /** 重複: orders whose claims differ from their lines, and surplus rows at the mall. */
  readonly doubled: number;
  /** Surplus rows in `doubled`, and those that no push removes; absent if none. */
  readonly surplusRows?: number;
  readonly surplusLeft?: number;
  /** Listed and unreadable. Absent from audits of 0.1.0. */
  readonly unread?: number;
}

/** Trouble of a mall from first failure to all-clear. Hours of flapping are one incident. */
export interface Incident {
  /** `rms-20200210-154500`: mall and first failure, in Japanese time. */
  readonly id: string;
  readonly mall: MallName;
  readonly version: number;
  readonly openedAt: EpochMs;
  readonly detectedAt: EpochMs;
  readonly stage: IncidentStage;
  readonly affected: readonly AffectedSpan[];
  /** Relapses within the hour after the all-clear. */
  readonly reopened: number;
  readonly reopenedAt?: EpochMs;
  /** State at the last relapse; absent from relapses of 0.1.0. */
  readonly before?: BeforeRelapse;
  /** Decision to send mails; absent for a blip. Taken anew for a relapse. */
  readonly noticedAt?: EpochMs;
  /** Occasions before the last relapse that merchants were notified of, the oldest first. */
  readonly told?: readonly ToldOccasion[];
  /** The oldest first; a person's, or automatic where configured. */
  readonly interims?: readonly { readonly at: EpochMs; readonly text: string }[];
  readonly audit?: AuditFigures;
  /** The audit a day later, for orders shown late. */
  readonly secondAudit?: AuditFigures;
  /** Version known to timeline and bus; later ones are published until noted here. */
  readonly toldVersion?: number;
}

/** Parts of an incident before its last relapse. Counted, since probes may tell different times. */
interface BeforeRelapse {
  /** Number of first entries of `affected`. */
  readonly spans: number;
  /** Number of first entries of `interims`. */
  readonly interims: number;
}

/** An occasion that merchants were notified of, as when it closed. */
export interface ToldOccasion extends Pick<Incident, 'reopened' | 'reopenedAt' | 'before' | 'affected'> {
  readonly noticedAt: EpochMs;
  readonly closedAt: EpochMs;
}

/** Occasion of mails: a relapse after the all-clear is announced anew. */
export function occasionOf({ id, reopened }: Pick<Incident, 'id' | 'reopened'>): string {
  return reopened === 0 ? id : `${id}~${reopened}`;
}

/** Outages of the current occasion; those that ended before the last relapse no longer matter. */
export function spansOfOccasion({ affected, reopenedAt, before }: Incident): AffectedSpan[] {
  if (reopenedAt === undefined) return [...affected];
  if (before !== undefined) return affected.slice(before.spans);
  // 0.1.0 kept no counts, so times decide, which is right if the probes' clocks agree.
  return affected.filter(({ from, to }) => to === null || to > reopenedAt || from >= reopenedAt);
}

/** Length in ms, in whole minutes of the clock, at least one, since readers subtract the times shown beside it. */
export function outageLengthMs(from: EpochMs, to: EpochMs): number {
  return Math.max(1, Math.floor(to / minuteMs) - Math.floor(from / minuteMs)) * minuteMs;
}

export function outMs({ affected }: Pick<Incident, 'affected'>, now: EpochMs): number {
  return stretchesOf(affected.flatMap(outsOf), now).reduce((sum, { from, to }) => sum + outageLengthMs(from, to), 0);
}

/** Divides a span at each relapse of the recovery, as pages, commands and mails show. */
export function outsOf({ capability, from, to, wellBetween = [] }: AffectedSpan): AffectedSpan[] {
  const begins = [from, ...wellBetween.map((stretch) => stretch.to)];
  const ends = [...wellBetween.map((stretch) => stretch.from), to];
  return begins.map((begin, index) => ({ capability, from: begin, to: ends[index] ?? null }));
}

/** Times in which anything was out; spans that touch are one. */
export function stretchesOf(spans: readonly AffectedSpan[], now: EpochMs): Stretch[] {
  const stretches: { from: EpochMs; to: EpochMs }[] = [];
  for (const { from, to } of [...spans].sort((one, other) => one.from - other.from)) {
    const [last, end] = [stretches.at(-1), Math.max(from, to ?? now)];
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, end);
    else stretches.push({ from, to: end });
  }
  return stretches;
}

export interface IncidentEvent {
  readonly incident: string;
  readonly at: EpochMs;
  /** Name of the line, unique within incident and moment, so that repeating adds nothing. */
  readonly what: string;
  /** A sentence on what happened and the evidence; ids and counts only. */
  readonly text: string;
  /** The translatable text; absent for people's words and in rows of older releases. */
  readonly words?: Sentence;
  readonly by: string;
}

/** Notified occasions, kept across a relapse: the all-clear may not have reached merchants unconcerned by that. */
export function toldBefore(incident: Incident): ToldOccasion[] {
  const { told = [], reopened, noticedAt, stage, affected } = incident;
  if (noticedAt === undefined || stage.kind !== 'closed') return [...told];
  return [...told, { reopened, ...relapseOf(incident), noticedAt, closedAt: stage.at, affected }];
}

function relapseOf({ reopenedAt, before }: Pick<Incident, 'reopenedAt' | 'before'>) {
  return {
    ...(reopenedAt === undefined ? {} : { reopenedAt }),
    ...(before === undefined ? {} : { before }),
  };
}

export function sinceOccasion(incident: Incident, first: Incident): Incident {
  const { reopenedAt: _, before: __, ...rest } = incident;
  return { ...rest, ...relapseOf(first) };
}

/** Notified earlier occasions, each as when it closed, the newest first. */
export function earlierOccasions(incident: Incident): Incident[] {
  const { told = [], reopenedAt: _, before: __, noticedAt: ___, secondAudit: ____, ...rest } = incident;
  return told
    .map(({ closedAt, ...occasion }, index): Incident => {
      const stage = { kind: 'closed', at: closedAt } as const;
      return { ...rest, ...occasion, stage, told: told.slice(0, index) };
    })
    .toReversed();
}

export interface IncidentNews {
  readonly kind: (typeof newsAbout)['incidents'][number];
  /** Id, equal for every repeat of a version. */
  readonly id: string;
  readonly incident: string;
  readonly mall: MallName;
  readonly stage: Incident['stage']['kind'];
  readonly openedAt: EpochMs;
  readonly out: readonly Capability[];
  readonly audit?: AuditFigures;
}

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

/** The first news is always the opening, whichever version: earlier ones may have been lost. */
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

/** Timeline lines implied by an incident's row. Rewritten on every change; existing lines stay. */
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
    // Id and moment keep an earlier occasion's line the same after a relapse.
    what: `${what}~${id}`,
    text: String(words),
    words,
    by,
  });
}

/**
 * Lines implied by a recovery: first answer, ramp steps, renewed silence. Each lasts a round or more, so the next adds what a crash left
 * out.
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

export function noteLine(incident: string, at: number, text: Words, person: string): IncidentEvent {
  const words = typeof text === 'string' ? {} : { words: text };
  return { incident, at, what: `note-${jstText(at)}`, text: String(text), ...words, by: person };
}
