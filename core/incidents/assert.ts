import { dueAudit } from '../audit/due-audit.ts';
import { figuresOf } from '../audit/figures.ts';
import type { Capability } from '../health/capability.ts';
import { type Health, isOut } from '../health/health.ts';
import type { HealthSettings } from '../health/settings.ts';
import type { MallName } from '../merchants/shop.ts';
import { shopsOfMall } from '../merchants/shops-of-mall.ts';
import { holdingPause } from '../pause/pause.ts';
import type { Ports } from '../ports/index.ts';
import type { EpochMs } from '../units.ts';
import { tellRefused } from '../watch/bus-figures.ts';
import { holdsListings } from './held-listings.ts';
import { holdsPushes } from './held-pushes.ts';
import { type Incident, spansOfOccasion } from './incident.ts';
import { type Aftermath, keepEarlier, keepIncident } from './keep.ts';
import { newsOf } from './news.ts';
import { recentIncidents } from './recent.ts';
import { timelineOf } from './timeline.ts';

type Needed = Pick<
  Ports,
  'pushes' | 'listings' | 'incidents' | 'audits' | 'shops' | 'pauses' | 'bus' | 'clock' | 'log'
>;

/**
 * Makes true what the health of a mall implies: the incident there must be, its stage, its timeline, the news on the bus. Every
 * probe run asserts it anew, so a crash between a state and what follows from it costs a minute, not an incident. Costs one
 * read while all is well, and two for the three days after an incident. Gives back the mall's latest incident as it is now, so that nobody
 * reads it again; null where there never was one.
 */
export async function assertConsequences(
  ports: Needed,
  mall: MallName,
  healths: readonly Health[],
  settings: HealthSettings,
): Promise<Incident | null> {
  const [stored = null, ...earlier] = await recentIncidents(ports, mall);
  const aftermath = stored === null ? nothingYet : await aftermathOf(ports, stored, settings);
  const wanted = keepIncident(stored, mall, healths, aftermath, ports.clock.now(), settings);
  if (wanted === null) return stored;
  await assertIncident(ports, stored, wanted, healths);
  const wellSince = wellSinceOf(wanted);
  if (wellSince === null) return wanted;
  // Two incidents within a day: the second audit of the first one is due after the other has begun.
  for (const one of earlier) {
    const found = await aftermathOf(ports, one, settings);
    await assertIncident(ports, one, keepEarlier(one, found, wellSince, ports.clock.now(), settings), healths);
  }
  return wanted;
}

/** When everything was well again; null while something is out, and the mall cannot be asked. */
function wellSinceOf({ stage, affected }: Incident): EpochMs | null {
  return stage.kind === 'open' ? null : Math.max(...affected.map(({ to, from }) => to ?? from));
}

async function assertIncident(
  ports: Needed,
  stored: Incident | null,
  wanted: Incident,
  healths: readonly Health[],
): Promise<void> {
  if (wanted !== stored) {
    // Somebody else asserted it meanwhile: theirs is as true, and the next run looks again.
    if ((await ports.incidents.put(wanted)) === 'changed') return;
    ports.log.warn('incident.changed', {
      incident: wanted.id,
      stage: wanted.stage.kind,
      out: healths.filter(isOut).map(({ capability }) => capability),
    });
  }
  if (wanted.toldVersion !== wanted.version) await tell(ports, wanted);
}

const nothingYet: Aftermath = { caughtUp: false, pushed: false, stocked: false, audited: false, audit: null };
const nothingToDo: Aftermath = { caughtUp: true, pushed: true, stocked: true, audited: true, audit: null };

async function tell(ports: Needed, incident: Incident): Promise<void> {
  for (const line of timelineOf(incident)) await ports.incidents.tell(line);
  if (await ports.bus.tellIncident(newsOf(incident))) return ports.incidents.markTold(incident);
  tellRefused(ports.log, 'incident', [{ mall: incident.mall, since: lastMomentOf(incident) }], 1, ports.clock.now());
}

/** The last moment that an incident tells of; of a second audit, of which no row says when it ended, now. */
function lastMomentOf({ detectedAt, noticedAt, stage, affected, interims = [], secondAudit }: Incident): EpochMs {
  if (secondAudit !== undefined) return Number.POSITIVE_INFINITY;
  const ofStage = stage.kind === 'recovering' ? stage.since : stage.kind === 'closed' ? stage.at : detectedAt;
  const moments = [detectedAt, noticedAt ?? 0, ofStage, ...interims.map(({ at }) => at)];
  return Math.max(...moments, ...affected.flatMap(({ from, to }) => [from, to ?? 0]));
}

/** How far the work after an incident has come, where it has any: read only while an audit is under way. */
async function aftermathOf(ports: Needed, incident: Incident, settings: HealthSettings): Promise<Aftermath> {
  const due = dueAudit(incident, ports.clock.now(), settings);
  // Nothing was held back of the orders, so there is nothing to look for among them.
  if (due === null) {
    return incident.stage.kind === 'recovering' ? { ...nothingToDo, ...(await sentOf(ports, incident)) } : nothingYet;
  }
  const [shops, audits, standing] = await Promise.all([
    shopsOfMall(ports, incident.mall),
    ports.audits.of(due.name),
    ports.pauses.standing(),
  ]);
  const now = ports.clock.now();
  const free = shops.filter((shop) => holdingPause(standing.pauses, shop, now) === null);
  const auditedShops = new Set(audits.filter(({ result }) => result.kind === 'audited').map(({ shop }) => shop));
  const caughtUp = free.every((shop) => shop.cursor >= due.caughtUpAt);
  const audited = free.every((shop) => auditedShops.has(shop.key));
  return {
    caughtUp,
    ...(await sentAfter(ports, incident, caughtUp && audited)),
    audited,
    audit: figuresOf(
      shops.map(({ key }) => key),
      audits,
    ),
  };
}

type Sent = Pick<Aftermath, 'pushed' | 'stocked'>;

/** Only looked for once nothing else is waited for. */
async function sentAfter(ports: Needed, incident: Incident, isElseDone: boolean): Promise<Sent> {
  if (incident.stage.kind !== 'recovering') return { pushed: true, stocked: true };
  return isElseDone ? sentOf(ports, incident) : { pushed: false, stocked: false };
}

/** Whether all that the incident held has been sent; a shop that something else holds is not waited for. */
async function sentOf(ports: Needed, incident: Incident): Promise<Sent> {
  const wasOut = (capability: Capability) => spansOfOccasion(incident).some((span) => span.capability === capability);
  if (!wasOut('status') && !wasOut('stock')) return { pushed: true, stocked: true };
  const [shops, { pauses }] = await Promise.all([shopsOfMall(ports, incident.mall), ports.pauses.standing()]);
  const now = ports.clock.now();
  const free = (capability: Capability) => shops.filter((shop) => holdingPause(pauses, shop, now, capability) === null);
  return {
    pushed: !(await holdsPushes(ports, incident, free('status'))),
    stocked: !(await holdsListings(ports, incident, free('stock'))),
  };
}
