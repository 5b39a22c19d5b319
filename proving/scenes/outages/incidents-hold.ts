import { dayMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { type Capability, capabilities } from '../../../core/model/health.ts';
import { defaultHealthSettings } from '../../../core/model/health-settings.ts';
import { type Incident, occasionOf, spansOfOccasion } from '../../../core/model/incident.ts';
import type { OutageScene, Span } from './scene.ts';
import {
  askable,
  causesIn,
  failedIn,
  isDisturbed,
  loadAt,
  minute,
  moodsOf,
  nearWindows,
  overlap,
} from './true-story.ts';

const { openedMailAfterMs, allClearWithinMs } = defaultHealthSettings;

/** What is wrong with incidents: each must have a cause, close in time, be reported to merchants, and be audited twice. */
export function brokenIncidents(scene: OutageScene): string[] {
  const incidents = [...scene.store.incidentsById.values()];
  return [
    ...incidents.flatMap((one) => ended(scene, one)),
    ...incidents.flatMap((one) => auditedTwice(scene, one)),
    ...closings(scene).flatMap((one) => closedInTime(scene, one)),
    ...(scene.ways.wrongClocks
      ? []
      : [
          ...incidents.flatMap((one) => spansAreTrue(scene, one)),
          ...incidents.flatMap((one) => relapsesAreTold(scene, one)),
          ...noticedForACause(scene),
          ...outagesAreNoticed(scene),
        ]),
  ];
}

function ended({ store }: OutageScene, { id, stage, version, toldVersion, affected }: Incident): string[] {
  const news = store.news.filter((one) => one.incident === id);
  const lines = [...(store.timelinesByIncident.get(id)?.values() ?? [])];
  return [
    ...(stage.kind === 'closed' ? [] : [`${id} is still ${stage.kind}`]),
    ...(toldVersion === version ? [] : [`${id} has version ${version}, told is ${toldVersion}`]),
    ...(news.at(-1)?.kind === 'IncidentClosed' ? [] : [`the bus never heard the last of ${id}`]),
    ...(lines.some(({ what }) => what.startsWith('closed~')) ? [] : [`the timeline of ${id} has no end`]),
    ...affected.flatMap(({ capability, from, to }) =>
      to === null || to < from ? [`${id} has ${capability} end before it began, or never`] : [],
    ),
  ];
}

function auditedTwice(scene: OutageScene, { id, affected, secondAudit, mall }: Incident): string[] {
  if (!affected.some(({ capability }) => capability === 'import')) return [];
  if (secondAudit === undefined) return [`${id} was not audited a day later`];
  const now = scene.time.now();
  const there = askable(scene, mall, { from: now - dayMs, until: now });
  return secondAudit.audited < there
    ? [`a day later ${secondAudit.audited} shops of ${id} were audited, and ${there} could be`]
    : [];
}

interface Closing {
  readonly incident: Incident;
  readonly at: number;
}

/** Each moment at which an incident was closed. */
function closings({ watch }: OutageScene): Closing[] {
  const seen = new Set<string>();
  return watch.incidents.filter(({ incident }) => {
    const name = occasionOf(incident);
    if (incident.stage.kind !== 'closed' || seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

/** Where nothing kept it from that, every shop is audited first; and after an hour it is closed in any case. */
function closedInTime(scene: OutageScene, { incident, at }: Closing): string[] {
  const { id, mall, audit } = incident;
  // What had recovered before a relapse was audited then.
  const affected = spansOfOccasion(incident);
  const broken: string[] = [];
  const since = Math.max(...affected.map(({ to }) => to ?? 0));
  const windows = affected
    .flatMap(({ capability }) => nearWindows(scene, mall, capability))
    .filter((one) => overlap(one, { from: since, until: at }));
  const askableAt = Math.max(since, ...windows.map(({ until }) => until));
  const isDisturbedThen = isDisturbed(scene, { from: since - minuteMs, until: at + minuteMs });
  if (!scene.ways.wrongClocks && !isDisturbedThen && at - askableAt > allClearWithinMs + 3 * minuteMs)
    broken.push(`${id} was closed ${minute(scene, at)}, well since ${minute(scene, since)}`);
  if (!affected.some(({ capability }) => capability === 'import') || scene.ways.wrongClocks) return broken;
  const isSlow = scene.mallAheadMs < -30 * minuteMs;
  const there = askable(scene, mall, { from: since - 5 * minuteMs, until: at });
  const troubled = causesIn(scene, mall, 'import', { from: since, until: at }).length > 0 || scene.isCutOff;
  const isHeldByHand = scene.watch.byHand.some((one) => one.scope === mall && overlap(one, { from: since, until: at }));
  const rested = scene.watch.runs.filter((run) => run.role === 'audit' && run.at > since && run.at < at - 4 * minuteMs);
  if (isSlow || troubled || isHeldByHand || (rested.length === 0 && isDisturbedThen)) return broken;
  if ((audit?.audited ?? 0) < there)
    broken.push(
      `${id} was closed ${minute(scene, at)} with ${audit?.audited ?? 'no'} shops audited, and ${there} could be`,
    );
  return broken;
}

/** A probe begins its first call so soon after a trouble does. */
const foundWithinMs = minuteMs + 15 * secondMs;

/** What an incident says of beginnings and ends was so. */
function spansAreTrue(scene: OutageScene, { id, mall, affected }: Incident): string[] {
  return affected.flatMap(({ capability, from, to }) => {
    if (
      to === null ||
      loadAt(scene, mall, to) === 0 ||
      isDisturbed(scene, { from: from - minuteMs, until: from + 5 * minuteMs })
    )
      return [];
    const began = failedIn(scene, mall, capability, { from: from - 13 * secondMs, until: from + secondMs });
    const outs = moodsOf(scene, mall, capability).filter(({ mood }) => mood === 'out');
    const containing = outs.find((one) => one.from <= from && one.until > from);
    const isNear = nearWindows(scene, mall, capability).some((one) =>
      overlap(one, { from: from - minuteMs, until: to }),
    );
    const isLate =
      containing !== undefined &&
      from - containing.from > foundWithinMs &&
      !isNear &&
      !isDisturbed(scene, { from: containing.from - minuteMs, until: from }) &&
      askable(scene, mall, { from: containing.from - minuteMs, until: from }) > 1;
    const isOver = outs.find((one) => one.from < to - 15 * secondMs && one.until > to + 15 * secondMs);
    return [
      ...(!began ? [`${id} has ${capability} out from ${minute(scene, from)}, when nothing failed`] : []),
      ...(isLate
        ? [`${id} has ${capability} out from ${minute(scene, from)}, and it was from ${minute(scene, containing.from)}`]
        : []),
      ...(isOver && !isDisturbed(scene, { from: to - minuteMs, until: to + minuteMs })
        ? [`${id} has ${capability} well from ${minute(scene, to)}, when it was out`]
        : []),
    ];
  });
}

/** A mall that answers everything for so long between two silences has to be said to. */
const wellLongMs = 4 * minuteMs;

/** A relapse is no part of the time for which a mall was out: what was answered in between is left out of it, and nothing else is. */
function relapsesAreTold(scene: OutageScene, { id, mall, affected }: Incident): string[] {
  return affected.flatMap(({ capability, from, to, wellBetween = [] }) => {
    if (to === null || isDisturbed(scene, { from: from - minuteMs, until: to + minuteMs })) return [];
    if (nearWindows(scene, mall, capability).some((one) => overlap(one, { from: from - minuteMs, until: to })))
      return [];
    const moods = moodsOf(scene, mall, capability);
    const untold = moods.filter((one, index) => {
      const next = moods[index + 1];
      const isRelapse =
        one.mood === 'well' &&
        one.from > from &&
        one.until < to &&
        one.until - one.from >= wellLongMs &&
        next?.mood === 'out' &&
        next.until - next.from >= wellLongMs &&
        askable(scene, mall, { from: one.from, until: next.until }) > 1;
      return isRelapse && !wellBetween.some((stretch) => overlap(one, { from: stretch.from, until: stretch.to }));
    });
    const untrue = wellBetween.filter((stretch) =>
      moods.some(
        ({ mood, from: begins, until }) =>
          mood === 'out' && Math.min(until, stretch.to) - Math.max(begins, stretch.from) > foundWithinMs,
      ),
    );
    return [
      ...untold.map((one) => `${id} does not tell that ${capability} was well from ${minute(scene, one.from)}`),
      ...untrue.map((one) => `${id} tells that ${capability} was well from ${minute(scene, one.from)}, and it was out`),
    ];
  });
}

/** It is decided to tell merchants while something that was not planned fails, and has lasted. */
function noticedForACause(scene: OutageScene): string[] {
  // Each as it was when it was decided.
  const told = new Map(scene.watch.incidents.toReversed().map(({ incident }) => [incident.noticedAt ?? 0, incident]));
  return [...told].flatMap(([at, { id, mall, affected }]) => {
    // A process that never heard the mall does not know its clock, and so neither when its windows begin.
    const knowsNoClock = scene.mallAheadMs !== 0 && isDisturbed(scene, { from: at - 30 * minuteMs, until: at });
    if (at === 0 || knowsNoClock) return [];
    const span: Span = { from: at - 75 * secondMs, until: at };
    const isFailing = capabilities.some((one: Capability) => {
      const shops = new Set(causesIn(scene, mall, one, span).map(({ shop }) => shop));
      const isOfOne = shops.size === 1 && !shops.has(null) && askable(scene, mall, span) >= 3;
      return shops.size > 0 && !isOfOne;
    });
    const since = Math.min(...affected.filter(({ to }) => to === null).map(({ from }) => from));
    return [
      ...(isFailing ? [] : [`it was decided to tell of ${id} at ${minute(scene, at)}, when nothing failed`]),
      ...(at - since < openedMailAfterMs
        ? [`it was decided to tell of ${id} after ${minute(scene, scene.start + at - since)}`]
        : []),
    ];
  });
}

/** Merchants get mail about every outage that is not brief. */
function outagesAreNoticed(scene: OutageScene): string[] {
  return scene.malls.flatMap((mall) =>
    capabilities.flatMap((capability) =>
      moodsOf(scene, mall, capability).flatMap(({ mood, from, until }) => {
        const by = from + openedMailAfterMs + 2 * minuteMs + 20 * secondMs;
        const span = { from: from - 2 * minuteMs, until: by };
        const isExcused =
          mood !== 'out' ||
          until < by ||
          isDisturbed(scene, span) ||
          askable(scene, mall, span) === 0 ||
          nearWindows(scene, mall, capability).some((one) => overlap(one, span));
        const isNoticed = scene.watch.incidents.some(
          ({ at, incident }) =>
            incident.mall === mall &&
            at <= by &&
            incident.noticedAt !== undefined &&
            incident.affected.some(
              (one) => one.capability === capability && one.from <= by && (one.to === null || one.to >= from),
            ),
        );
        return isExcused || isNoticed
          ? []
          : [
              `${mall} ${capability} was out from ${minute(scene, from)}, and merchants were not told by ${minute(scene, by)}`,
            ];
      }),
    ),
  );
}
