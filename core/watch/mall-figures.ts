import { type Health, isOut } from '../health/health.ts';
import type { Incident } from '../incidents/incident.ts';
import type { MallName } from '../merchants/shop.ts';
import { mallOfScope } from '../pause/pause.ts';
import type { Standing } from '../pause/standing.ts';
import type { Ports } from '../ports/index.ts';
import { dayMs, type EpochMs, secondMs } from '../units.ts';
import { isJustPast } from './just-past.ts';
import { measured } from './measured-lines.ts';

/** Writes down how a mall stands: the line that most alarms of outages and pauses go by. */
export function tellHowMallStands(
  { clock, log }: Pick<Ports, 'clock' | 'log'>,
  seen: {
    readonly mall: MallName;
    readonly healths: readonly Health[];
    /** As it was read in this run. */
    readonly standing: Standing;
    /** The latest one, as this run has left it; null where there never was one. */
    readonly incident: Incident | null;
    readonly probes: number;
  },
): void {
  const { mall, healths, standing, incident, probes } = seen;
  const now = clock.now();
  const becomeADayOld = (cause: 'manual' | 'credentials'): number =>
    standing.pauses.filter(
      (pause) => pause.cause === cause && mallOfScope(pause.scope) === mall && isJustPast(pause.since + dayMs, now),
    ).length;
  const outs = healths.filter(isOut);
  const overrun = standing.maintenances.filter((one) => one.mall === mall && one.endedAt === undefined && one.to < now);
  log.info('mall.measured', {
    mall,
    ...measured('mall.measured', {
      ProbesMade: probes,
      OutageOpen: incident !== null && incident.stage.kind !== 'closed' ? 1 : 0,
      CapabilitiesOut: outs.length,
      PausedByOutageSeconds: secondsSince(
        outs.flatMap(({ state }) => ('since' in state ? state.since : [])),
        now,
      ),
      MaintenanceOverrunSeconds: secondsSince(
        overrun.map(({ to }) => to),
        now,
      ),
      PausesByHandADayOld: becomeADayOld('manual'),
      KeyRefusalsADayOld: becomeADayOld('credentials'),
    }),
  });
}

/** How long ago the first of these moments was, in whole seconds; null where there is none. */
function secondsSince(moments: readonly EpochMs[], now: EpochMs): number | null {
  return moments.length === 0 ? null : Math.round((now - Math.min(...moments)) / secondMs);
}
