import { type EpochMs, hourMs, isJustPastDaily, measured, minuteMs, secondMs, TsunagiError } from '../kernel/index.ts';
import { type MallName, mallNames, mallOf, type Pause, pausesOf, type ShopKey } from '../model/index.ts';
import type { DueShop, Log, Ports } from '../ports/index.ts';
import { freeShops, type ProcessCache, rampLooksAfterMs } from '../session/index.ts';

/**
 * Finds the shops of some buckets that have pushes which are due, and sends a message for each: so a message that was lost is
 * sent again, and a push that a dead worker had is taken up. Shops that a pause holds are left out, until its mall comes back by
 * steps: then a shop whose turn has not come is sent a message for every half minute until the next sweep, and one of them comes
 * soon after its turn. Returns how many were called; those that could not be are called by the next sweep.
 */
export async function callDuePushes(
  ports: Pick<Ports, 'pushes' | 'statusQueue' | 'shops' | 'pauses' | 'clock' | 'log'>,
  memory: Pick<ProcessCache, 'standing'>,
  buckets: readonly number[],
): Promise<number> {
  const now = ports.clock.now();
  const found: DueShop[] = [];
  for (const bucket of buckets) found.push(...(await ports.pushes.dueSince(bucket, now)));
  // An idle sweep asks for no pauses.
  if (found.length === 0) return 0;
  tellWaitingPushes(ports.log, found, pausesOf(await memory.standing.read(ports.pauses), now), now);
  const due = found.map(({ shop }) => shop);
  const { free, onRamp } = await freeShops(ports, memory, 'status', due);
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

/** What has waited for less is on its way: nothing is said of it. */
const waitsMs = 10 * minuteMs;

/** So long a shop's push waits before it is told of, and again after each day more. */
const tooLongMs = 2 * hourMs;

/**
 * Writes down for how long the oldest due push of each mall has waited, a line a mall where it has for some time. Of a mall in planned
 * maintenance nothing is said until all its shops are let through again: what waits for that goes on by itself, and no outage tells of it.
 */
export function tellWaitingPushes(log: Log, due: readonly DueShop[], pauses: readonly Pause[], now: EpochMs): void {
  for (const mall of mallNames) {
    if (pauses.some((pause) => pause.scope === mall && isMaintenance(pause))) continue;
    const waits = waitsOf(mall, due, now);
    if (waits !== null) log.info('pushes.measured', { mall, ...measured('pushes.measured', { ...waits }) });
  }
}

/** A shop whose pushes were tried in vain. */
export interface TriedInVain {
  readonly shop: ShopKey;
  /** When the oldest of them was asked for. */
  readonly since: EpochMs;
}

/**
 * Writes down for how long the oldest push of each mall is wanted that a run has just tried in vain, a line a mall where it is for some
 * time. A sweep cannot see it: whenever it is due somebody tries it, and it is due anew a little later.
 */
export function tellTriedPushes(log: Log, tried: readonly TriedInVain[], now: EpochMs): void {
  for (const mall of mallNames) {
    const waits = waitsOf(mall, tried, now);
    if (waits !== null) log.info('pushes.tried', { mall, ...measured('pushes.tried', { ...waits }) });
  }
}

/** How a mall's shops wait, of each its oldest push; null where nothing has waited for long. */
function waitsOf(
  mall: MallName,
  shops: readonly { readonly shop: ShopKey; readonly since: EpochMs }[],
  now: EpochMs,
): { readonly PushWaitSeconds: number; readonly PushWaitsTwoHoursOld: number } | null {
  const ofMall = shops.filter(({ shop }) => mallOf(shop) === mall);
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
