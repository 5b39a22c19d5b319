import { type EpochMs, jstText, minuteMs, secondMs } from '../kernel/index.ts';
import {
  type AffectedSpan,
  type AuditFigures,
  type Health,
  type HealthSettings,
  type Incident,
  isOut,
  type MallName,
  type Outage,
  type Stretch,
  toldBefore,
} from '../model/index.ts';

export interface RecoveryProgress {
  /** All cursors have passed the recovery, except those of shops otherwise held. */
  readonly caughtUp: boolean;
  readonly pushed: boolean;
  readonly stocked: boolean;
  readonly audited: boolean;
  /** Findings so far; null before the audit. */
  readonly audit: AuditFigures | null;
  /** End of the last planned window that prevented asking the mall for the rest; 0 if none did. */
  readonly askableSince: EpochMs;
}

export const nothingDone: RecoveryProgress = {
  caughtUp: false,
  pushed: false,
  stocked: false,
  audited: false,
  audit: null,
  askableSince: 0,
};

/**
 * Stored, changed, new, or null, as the mall's health implies. Pure and safe to repeat after a crash.
 *
 * @param stored the incident opened last, whatever its stage
 * @param aftermath of the audit under way, if any
 */
export function keepIncident(
  stored: Incident | null,
  mall: MallName,
  healths: readonly Health[],
  aftermath: RecoveryProgress,
  now: EpochMs,
  settings: HealthSettings,
): Incident | null {
  const outs = healths.filter((health) => health.mall === mall && isOut(health));
  const begun = begin(stored, mall, outs, now, settings);
  if (begun === null) return null;
  const affected = spansOf(begun, outs, healths, now);
  const next = withNotice(staged({ ...begun, affected }), outs, now, settings);
  // Findings come after the recovery, so an incident never closes in the same step.
  const closed = stored?.stage.kind === 'open' ? next : closedIfDone(next, aftermath, now, settings);
  if (stored !== null && JSON.stringify(closed) === JSON.stringify(stored)) return stored;
  return { ...closed, version: (stored?.id === closed.id ? stored.version : 0) + 1 };
}

/** An incident followed by another, for its own second audit. `wellSince`: when the mall was healthy after the later ones. */
export function keepEarlier(
  stored: Incident,
  aftermath: RecoveryProgress,
  wellSince: EpochMs,
  now: EpochMs,
  settings: HealthSettings,
): Incident {
  const next = withSecondAudit(stored, aftermath, now, settings, wellSince);
  return next === stored ? stored : { ...next, version: stored.version + 1 };
}

function begin(
  stored: Incident | null,
  mall: MallName,
  outs: readonly Health[],
  now: EpochMs,
  settings: HealthSettings,
): Incident | null {
  if (outs.length === 0 || (stored !== null && stored.stage.kind !== 'closed')) return stored;
  const openedAt = Math.min(...outs.map(({ state }) => outageStart(state)));
  const closedAt = stored?.stage.kind === 'closed' ? stored.stage.at : null;
  if (stored !== null && closedAt !== null && openedAt - closedAt <= settings.reopenWithinMs) {
    const { noticedAt: _, ...rest } = stored;
    const told = toldBefore(stored);
    return {
      ...rest,
      stage: { kind: 'open' },
      reopened: stored.reopened + 1,
      reopenedAt: openedAt,
      before: { spans: stored.affected.length, interims: stored.interims?.length ?? 0 },
      ...(told.length === 0 ? {} : { told }),
    };
  }
  return {
    id: idAfter(stored, mall, openedAt),
    mall,
    version: 0,
    openedAt,
    detectedAt: now,
    stage: { kind: 'open' },
    affected: [],
    reopened: 0,
  };
}

function spansOf(
  incident: Incident,
  outs: readonly Health[],
  healths: readonly Health[],
  now: EpochMs,
): AffectedSpan[] {
  const spans = incident.affected.map((span): AffectedSpan => {
    if (span.to !== null) return span;
    const health = healths.find(({ mall, capability }) => mall === incident.mall && capability === span.capability);
    const known = withStretch(span, health?.state);
    if (health === undefined || health.state.kind !== 'healthy') return known;
    return { ...known, to: endOf(health.state.after, span.from, now) };
  });
  for (const { capability, state } of outs) {
    const isKnown = spans.some((span) => span.capability === capability && span.to === null);
    if (!isKnown) spans.push({ capability, from: outageStart(state), to: null });
  }
  return spans;
}

/** Maximum stretches: hours of flapping have one every few minutes, and rows are limited. */
const stretchesMax = 60;

/** The health row keeps a stretch only until the next relapse. */
function withStretch(span: AffectedSpan, state: Health['state'] | undefined): AffectedSpan {
  const last = state === undefined || state.kind === 'suspect' ? undefined : wellBetweenOf(state);
  const { from, wellBetween = [] } = span;
  if (last === undefined || last.from < from || wellBetween.some(({ to }) => to >= last.to)) return span;
  const longest = [...wellBetween, last].sort((one, other) => other.to - other.from - (one.to - one.from));
  const kept = longest.slice(0, stretchesMax).sort((one, other) => one.from - other.from);
  return { ...span, wellBetween: kept };
}

const wellBetweenOf = (state: Exclude<Health['state'], { kind: 'suspect' }>): Stretch | undefined =>
  state.kind === 'healthy' ? state.after?.wellBetween : state.wellBetween;

/** Estimated if the health row was lost; not before the start, whatever the clock. */
function endOf(after: Outage | undefined, from: EpochMs, now: EpochMs): EpochMs {
  return after !== undefined && after.until >= from ? after.until : Math.max(from, now);
}

function staged(incident: Incident): Incident {
  const ends = incident.affected.map(({ to }) => to);
  if (ends.some((to) => to === null)) return { ...incident, stage: { kind: 'open' } };
  if (incident.stage.kind !== 'open') return incident;
  return { ...incident, stage: { kind: 'recovering', since: Math.max(...(ends as EpochMs[])) } };
}

/** Mails only outages that last long enough; a shorter one sends nothing, not even at its end. */
function withNotice(incident: Incident, outs: readonly Health[], now: EpochMs, settings: HealthSettings): Incident {
  if (incident.noticedAt !== undefined || incident.stage.kind !== 'open') return incident;
  if (!outs.some((health) => isFailing(health, now))) return incident;
  const from = Math.min(...incident.affected.filter(({ to }) => to === null).map((span) => span.from));
  return now - from >= settings.openedMailAfterMs ? { ...incident, noticedAt: now } : incident;
}

/** True until all is answered; the round of the first answer may have had failures before it. */
function isFailing({ state }: Health, now: EpochMs): boolean {
  return (
    state.kind === 'down' ||
    (state.kind === 'trickle' && state.goodSince === undefined && now - state.answeredAt >= minuteMs)
  );
}

/** Closes once all is caught up, sent and audited, or after the time limit, naming what is open. */
function closedIfDone(
  incident: Incident,
  aftermath: RecoveryProgress,
  now: EpochMs,
  settings: HealthSettings,
): Incident {
  if (incident.stage.kind === 'closed') return withSecondAudit(incident, aftermath, now, settings);
  if (incident.stage.kind !== 'recovering') return incident;
  const { caughtUp, pushed, stocked, audited, audit, askableSince } = aftermath;
  const isLate = now - Math.max(incident.stage.since, askableSince) >= settings.allClearWithinMs;
  if (!(caughtUp && audited) && !isLate) return incident;
  if (!(pushed && stocked) && !isLate) return incident;
  return { ...incident, stage: { kind: 'closed', at: now }, ...(audit === null ? {} : { audit }) };
}

/** The second audit ends when all shops are done, or after the first one's time limit while the mall can be asked. */
function withSecondAudit(
  incident: Incident,
  { audited, audit, askableSince }: RecoveryProgress,
  now: EpochMs,
  settings: HealthSettings,
  wellSince: EpochMs = 0,
): Incident {
  const dueAt = Math.max(...incident.affected.map(({ to }) => to ?? now)) + settings.secondAuditAfterMs;
  if (incident.secondAudit !== undefined || audit === null || now < dueAt) return incident;
  const isLate = now - Math.max(dueAt, wellSince, askableSince) >= settings.allClearWithinMs;
  return audited || isLate ? { ...incident, secondAudit: audit } : incident;
}

function outageStart(state: Health['state']): EpochMs {
  switch (state.kind) {
    case 'down':
    case 'trickle':
    case 'suspect':
      return state.since;
    case 'healthy':
      throw new Error('A healthy capability has no outage.');
  }
}

/** Ids must ascend: an incident opened by a fast clock must not hide later ones. */
function idAfter(stored: Incident | null, mall: MallName, openedAt: EpochMs): string {
  const id = idOf(mall, openedAt);
  if (stored === null || id > stored.id) return id;
  const [, year, month, day, hour, minute, second] = /(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)$/.exec(stored.id) ?? [];
  return idOf(mall, Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+09:00`) + secondMs);
}

/** `rms-20200210-154500`: readable, and equal for every process that opens it. */
function idOf(mall: MallName, openedAt: EpochMs): string {
  return `${mall}-${jstText(openedAt).replaceAll(/[-:]/g, '').replace(' ', '-')}`;
}
