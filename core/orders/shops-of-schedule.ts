import { type Shop, shardsOfSchedule } from '../merchants/shop.ts';
import { eachLimited } from '../pacing/limited.ts';
import type { Ports } from '../ports/index.ts';
import type { EpochMs } from '../units.ts';
import type { RunMemory } from './run.ts';
import type { ImportSettings } from './settings.ts';

/** Shards asked for at once: a fresh process of the only schedule asks for all of them. */
const askedAtOnce = 16;

/**
 * The shops that one of `shards` schedules looks after, each once, in no order. Its own shard is asked for in every run.
 * Shops lie in the others only after the number of schedules has changed, and until somebody spreads them anew: a shard in
 * which the process found nobody is left alone for a while, so that an idle run does not pay for 63 questions.
 */
export async function shopsOfSchedule(
  round: {
    readonly ports: Pick<Ports, 'shops' | 'clock'>;
    readonly settings: Pick<ImportSettings, 'emptyShardRestMs'>;
    readonly memory: Pick<RunMemory, 'emptyShards'>;
  },
  shard: number,
  shards: number,
): Promise<Shop[]> {
  const { ports, settings } = round;
  const { emptyShards } = round.memory;
  const now = ports.clock.now();
  const isAsked = (one: number): boolean => one === shard || !restsNow(emptyShards.get(one), now, settings);
  const found = new Map<string, Shop>();
  await eachLimited(shardsOfSchedule(shard, shards).filter(isAsked), askedAtOnce, async (one) => {
    const shops = await ports.shops.inShard(one);
    if (shops.length === 0) emptyShards.set(one, now);
    else emptyShards.delete(one);
    // One that is being moved may be seen where it was and where it is.
    for (const shop of shops) found.set(shop.key, shop);
  });
  return [...found.values()];
}

/** A clock that was set back must not make a shard rest for longer. */
function restsNow(
  emptyAt: EpochMs | undefined,
  now: EpochMs,
  { emptyShardRestMs }: Pick<ImportSettings, 'emptyShardRestMs'>,
): boolean {
  return emptyAt !== undefined && Math.abs(now - emptyAt) < emptyShardRestMs;
}
