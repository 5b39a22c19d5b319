import { type EpochMs, hourMs, isJustPastDaily, measured, minuteMs, secondMs } from '../kernel/index.ts';
import { byMall, type MallName, mallOf, type Pause, pausesOf } from '../model/index.ts';
import type { DueShop, Log, Ports } from '../ports/index.ts';
import { callShops, type ProcessCache } from '../session/index.ts';

/**
 * Calls the shops of some buckets that have due requests (`callShops`): for lost messages and dead workers. Returns how many. `effectsAt` finds the
 * malls whose waits follow from other trouble, which has an alarm of its own.
 */
export async function callDuePushes(
  ports: Pick<Ports, 'targets' | 'statusQueue' | 'shops' | 'pauses' | 'clock' | 'log'>,
  cache: Pick<ProcessCache, 'standing'>,
  buckets: readonly number[],
  effectsAt: (malls: Iterable<MallName>) => Promise<ReadonlySet<MallName>> = async () => new Set(),
): Promise<number> {
  const now = ports.clock.now();
  const found: DueShop[] = [];
  for (const bucket of buckets) found.push(...(await ports.targets.dueSince(bucket, now)));
  // An idle sweep reads no pauses.
  if (found.length === 0) return 0;
  const effects = await effectsAt(found.map(({ shop }) => mallOf(shop)));
  tellWaitingPushes(ports.log, found, pausesOf(await cache.standing.read(ports.pauses), now), now, effects);
  const by = { capability: 'status', queue: ports.statusQueue, lostEvent: 'push.message-lost' } as const;
  const shops = found.map(({ shop }) => shop);
  return callShops(ports, cache, by, shops);
}

/** What has waited for less is under way, and is not logged. */
const waitsMs = 10 * minuteMs;

/** How long a request waits before it is logged, and again after each further day. */
const tooLongMs = 2 * hourMs;

/** Logs how long the oldest due request of each mall has waited. A mall in planned maintenance is left out: its requests continue by themselves. */
export function tellWaitingPushes(
  log: Log,
  due: readonly DueShop[],
  pauses: readonly Pause[],
  now: EpochMs,
  effects: ReadonlySet<MallName> = new Set(),
): void {
  const isOff = (mall: MallName): boolean => pauses.some((pause) => pause.scope === mall && isMaintenance(pause));
  const others = due.filter(({ shop }) => !isOff(mallOf(shop)));
  for (const { mall, ...waits } of waitsOf(others, now, effects)) {
    log.info('pushes.measured', { mall, ...measured('pushes.measured', { ...waits }) });
  }
}

/** Logs for each mall how old the oldest request is that a run tried without success. A sweep cannot see it: it is tried once due. */
export function tellTriedPushes(
  log: Log,
  tried: readonly DueShop[],
  now: EpochMs,
  effects: ReadonlySet<MallName> = new Set(),
): void {
  for (const { mall, ...waits } of waitsOf(tried, now, effects)) {
    log.info('pushes.tried', { mall, ...measured('pushes.tried', { ...waits }) });
  }
}

/** The wait of each mall's oldest request; malls where nothing has waited for long are left out. */
function waitsOf(shops: readonly DueShop[], now: EpochMs, effects: ReadonlySet<MallName>) {
  return [...byMall(shops, ({ shop }) => mallOf(shop))].flatMap(([mall, ofMall]) => {
    const oldest = ofMall.reduce((min, { since }) => Math.min(min, since), now);
    if (now - oldest < waitsMs) return [];
    const old = ofMall.filter(({ since }) => isJustPastDaily(since + tooLongMs, now)).length;
    const PushWaitSeconds = Math.round((now - oldest) / secondMs);
    return [{ mall, PushWaitSeconds, PushWaitsTwoHoursOld: effects.has(mall) ? null : old }];
  });
}

function isMaintenance({ cause, capability }: Pause): boolean {
  return cause === 'maintenance' && (capability === undefined || capability === 'status');
}
