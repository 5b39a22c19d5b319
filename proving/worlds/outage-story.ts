import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import { capabilities } from '../../core/model/health.ts';
import type { Shop } from '../../core/model/shop.ts';
import { memoryPorts } from '../memory/index.ts';
import { handInKey, handsKeysIn } from './hand-in-key.ts';
import { isDigestTime } from './morning-story.ts';
import { type Outages, spanOf, type Trouble } from './outages.ts';
import { createFunction, type ScheduledFunction } from './runs.ts';
import { minuteOf, type World } from './world.ts';

/** In calm weather the probe is needed only now and then. */
const calmPeriodMs = 30 * minuteMs;
/** Windows are planned so long ahead, and longer. */
const plannedAheadMs = 15 * minuteMs;

/** Lets a world's outages happen, and those run who deal with them; does nothing in a world without. */
export function scheduleOutages(world: World, stormEnd: number, end: number): void {
  const { outages, start, draws } = world;
  if (outages === null) return;
  for (const trouble of outages.troubles) schedule(world, trouble);
  if (outages.lag !== null && world.shards > 1) world.counts['shard-lag']++;
  const probe = createFunction(world, 'probe');
  const notify = createFunction(world, 'notify');
  for (let prober = 0; prober < outages.probers; prober++) {
    const first = start + draws.of('first probe', prober).int(0, 59_999);
    everyMinute(world, outages, { fn: probe, name: `probe ${prober}` }, stormEnd, end, first);
  }
  const first = start + draws.of('first mails').int(0, 59_999);
  everyMinute(world, outages, { fn: notify, name: 'notify' }, stormEnd, end, first);
}

/** True while a schedule of a later shard rests. */
export function isLagging({ outages, start, time }: World, shard: number): boolean {
  const lag = outages?.lag ?? null;
  const at = time.now() - start;
  return lag !== null && shard > 0 && at >= lag.from && at < lag.until;
}

/** Fires every minute as long as there is something to find out or to tell, and now and then when all is well. */
function everyMinute(
  world: World,
  outages: Outages,
  { fn, name }: { readonly fn: ScheduledFunction; readonly name: string },
  stormEnd: number,
  end: number,
  first: number,
): void {
  const { time, draws, counts } = world;
  const fire = (): void => {
    if (time.now() >= end) return;
    fn.fire(0, 1);
    if (world.stormy && draws.of(name, minuteOf(world)).hits('twice', outages.twiceChance)) {
      counts['probes-at-once']++;
      fn.fire(0, 1);
    }
    const isQuiet = time.now() > stormEnd + 10 * minuteMs && isWell(world) && !isDigestTime(world);
    time.at(time.now() + (isQuiet ? calmPeriodMs : minuteMs), fire);
  };
  time.at(first, fire);
}

function isWell({ store, time }: World): boolean {
  const isOver = ({ at }: { at: number }): boolean => time.now() - at > 10 * minuteMs;
  return (
    [...store.healthsById.values()].every(({ state }) => state.kind === 'healthy') &&
    [...store.incidentsById.values()].every(({ stage }) => stage.kind === 'closed' && isOver(stage))
  );
}

function schedule(world: World, trouble: Trouble): void {
  const { time, start, rms, counts } = world;
  const { from, until } = spanOf(trouble);
  time.at(start + from, () => {
    counts[trouble.kind]++;
    world.note(`${trouble.kind} for ${Math.round((until - from) / minuteMs)} min`);
  });
  switch (trouble.kind) {
    case 'throttled-mall':
      rms.control.break({ kind: 'throttle', from: start + from, until: start + until });
      break;
    case 'own-network':
      time.at(start + from, () => {
        world.cutOff = true;
      });
      time.at(start + until, () => {
        world.cutOff = false;
      });
      break;
    case 'keys-expired':
      time.at(start + from, () => expireKeys(world, trouble.share, trouble.minutes));
      break;
    case 'maintenance':
      planMaintenance(world, trouble);
      break;
    default:
      for (const fault of trouble.faults) {
        rms.control.break({ ...fault, from: start + fault.from, until: start + fault.until });
      }
  }
}

function expireKeys(world: World, share: number, minutes: number): void {
  const { shops, time, rms } = world;
  for (const shop of shops.slice(0, Math.max(1, Math.floor(shops.length * share)))) {
    rms.control.expireKey(shop.code);
    world.watch.unsettled.add(shop.key);
    time.at(time.now() + minutes * minuteMs, () => void rotate(world, shop));
  }
}

/** An operator has read the mall's announcement and planned the window; the mall keeps to it, or takes longer. */
function planMaintenance(world: World, trouble: Extract<Trouble, { kind: 'maintenance' }>): void {
  const { start, time, rms, draws, store, counts } = world;
  const [from, to] = [start + trouble.from, start + trouble.until];
  rms.control.break({
    kind: 'server-error-html',
    ...(trouble.api === null ? {} : { api: trouble.api }),
    from,
    until: to + trouble.overrunMs,
  });
  if (trouble.overrunMs > 0) counts['maintenance-overrun']++;
  const plannedAt = Math.max(start, from - plannedAheadMs - draws.of('planned', trouble.from).int(0, 2 * hourMs));
  time.at(plannedAt, () => {
    void memoryPorts(store).pauses.plan({
      id: `window-${trouble.from}`,
      mall: 'rms',
      capabilities: trouble.api === null ? capabilities : ['import', 'status'],
      from,
      to,
      note: '定期メンテナンス',
      by: 'ops',
    });
  });
}

/** Gives a shop another key, which works some minutes later. */
export async function rotate(world: World, shop: Shop): Promise<void> {
  const ports = memoryPorts(world.store);
  const licenseKey = world.rms.control.rotateKey(shop.code, {
    activeInMs: world.draws.of('key', shop.code, minuteOf(world)).int(0, 15) * minuteMs,
  });
  const { serviceSecret } = world.rms.control.shops().find(({ shopUrl }) => shopUrl === shop.code) ?? {
    serviceSecret: '',
  };
  if (handsKeysIn(world)) return handInKey(world, shop, { serviceSecret, licenseKey });
  const { shard, credential } = (await ports.shops.get(shop.key)) ?? shop;
  const sealed = await ports.vault.seal(shop.key, shard, credential.version + 1, { serviceSecret, licenseKey });
  await ports.shops.replaceCredential(shop.key, sealed);
}
