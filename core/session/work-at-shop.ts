import { type EpochMs, TsunagiError } from '../kernel/index.ts';
import type { PauseCause, Shop } from '../model/index.ts';
import type { MallShop, Ports, TimeBudget, WorkQueue } from '../ports/index.ts';
import { isSent } from './call-shops.ts';
import { type KeyUser, noteKeyAfter, noteKeyRefused } from './credentials.ts';
import type { Gate } from './gate.ts';
import { followUpDelaysMs, type Pacer } from './pacer.ts';
import type { SessionCall } from './session.ts';
import type { WorkSettings } from './work-settings.ts';

interface ShopRun {
  readonly ports: Pick<Ports, 'malls' | 'leases' | 'pauses' | 'clock' | 'log'>;
  readonly settings: Pick<WorkSettings, 'retryWaitMs' | 'wakeWithinMs'>;
  readonly cache: { readonly pacer: Pacer };
  readonly budget: TimeBudget;
  readonly runId: string;
}

/** Remaining work: the next due time, and whether anything is due now. */
interface LeftWork {
  readonly nextAts: Iterable<EpochMs>;
  isMoreDue(): Promise<boolean>;
}

interface ShopWork<Session extends KeyUser, Done extends LeftWork> {
  /** Names the work in leases and key pauses. */
  readonly worker: string;
  readonly gate: Gate;
  readonly lane: SessionCall;
  /** Notes in due rows, without a call, that a pause holds them. */
  hold(cause: PauseCause): Promise<void>;
  open(mall: MallShop): Session | Promise<Session>;
  work(session: Session): Promise<Done>;
  readonly queue: Pick<WorkQueue, 'look'>;
  readonly lostEvent: string;
}

/**
 * Works at a shop, and again as soon as something is due. `held`: paused, or an unopenable key. `busy`: another worker has the lease, which
 * carries a lane's rate, and looks again after releasing. The lease only saves work: rows are claimed. Throws our own failures only.
 */
export async function workAtShop<Session extends KeyUser, Done extends LeftWork>(
  run: ShopRun,
  shop: Shop,
  its: ShopWork<Session, Done>,
): Promise<'busy' | 'held' | { readonly session: Session; readonly done: Done }> {
  const { ports, cache, runId } = run;
  const { worker, gate } = its;
  const { lane, callsPerSecond } = its.lane;
  const pause = await gate.holding(shop);
  if (pause !== null) {
    await its.hold(pause.cause);
    return 'held';
  }
  const name = `${worker}#${shop.key}`;
  const now = ports.clock.now();
  const lease = await ports.leases.take(name, runId, now, now + run.budget.remainingMs());
  if (lease === null) return 'busy';
  if (lease.left !== null) cache.pacer.rest(shop.key, lane, callsPerSecond, lease.left);
  let session: Session;
  let done: Done;
  try {
    const mall = await openMallShop(ports, shop, gate, worker);
    if (mall === null) {
      await its.hold('credentials');
      return 'held';
    }
    session = await its.open(mall);
    done = await its.work(session);
    await noteKeyAfter(ports, session, gate, worker);
  } finally {
    // The next worker may be another process.
    await ports.leases.release(name, runId, cache.pacer.freeAt(shop.key, lane));
  }
  if (session.heldBy() === null) {
    const at = ports.clock.now();
    const isMore = await done.isMoreDue();
    const left = { isMore, mallFailed: session.stopped() !== null, nextAts: [...done.nextAts] };
    // A lost message is harmless: the sweep sends another.
    await isSent(ports.log, its.lostEvent, { shop: shop.key }, async () => {
      for (const afterMs of followUpDelaysMs(left, at, run.settings)) await its.queue.look([shop.key], afterMs);
    });
  }
  return { session, done };
}

/** Opens a shop; null if its key does not open, which counts as refused. */
async function openMallShop(ports: ShopRun['ports'], shop: Shop, gate: Gate, worker: string): Promise<MallShop | null> {
  try {
    return await ports.malls.shop(shop);
  } catch (error) {
    if (!(error instanceof TsunagiError) || error.code !== 'key.unreadable') throw error;
    await noteKeyRefused(ports, shop, await gate.pauses(), error, worker);
    return null;
  }
}
