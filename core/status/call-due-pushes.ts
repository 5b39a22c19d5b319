import { type EpochMs, hourMs, isJustPastDaily, measured, minuteMs, secondMs } from '../kernel/index.ts';
import { byMall, type MallName, mallOf, type Pause, pausesOf } from '../model/index.ts';
import type { DueShop, Log, Ports } from '../ports/index.ts';
import { callShops, type ProcessCache } from '../session/index.ts';

/**
 * Finds the shops of some buckets that have due pushes, and calls them (`callShops`). This replaces lost messages, and picks up the pushes of
 * dead workers. Returns how many shops were called.
 *
 * @param effectsAt the malls among these at which what waits follows from other trouble, which has an alarm of its own
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
  return callShops(
    ports,
    cache,
    by,
    found.map(({ shop }) => shop),
  );
}

/** A push that has waited for less is under way, and is not logged. */
const waitsMs = 10 * minuteMs;

/** How long a shop's push waits before it is logged, and again after each further day. */
const tooLongMs = 2 * hourMs;

/**
 * Logs how long the oldest due push of each mall has waited: one line for each mall where it has waited for some time. A mall in
 * planned maintenance is left out until all its shops are let through again: its pushes continue by themselves, and no outage
 * reports them.
 */
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

/**
 * Logs for each mall how long ago the oldest push that a run has just tried without success was requested: one line for each mall where
 * this is some time ago. `since` is when the shop's oldest such push was requested. A sweep cannot see such a push: a worker tries it
 * as soon as it is due, and it is due again a little later.
 */
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

/** How each mall's shops wait, of each its oldest push; malls where nothing has waited for long are left out. */
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
