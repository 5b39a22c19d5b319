import type { MallName } from '../merchants/shop.ts';
import type { Ports } from '../ports/index.ts';
import type { Capability } from './capability.ts';
import { sumSeenBy } from './evidence.ts';
import type { Health } from './health.ts';
import type { HealthSettings } from './settings.ts';

/**
 * The capabilities that are to be probed both ways in a run: stock, once it is not well, or some call of a worker for it has failed
 * lately. A mall may answer what is read and lose what is set, and then nobody but the workers sees it. While all is well the probe
 * only reads: malls allow one call a second that sets, and it is the workers'.
 */
export async function doubtedOf(
  { ports, settings }: { readonly ports: Pick<Ports, 'clock' | 'health'>; readonly settings: HealthSettings },
  healths: readonly Health[],
  mall: MallName,
  capabilities: readonly Capability[],
): Promise<ReadonlySet<Capability>> {
  if (!capabilities.includes('stock')) return new Set();
  const health = healths.find((one) => one.mall === mall && one.capability === 'stock');
  const isWell = health === undefined || health.state.kind === 'healthy';
  const now = ports.clock.now();
  const entries = await ports.health.since(mall, 'stock', now - settings.evidenceSpanMs);
  const isDoubted = !isWell || sumSeenBy(now, entries).failed > 0;
  return new Set(isDoubted ? ['stock'] : []);
}
