import { type EpochMs, inChunks, minuteMs } from '../units.ts';
import { listWindow } from './list-window.ts';
import { readAndStore } from './read-and-store.ts';
import type { ShopRun } from './run.ts';
import { type Suspicion, suspiciousOrders } from './suspicions.ts';
import { type Window, windowsBetween } from './windows.ts';

/** What one scan of one shop found. */
export interface ShopScan {
  readonly imported: number;
  readonly changed: number;
  /** False when the run's time or calls ended first; the scan starts anew next time. */
  readonly finished: boolean;
}

/**
 * Finds what the cursor cannot: orders whose progress changed, orders cancelled, orders the mall showed late. RMS has no
 * "updated since", so the scan lists the shop's orders by progress and reads again whatever does not fit what is stored.
 */
export async function scanShop(run: ShopRun): Promise<ShopScan> {
  const { ports, settings, shop, traits } = run;
  const now = run.mallNow();
  const span: Window = {
    from: Math.max(now - traits.maxSpanMs, shop.importFrom),
    to: Math.max(now, shop.importFrom + minuteMs),
  };
  const open = await ports.orders.openOrders(shop.key);
  const listedAs = new Map<string, Set<string>>();
  const progressValues = new Set([...traits.alwaysScanned, ...open.map((order) => order.progress)]);
  for (const progress of progressValues) {
    if (!run.mayCall()) return { imported: 0, changed: 0, finished: false };
    for (const orderNumber of await listAll(run, span, [progress])) {
      listedAs.set(orderNumber, (listedAs.get(orderNumber) ?? new Set()).add(progress));
    }
  }
  if (!run.mayCall()) return { imported: 0, changed: 0, finished: false };
  const recent = await listAll(run, { from: Math.max(now - settings.lateSpanMs, span.from), to: span.to });
  const importIsNear = now - shop.cursor <= settings.scanLagMaxMs;
  const listed = new Set([...listedAs.keys(), ...recent]);
  const unknown = importIsNear ? await run.known.unknown(ports.orders, shop.key, [...listed]) : [];
  return reread(run, suspiciousOrders({ open, listedAs, unknown, span }), now);
}

async function listAll(run: ShopRun, span: Window, progress?: readonly string[]): Promise<string[]> {
  const orderNumbers: string[] = [];
  for (const window of windowsBetween(span.from, span.to, run.traits.maxSpanMs)) {
    for (let rest: Window | null = window; rest; ) {
      const listing: Awaited<ReturnType<typeof listWindow>> = await listWindow(run, rest, progress ? { progress } : {});
      orderNumbers.push(...listing.orderNumbers);
      rest = listing.window.to < window.to ? { from: listing.window.to, to: window.to } : null;
    }
  }
  return orderNumbers;
}

async function reread(run: ShopRun, suspicions: readonly Suspicion[], scannedAt: EpochMs): Promise<ShopScan> {
  let imported = 0;
  let changed = 0;
  for (const chunk of inChunks(suspicions, run.traits.readBatch)) {
    if (!run.mayCall()) return { imported, changed, finished: false };
    const batch = await readAndStore(
      run,
      chunk.map(({ orderNumber }) => ({ orderNumber })),
    );
    run.known.remember(
      run.shop.key,
      chunk.map(({ orderNumber }) => orderNumber),
    );
    imported += batch.imported.length;
    changed += batch.changed.length;
  }
  await run.ports.shops.recordScan(run.shop.key, scannedAt);
  return { imported, changed, finished: true };
}
