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

/** What is left of a shop: when the rest is due, and whether something is now. */
interface LeftWork {
  readonly nextAts: Iterable<EpochMs>;
  isMoreDue(): Promise<boolean>;
}

interface ShopWork<Session extends KeyUser, Done extends LeftWork> {
  /** Names the work in leases and in pauses of keys. */
  readonly worker: string;
  readonly gate: Gate;
  /** The calls whose rate the lease keeps. */
  readonly lane: SessionCall;
  /** Writes into what is due, without a call, that a pause holds it. */
  hold(cause: PauseCause): Promise<void>;
  open(mall: MallShop): Session | Promise<Session>;
  /** Works until nothing is left, the time is over, or the mall fails. */
  work(session: Session): Promise<Done>;
  readonly queue: Pick<WorkQueue, 'look'>;
  /** Logs that a message by which the shop is looked at again was not sent. */
  readonly lostEvent: string;
}

/**
 * Works at one shop, and looks at it again as soon as something of it is due. `held`: a pause holds it, or its key does not open. `busy`: another
 * worker has the lease, which keeps the rate of a lane; its holder looks once more after the release. The lease saves work, and is no lock: rows are
 * claimed. Trouble with the mall or the key is not thrown, only our own.
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
    // The next worker may be another process, and call at once.
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

/** Opens a shop at its mall; null when its key does not open, which is noted as a refused key. */
async function openMallShop(ports: ShopRun['ports'], shop: Shop, gate: Gate, worker: string): Promise<MallShop | null> {
  try {
    return await ports.malls.shop(shop);
  } catch (error) {
    if (!(error instanceof TsunagiError) || error.code !== 'key.unreadable') throw error;
    await noteKeyRefused(ports, shop, await gate.pauses(), error, worker);
    return null;
  }
}
