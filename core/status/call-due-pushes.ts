import { type EpochMs, hourMs, isJustPastDaily, measured, minuteMs, secondMs, TsunagiError } from '../kernel/index.ts';
import { byMall, type MallName, mallOf, type Pause, pausesOf, type ShopKey } from '../model/index.ts';
import type { DueShop, Log, Ports } from '../ports/index.ts';
import { freeShops, type ProcessCache, rampLooksAfterMs } from '../session/index.ts';

/**
 * Finds the shops of some buckets that have due pushes, and sends a message for each. This replaces lost messages, and picks up the
 * pushes of dead workers. Shops that a pause holds are left out until their mall recovers step by step. Then a shop whose turn has
 * not come gets a message for every half minute until the next sweep, and one of them arrives soon after its turn. Returns how many
 * shops were called; the next sweep calls those that could not be.
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
  const due = found.map(({ shop }) => shop);
  const { free, onRamp } = await freeShops(ports, cache, 'status', due);
  let called = (await isSent(ports, free, 0)) ? free.length : 0;
  for (const [look, afterMs] of rampLooksAfterMs.entries()) {
    const sent = await isSent(ports, onRamp, afterMs);
    if (sent && look === 0) called += onRamp.length;
  }
  return called;
}

async function isSent(
  { statusQueue, log }: Pick<Ports, 'statusQueue' | 'log'>,
  shops: readonly ShopKey[],
  afterMs: number,
): Promise<boolean> {
  if (shops.length === 0) return false;
  try {
    await statusQueue.look(shops, afterMs);
    return true;
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    log.warn('push.message-lost', { shops: shops.length, code: error.code });
    return false;
  }
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
  for (const [mall, ofMall] of byMall(due, ({ shop }) => mallOf(shop))) {
    if (pauses.some((pause) => pause.scope === mall && isMaintenance(pause))) continue;
    const waits = waitsOf(ofMall, now);
    if (waits === null) continue;
    const PushWaitsTwoHoursOld = effects.has(mall) ? null : waits.PushWaitsTwoHoursOld;
    log.info('pushes.measured', { mall, ...measured('pushes.measured', { ...waits, PushWaitsTwoHoursOld }) });
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
  for (const [mall, ofMall] of byMall(tried, ({ shop }) => mallOf(shop))) {
    const waits = waitsOf(ofMall, now);
    if (waits === null) continue;
    const PushWaitsTwoHoursOld = effects.has(mall) ? null : waits.PushWaitsTwoHoursOld;
    log.info('pushes.tried', { mall, ...measured('pushes.tried', { ...waits, PushWaitsTwoHoursOld }) });
  }
}

/** How a mall's shops wait, of each its oldest push; null where nothing has waited for long. */
function waitsOf(
  ofMall: readonly DueShop[],
  now: EpochMs,
): { readonly PushWaitSeconds: number; readonly PushWaitsTwoHoursOld: number } | null {
  const oldest = ofMall.reduce((min, { since }) => Math.min(min, since), now);
  if (now - oldest < waitsMs) return null;
  return {
    PushWaitSeconds: Math.round((now - oldest) / secondMs),
    PushWaitsTwoHoursOld: ofMall.filter(({ since }) => isJustPastDaily(since + tooLongMs, now)).length,
  };
}

function isMaintenance({ cause, capability }: Pause): boolean {
  return cause === 'maintenance' && (capability === undefined || capability === 'status');
}
