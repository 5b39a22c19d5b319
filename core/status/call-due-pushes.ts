import { type EpochMs, hourMs, isJustPastDaily, measured, minuteMs, secondMs } from '../kernel/index.ts';
import { byMall, type MallName, mallOf, type Pause, pausesOf } from '../model/index.ts';
import type { DueShop, Log, Ports } from '../ports/index.ts';
import { callShops, type ProcessCache } from '../session/index.ts';

/**
 * Calls shops with due requests (`callShops`), for lost messages and dead workers; returns how many. `effectsAt` finds malls whose waits
 * follow from trouble with its own alarm.
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
  const pauses = pausesOf(await cache.standing.read(ports.pauses), now);
  tellWaitingPushes(ports.log, 'pushes.measured', found, now, { pauses, effects });
  const by = { capability: 'status', queue: ports.statusQueue, lostEvent: 'push.message-lost' } as const;
  const shops = found.map(({ shop }) => shop);
  return callShops(ports, cache, by, shops);
}

const waitsMs = 10 * minuteMs;

/** Wait after which a request is logged, and daily after. */
const tooLongMs = 2 * hourMs;

/**
 * Logs each mall's oldest request: `measured` of due ones, except in planned maintenance, after which they continue by themselves; `tried`
 * of those tried without success, which no sweep sees.
 */
export function tellWaitingPushes(
  log: Log,
  event: 'pushes.measured' | 'pushes.tried',
  shops: readonly DueShop[],
  now: EpochMs,
  {
    pauses = [],
    effects = new Set(),
  }: { readonly pauses?: readonly Pause[]; readonly effects?: ReadonlySet<MallName> },
): void {
  const isOff = (mall: MallName): boolean =>
    pauses.some(
      ({ scope, cause, capability = 'status' }) => scope === mall && cause === 'maintenance' && capability === 'status',
    );
  for (const [mall, ofMall] of byMall(shops, ({ shop }) => mallOf(shop))) {
    const oldest = ofMall.reduce((min, { since }) => Math.min(min, since), now);
    if (isOff(mall) || now - oldest < waitsMs) continue;
    const old = ofMall.filter(({ since }) => isJustPastDaily(since + tooLongMs, now)).length;
    const PushWaitSeconds = Math.round((now - oldest) / secondMs);
    const figures = { PushWaitSeconds, PushWaitsTwoHoursOld: effects.has(mall) ? null : old };
    if (event === 'pushes.tried') log.info(event, { mall, ...measured('pushes.tried', { ...figures }) });
    else log.info(event, { mall, ...measured('pushes.measured', { ...figures }) });
  }
}
