import { minuteMs } from '../kernel/index.ts';
import type { MallName } from '../model/index.ts';
import type { Ports } from '../ports/index.ts';

/** The lease of the minute run of a shard: it keeps when such a run last ended well. */
export const pollLease = (shard: number, shards: number): string => `poll-orders#${shard}/${shards}`;

/** Polls of a shard run every minute; without one that ended well for this long they stand still. */
const pollsStandMs = 10 * minuteMs;

/** What follows from an outage is over within this long of its end; otherwise it has a cause of its own. */
const followsMs = 30 * minuteMs;

/** What is known of the trouble from which figures of a shard's shops follow. */
export interface StandingCauses {
  /** True while no run of poll-orders has ended well of late: it does not run, fails, or hears no mall at all. */
  readonly pollsStand: boolean;
  /**
   * True where what stands still at a mall follows from trouble that has an alarm of its own: the mall is down, or was until half an hour
   * ago, or polls stand still. Figures that alarms watch say nothing then, so that one problem raises one alarm.
   */
  isEffect(mall: MallName): Promise<boolean>;
}

/** Reads when polls of a shard last ended well; of a mall its latest incident is read when it is first asked about. */
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

/** Causes by outages alone: the mall is down, or was until half an hour ago. */
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

/** The malls of some shops whose figures follow from other trouble. */
export async function effectsAmong(
  causes: Pick<StandingCauses, 'isEffect'>,
  malls: Iterable<MallName>,
): Promise<ReadonlySet<MallName>> {
  const all = await Promise.all([...new Set(malls)].map(async (mall) => ((await causes.isEffect(mall)) ? [mall] : [])));
  return new Set(all.flat());
}
