import type { MallName } from '../merchants/shop.ts';
import { type Maintenance, withEnded } from '../pause/maintenance.ts';
import type { Ports } from '../ports/index.ts';
import type { EpochMs } from '../units.ts';
import { type Capability, capabilities } from './capability.ts';
import type { Health } from './health.ts';
import { type ProbeResults, tallyOf } from './probe-rounds.ts';

/**
 * Ends the windows whose time is over by the mall's clock: what was answered again is let go, and what has become an outage is held by that from
 * now on.
 *
 * @param rampFrom the step at which a ramp begins that follows a window
 */
export async function endMaintenances(
  ports: Pick<Ports, 'log' | 'pauses'>,
  maintenances: readonly Maintenance[],
  mall: MallName,
  results: ProbeResults,
  healths: readonly Health[],
  mallNow: EpochMs,
  rampFrom: number,
): Promise<void> {
  const isEnded = (capability: Capability): boolean =>
    tallyOf(results.get(capability) ?? []).answered > 0 ||
    healths.some((health) => health.capability === capability && health.state.kind === 'down');
  const ended = capabilities.filter(isEnded);
  for (const maintenance of maintenances) {
    if (maintenance.mall !== mall) continue;
    const next = withEnded(maintenance, ended, mallNow, rampFrom);
    if (next === maintenance) continue;
    await ports.pauses.plan(next);
    ports.log.info('maintenance.ended', { mall, maintenance: maintenance.id, whole: next.endedAt !== undefined });
  }
}
