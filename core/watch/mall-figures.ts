import { type Health, isOut } from '../health/health.ts';
import type { MallName } from '../merchants/shop.ts';
import { mallOfScope } from '../pause/pause.ts';
import type { Standing } from '../pause/standing.ts';
import type { Ports } from '../ports/index.ts';
import { type EpochMs, secondMs } from '../units.ts';
import { measured } from './measured-lines.ts';

/** Writes down how a mall stands: the line that most alarms of outages and pauses go by. Costs one read. */
export async function tellHowMallStands(
  { incidents, clock, log }: Pick<Ports, 'incidents' | 'clock' | 'log'>,
  seen: {
    readonly mall: MallName;
    readonly healths: readonly Health[];
    /** As it was read in this run. */
    readonly standing: Standing;
    readonly probes: number;
  },
): Promise<void> {
  const { mall, healths, standing, probes } = seen;
  const incident = await incidents.latest(mall);
  const now = clock.now();
  const pausedBy = (cause: 'manual' | 'credentials'): number | null =>
    secondsSince(
      standing.pauses
        .filter((pause) => pause.cause === cause && mallOfScope(pause.scope) === mall)
        .map(({ since }) => since),
      now,
    );
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
      PausedByHandSeconds: pausedBy('manual'),
      KeyRefusedSeconds: pausedBy('credentials'),
    }),
  });
}

/** How long ago the first of these moments was, in whole seconds; null where there is none. */
function secondsSince(moments: readonly EpochMs[], now: EpochMs): number | null {
  return moments.length === 0 ? null : Math.round((now - Math.min(...moments)) / secondMs);
}
