import { minuteMs } from '../kernel/index.ts';
import type { MallName } from '../model/index.ts';
import type { Ports } from '../ports/index.ts';

/** Lease of a shard's minute run, with the last good end. */
export const pollLease = (shard: number, shards: number): string => `poll-orders#${shard}/${shards}`;

/** Time without a good poll after which polling stands still. */
const pollsStandMs = 10 * minuteMs;

/** Time after an outage in which figures count as its effects. */
const followsMs = 30 * minuteMs;

/** Known trouble behind a shard's figures. */
export interface StandingCauses {
  /** True while no poll ended well lately: not running, failing, or hearing no mall. */
  readonly pollsStand: boolean;
  /**
   * True if a standstill follows from trouble with its own alarm (the mall was down in the last half hour, or polls stand still), so that
   * one problem raises one alarm.
   */
  isEffect(mall: MallName): Promise<boolean>;
}

/** Reads the last good poll at once, and each mall's latest incident when first asked about. */
export async function standingCauses(
  { leases, incidents, clock }: Pick<Ports, 'leases' | 'incidents' | 'clock'>,
  shard: number,
  shards: number,
): Promise<StandingCauses> {
  const now = clock.now();
  const polledAt = await leases.leftIn(pollLease(shard, shards));
  const pollsStand = polledAt === null || now - polledAt >= pollsStandMs;
  const outage = outages({ incidents, clock });
  return {
    pollsStand,
    isEffect: async (mall) => pollsStand || (await outage.isEffect(mall)),
  };
}

/** Effects of outages alone: the mall was down in the last half hour. */
export function outages({ incidents, clock }: Pick<Ports, 'incidents' | 'clock'>): Pick<StandingCauses, 'isEffect'> {
  const now = clock.now();
  const isDown = async (mall: MallName): Promise<boolean> => {
    const latest = await incidents.latest(mall);
    return latest !== null && (latest.stage.kind !== 'closed' || now - latest.stage.at < followsMs);
  };
  const downs = new Map<MallName, Promise<boolean>>();
  return {
    isEffect(mall) {
      const down = downs.get(mall) ?? isDown(mall);
      downs.set(mall, down);
      return down;
    },
  };
}

export async function effectsAmong(
  causes: Pick<StandingCauses, 'isEffect'>,
  malls: Iterable<MallName>,
): Promise<ReadonlySet<MallName>> {
  const all = await Promise.all([...new Set(malls)].map(async (mall) => ((await causes.isEffect(mall)) ? [mall] : [])));
  return new Set(all.flat());
}
