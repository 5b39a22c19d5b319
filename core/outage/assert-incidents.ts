import type { EpochMs } from '../kernel/index.ts';
import {
  type Health,
  type HealthSettings,
  type Incident,
  isOut,
  type MallName,
  newsOf,
  recoveryLinesOf,
  timelineOf,
} from '../model/index.ts';
import { type Ports, recentIncidents, tellRefused } from '../ports/index.ts';
import { keepEarlier, keepIncident, nothingDone } from './keep-incidents.ts';
import { type Laggards, recoveryProgressOf } from './recovery-progress.ts';

type Needed = Pick<
  Ports,
  'changes' | 'listings' | 'incidents' | 'audits' | 'shops' | 'pauses' | 'bus' | 'clock' | 'log'
>;

/**
 * Asserts the incident, stage, timeline and news that a mall's health implies. Each probe run repeats this, so a crash costs a minute, not
 * an incident. Costs one read while all is well, two for three days after an incident. Returns the latest incident, or null.
 *
 * @param laggards memory between runs
 */
export async function assertConsequences(
  ports: Needed,
  mall: MallName,
  healths: readonly Health[],
  settings: HealthSettings,
  laggards: Laggards = new Map(),
): Promise<Incident | null> {
  const [stored = null, ...earlier] = await recentIncidents(ports, mall);
  const aftermath = stored === null ? nothingDone : await recoveryProgressOf(ports, stored, settings, laggards);
  const wanted = keepIncident(stored, mall, healths, aftermath, ports.clock.now(), settings);
  if (wanted === null) return stored;
  await assertIncident(ports, stored, wanted, healths);
  for (const line of recoveryLinesOf(wanted, healths)) await ports.incidents.tell(line);
  const wellSince = wellSinceOf(wanted);
  if (wellSince === null) return wanted;
  // An earlier incident's second audit may be due after the next has begun.
  for (const one of earlier) {
    const found = await recoveryProgressOf(ports, one, settings, laggards);
    await assertIncident(ports, one, keepEarlier(one, found, wellSince, ports.clock.now(), settings), healths);
  }
  return wanted;
}

/** End of all failures; null while something is out and the mall cannot be audited. */
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
    // Another run asserted the incident meanwhile; the next run checks again.
    if ((await ports.incidents.put(wanted)) === 'changed') return;
    ports.log.warn('incident.changed', {
      incident: wanted.id,
      stage: wanted.stage.kind,
      out: healths.filter(isOut).map(({ capability }) => capability),
    });
  }
  if (wanted.toldVersion !== wanted.version) await tell(ports, wanted);
}

async function tell(ports: Needed, incident: Incident): Promise<void> {
  for (const line of timelineOf(incident)) await ports.incidents.tell(line);
  if (await ports.bus.tellIncident(newsOf(incident))) return ports.incidents.markTold(incident);
  tellRefused(ports.log, 'incident', [{ mall: incident.mall, since: lastMomentOf(incident) }], 1, ports.clock.now());
}

/** Latest moment in an incident's news; infinity with a second audit, whose end no row has. */
function lastMomentOf({ detectedAt, noticedAt, stage, affected, interims = [], secondAudit }: Incident): EpochMs {
  if (secondAudit !== undefined) return Number.POSITIVE_INFINITY;
  const ofStage = stage.kind === 'recovering' ? stage.since : stage.kind === 'closed' ? stage.at : detectedAt;
  const moments = [detectedAt, noticedAt ?? 0, ofStage, ...interims.map(({ at }) => at)];
  return Math.max(...moments, ...affected.flatMap(({ from, to }) => [from, to ?? 0]));
}
