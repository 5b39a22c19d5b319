import { type EpochMs, TsunagiError } from '../kernel/index.ts';
import type { Shop } from '../model/index.ts';
import type { MallShop, Ports, TimeBudget, WorkQueue } from '../ports/index.ts';
import { isSent } from './call-shops.ts';
import { noteKeyRefused } from './credentials.ts';
import type { Gate } from './gate.ts';
import { followUpDelaysMs, type Pacer, type RemainingWork, type WakeSettings } from './pacer.ts';
import type { SessionCall } from './session.ts';

/**
 * Does work at a shop under its lease, which only saves work and keeps the rate of one lane, also from one holder to the next. Null
 * while another worker holds it: that one looks once more after the lease is free.
 *
 * @param worker names the kind of work in the lease
 */
export async function underLease<Done>(
  run: {
    readonly ports: Pick<Ports, 'leases' | 'clock'>;
    readonly cache: { readonly pacer: Pacer };
    readonly budget: TimeBudget;
    readonly runId: string;
  },
  worker: string,
  { key }: Shop,
  { lane, callsPerSecond }: SessionCall,
  work: () => Promise<Done>,
): Promise<{ readonly done: Done } | null> {
  const { ports, cache, budget, runId } = run;
  const name = `${worker}#${key}`;
  const now = ports.clock.now();
  const lease = await ports.leases.take(name, runId, now, now + budget.remainingMs());
  if (lease === null) return null;
  if (lease.left !== null) cache.pacer.rest(key, lane, callsPerSecond, lease.left);
  try {
    return { done: await work() };
  } finally {
    // The next worker may be another process, and call at once.
    await ports.leases.release(name, runId, cache.pacer.freeAt(key, lane));
  }
}

/** Opens a shop at its mall; null when its key does not open, which is noted as a refused key is. */
export async function openMallShop(
  {
    ports,
    settings,
  }: { readonly ports: Pick<Ports, 'malls' | 'pauses' | 'clock'>; readonly settings: { readonly keyRetryMs: number } },
  shop: Shop,
  gate: Gate,
  worker: string,
): Promise<MallShop | null> {
  try {
    return await ports.malls.shop(shop);
  } catch (error) {
    if (!(error instanceof TsunagiError) || error.code !== 'key.unreadable') throw error;
    await noteKeyRefused(ports, settings, shop, await gate.pauses(), error, worker);
    return null;
  }
}

/**
 * Sends the messages by which a shop is looked at again: for work that arrived while others found its lease taken, and when the next
 * thing is due. A message that cannot be sent is no loss: the sweep sends another.
 */
export async function lookAgainLater(
  run: { readonly ports: Pick<Ports, 'log'>; readonly settings: WakeSettings; readonly shop: Shop },
  remaining: RemainingWork,
  now: EpochMs,
  queue: Pick<WorkQueue, 'look'>,
  lostEvent: string,
): Promise<void> {
  const { key } = run.shop;
  await isSent(run.ports.log, lostEvent, { shop: key }, async () => {
    for (const afterMs of followUpDelaysMs(remaining, now, run.settings)) await queue.look([key], afterMs);
  });
}
