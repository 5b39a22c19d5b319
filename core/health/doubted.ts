import type { MallName } from '../merchants/shop.ts';
import type { Ports } from '../ports/index.ts';
import type { Capability } from './capability.ts';
import { sumSeenBy } from './evidence.ts';
import type { Health } from './health.ts';
import type { HealthSettings } from './settings.ts';

/** What workers could not do lately, and what is not well: what a run of probes has to look at more closely. */
export interface Doubts {
  /**
   * Capabilities that are probed both ways: stock, once it is not well, or a call of a worker for it has failed lately. A mall may answer
   * reads and lose writes, and only workers see that. While all is well the probe only reads: malls allow one call a second that sets,
   * and workers need it.
   */
  readonly bothWays: ReadonlySet<Capability>;
  /** True when every capability is healthy and no call of a worker has failed lately. */
  readonly none: boolean;
}

/** Reads what the workers saw lately, and compares it with how the mall stands. */
export async function doubtsOf(
  { ports, settings }: { readonly ports: Pick<Ports, 'clock' | 'health'>; readonly settings: HealthSettings },
  healths: readonly Health[],
  mall: MallName,
  capabilities: readonly Capability[],
): Promise<Doubts> {
  const now = ports.clock.now();
  const isDoubted = async (capability: Capability): Promise<boolean> => {
    const health = healths.find((one) => one.mall === mall && one.capability === capability);
    if (health !== undefined && health.state.kind !== 'healthy') return true;
    const entries = await ports.health.since(mall, capability, now - settings.evidenceSpanMs);
    return sumSeenBy(now, entries).failed > 0;
  };
  const doubted = await Promise.all(capabilities.map(async (one) => ((await isDoubted(one)) ? [one] : [])));
  const all = doubted.flat();
  return { bothWays: new Set(all.filter((one) => one === 'stock')), none: all.length === 0 };
}
